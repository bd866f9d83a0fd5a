/**
 * The records that brought the ids of late, for ids that nobody else can have chosen: the same id in another record of
 * its partition was produced twice, by a request whose answer got lost.
 */
export class RepeatWindow {
  readonly #seen = new Map<string, number>();

  constructor(private readonly capacity: number) {}

  /** Whether another record brought this id; the same record read again is no repeat. */
  isRepeat(id: string, partition: number, offset: number): boolean {
    // An id's records are all in one partition, so the offset alone tells them apart; the key keeps partitions apart.
    const key = `${partition}:${id}`;
    const first = this.#seen.get(key);
    if (first !== undefined) return first !== offset;
    this.#seen.set(key, offset);
    if (this.#seen.size > this.capacity) {
      const [oldest] = this.#seen.keys();
      if (oldest !== undefined) this.#seen.delete(oldest);
    }
    return false;
  }
}
