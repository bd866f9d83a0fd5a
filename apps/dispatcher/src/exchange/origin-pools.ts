import type { Gate } from './connect-attempt.js';
import type { ExchangeLimits } from './exchange-limits.js';
import { OriginPool, type PoolWatch } from './origin-pool.js';

/**
 * A pool for each origin that is being called, and for the origins called last, whose connections are kept for a while.
 * Pools at work aren't counted against the limit: their number is that of the exchanges under way at most.
 */
export class OriginPools implements PoolWatch {
  readonly #busy = new Map<string, OriginPool>();
  /** The least recently used first. */
  readonly #idle = new Map<string, OriginPool>();
  readonly #closing = new Set<Promise<void>>();

  constructor(
    private readonly gate: Gate,
    private readonly limits: ExchangeLimits,
  ) {}

  /** Connections that are open, or being made, to all origins. */
  get connections(): number {
    let count = 0;
    for (const pools of [this.#busy, this.#idle]) for (const pool of pools.values()) count += pool.connections;
    return count;
  }

  /** The pool for an origin, to be used at once. */
  take(origin: string): OriginPool {
    const busy = this.#busy.get(origin);
    if (busy) return busy;
    const pool = this.#idle.get(origin) ?? this.#open(origin);
    this.#idle.delete(origin);
    this.#busy.set(origin, pool);
    return pool;
  }

  idle(pool: OriginPool): void {
    if (this.#busy.get(pool.origin) !== pool) return;
    this.#busy.delete(pool.origin);
    this.#idle.set(pool.origin, pool);
    for (const [origin, oldest] of this.#idle) {
      if (this.#idle.size <= this.limits.maxIdleOrigins) break;
      this.#idle.delete(origin);
      oldest.closeIdle();
    }
  }

  empty(pool: OriginPool): void {
    for (const pools of [this.#busy, this.#idle]) {
      if (pools.get(pool.origin) === pool) pools.delete(pool.origin);
    }
  }

  closing(closed: Promise<void>): void {
    this.#closing.add(closed);
    void closed.finally(() => this.#closing.delete(closed));
  }

  /** Closes every connection that carries nothing. Resolves when no socket is left of all that were given up. */
  async closeIdle(): Promise<void> {
    for (const pool of [...this.#busy.values(), ...this.#idle.values()]) pool.closeIdle();
    await Promise.all(this.#closing);
  }

  #open(origin: string): OriginPool {
    return new OriginPool({ origin, gate: this.gate, limits: this.limits, session: undefined }, this);
  }
}
