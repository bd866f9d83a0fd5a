/** The check of one document takes more than it may. */
export class OutOfEffort extends Error {}

/**
 * What one check may cost, counted in steps rather than in time, so that the same data always gets the same answer.
 * JSON Schema can ask for exponential work in a few lines (references that double at each level) and for quadratic
 * work in one; a schema is checked in the path of every event of its type, on the thread that serves all the others.
 */
export class Effort {
  #left = 0;

  /** Begins a check. */
  begin(steps: number): void {
    this.#left = steps;
  }

  /** Takes some steps. Throws {@link OutOfEffort} when they aren't left. */
  readonly spend = (steps: number): void => {
    this.#left -= steps;
    if (this.#left < 0) throw new OutOfEffort();
  };
}
