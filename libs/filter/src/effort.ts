/** A filter takes more than it may. */
export class OutOfEffort extends Error {}

/**
 * What may be spent on the filters of one event, in steps of about 50 ns rather than in time, so that the same event
 * always gets the same answer: it's spent on a thread that serves every tenant.
 */
export class Effort {
  #granted = 0;
  #left = 0;

  constructor(
    private readonly perFilter: number,
    private leftForAll: number,
  ) {}

  /** Begins another filter. */
  begin(): void {
    this.leftForAll -= this.#granted - Math.max(0, this.#left);
    this.#granted = Math.min(this.perFilter, this.leftForAll);
    this.#left = this.#granted;
  }

  /** Takes some steps; throws {@link OutOfEffort} when they aren't left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new OutOfEffort();
  }
}
