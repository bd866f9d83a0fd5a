/**
 * Lets so many at a time go on, and of those who wait, tenants in turn: one that brings nine tenths of the load keeps the
 * others waiting for one of its own each, not for all. What one tenant brings stays in its order.
 */
export class TenantTurns {
  readonly #waiting = new Map<string, (() => void)[]>();
  #underWay = 0;

  constructor(private readonly limit: number) {}

  /** How many wait. */
  get waiting(): number {
    let count = 0;
    for (const queue of this.#waiting.values()) count += queue.length;
    return count;
  }

  /** Undefined when there is room now, else resolves when it's one's turn; `leave` has to follow in any case. */
  enter(tenant: string): Promise<void> | undefined {
    if (this.#underWay < this.limit) {
      this.#underWay += 1;
      return undefined;
    }
    return new Promise((go) => {
      const queue = this.#waiting.get(tenant);
      if (queue) queue.push(go);
      else this.#waiting.set(tenant, [go]);
    });
  }

  /** Hands one's place on to the tenant whose turn it is. */
  leave(): void {
    for (const [tenant, queue] of this.#waiting) {
      // To the end of the line, if it has more.
      this.#waiting.delete(tenant);
      const go = queue.shift();
      if (queue.length > 0) this.#waiting.set(tenant, queue);
      return go?.();
    }
    this.#underWay -= 1;
  }
}
