/** Lanes that are remembered with nothing to send: some 20 MiB of them. */
const KEPT = 50_000;

/** Lanes without anything to send, the longest unused first: what goes when there are too many is only how far they had come. */
export class RestingLanes<L> {
  readonly #lanes = new Map<string, L>();

  constructor(private readonly kept = KEPT) {}

  get size(): number {
    return this.#lanes.size;
  }

  take(name: string): L | undefined {
    const lane = this.#lanes.get(name);
    this.#lanes.delete(name);
    return lane;
  }

  put(name: string, lane: L): void {
    this.#lanes.set(name, lane);
    if (this.#lanes.size <= this.kept) return;
    const [oldest] = this.#lanes.keys();
    if (oldest !== undefined) this.#lanes.delete(oldest);
  }

  forget(isLost: (lane: L) => boolean): void {
    for (const [name, lane] of this.#lanes) if (isLost(lane)) this.#lanes.delete(name);
  }
}
