/** A record that was taken in and isn't done with yet. */
export interface Admitted {
  readonly offset: number;
  readonly bytes: number;
}

interface Entry extends Admitted {
  finished: boolean;
}

/**
 * What of one partition was taken in, and what of that is done. Records finish in any order; the watermark is the
 * offset before which all are done, and the only one that may be committed.
 */
export class OffsetTracker {
  #entries: Entry[] = [];
  #head = 0;
  #highest = -1;
  #bytes = 0;
  #committedAtRejoin: number | undefined;

  /**
   * Takes a record in, or answers undefined for one that was taken in before: after a rebalance a partition that stays
   * is fetched again from its committed offset. Offsets must come in order.
   */
  admit(offset: number, bytes: number): Admitted | undefined {
    if (offset <= this.#highest) return undefined;
    const entry = { offset, bytes, finished: false };
    this.#entries.push(entry);
    this.#highest = offset;
    this.#bytes += bytes;
    return entry;
  }

  /** Marks a record as done; doing it twice is nothing. */
  finish(admitted: Admitted): void {
    const entry = admitted as Entry;
    if (entry.finished) return;
    entry.finished = true;
    this.#bytes -= entry.bytes;
    while (this.#entries[this.#head]?.finished) this.#head += 1;
    // Shifting the array for each record would cost its whole length every time.
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Notes that all before `nextOffset` was read: marks of transactions and aborted records are never taken in. */
  passed(nextOffset: number): void {
    this.#highest = Math.max(this.#highest, nextOffset - 1);
  }

  /** The group was joined anew and the partition stayed: what is fetched next begins at the group's offset, `committed` as far as we know. */
  rejoined(committed: number): void {
    this.#committedAtRejoin = committed;
  }

  /**
   * Whether what was fetched, beginning at `offset`, goes on where we were or repeats some of it. After a rejoin it may
   * not: another member had the partition meanwhile and got further, or the partition was emptied and begins anew
   * below what was committed. Then this tracker is of no more use.
   */
  follows(offset: number): boolean {
    const committed = this.#committedAtRejoin;
    this.#committedAtRejoin = undefined;
    if (committed === undefined || this.#highest < 0) return true;
    return offset <= this.#highest + 1 && offset >= committed;
  }

  /** The offset to read on from after a restart; undefined while nothing was taken in. */
  get watermark(): number | undefined {
    if (this.#highest < 0) return undefined;
    return this.#entries[this.#head]?.offset ?? this.#highest + 1;
  }

  /** How many records lie between the watermark and the newest, done or not: what a crash would repeat at most. */
  get span(): number {
    return this.#entries.length - this.#head;
  }

  /** The bytes of the records that aren't done. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How far the partition was read: the next offset to come. */
  get position(): number {
    return this.#highest + 1;
  }
}
