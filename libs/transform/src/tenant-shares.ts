import type { Cancel, Clock } from '@postrider/time';

/** How the threads' time is divided. */
export interface ShareLimits {
  /** What is done at once, in all. */
  readonly atOnce: number;
  /** What waits of one tenant, at most, and for how long. */
  readonly waiting: number;
  readonly waitMs: number;
}

interface Waiting {
  readonly go: (admitted: boolean) => void;
  readonly giveUp: Cancel;
}

/**
 * Divides a few places between tenants: of those that wait, tenants in turn, and what one brings in its order. No tenant
 * has every place while there is more than one, so that another's need not wait for as long as a script may take; and what
 * would wait for longer than it may is turned away, so that one tenant's load never becomes everybody's.
 */
export class TenantShares {
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #running = new Map<string, number>();
  readonly #mostOfOne: number;
  #places: number;

  constructor(
    private readonly limits: ShareLimits,
    private readonly clock: Clock,
  ) {
    this.#places = limits.atOnce;
    this.#mostOfOne = Math.max(1, limits.atOnce - 1);
  }

  /** How many wait. */
  get waiting(): number {
    let count = 0;
    for (const queue of this.#waiting.values()) count += queue.length;
    return count;
  }

  /** Does the work when it's the tenant's turn; undefined when it would have to wait for too long. */
  async take<T>(tenant: string, work: () => Promise<T>): Promise<T | undefined> {
    if (!(await this.#enter(tenant))) return undefined;
    try {
      return await work();
    } finally {
      this.#leave(tenant);
    }
  }

  #enter(tenant: string): Promise<boolean> | boolean {
    if (this.#places > 0 && this.#mayRun(tenant)) {
      this.#start(tenant);
      return true;
    }
    const queue = this.#waiting.get(tenant) ?? [];
    if (queue.length >= this.limits.waiting) return false;
    this.#waiting.set(tenant, queue);
    return new Promise((go) => {
      const waiting: Waiting = {
        go,
        giveUp: this.clock.after(this.limits.waitMs, () => this.#turnAway(tenant, waiting)),
      };
      queue.push(waiting);
    });
  }

  #leave(tenant: string): void {
    const running = (this.#running.get(tenant) ?? 1) - 1;
    if (running > 0) this.#running.set(tenant, running);
    else this.#running.delete(tenant);
    this.#places += 1;
    for (const [next, queue] of this.#waiting) {
      if (!this.#mayRun(next)) continue;
      // To the end of the line, if it has more.
      this.#waiting.delete(next);
      const first = queue.shift();
      if (queue.length > 0) this.#waiting.set(next, queue);
      first?.giveUp();
      this.#start(next);
      first?.go(true);
      return;
    }
  }

  #start(tenant: string): void {
    this.#places -= 1;
    this.#running.set(tenant, (this.#running.get(tenant) ?? 0) + 1);
  }

  #mayRun(tenant: string): boolean {
    return (this.#running.get(tenant) ?? 0) < this.#mostOfOne;
  }

  #turnAway(tenant: string, waiting: Waiting): void {
    const queue = this.#waiting.get(tenant);
    const place = queue?.indexOf(waiting) ?? -1;
    if (!queue || place < 0) return;
    queue.splice(place, 1);
    if (queue.length === 0) this.#waiting.delete(tenant);
    waiting.go(false);
  }
}
