import type { SecureContext } from 'node:tls';
import type { Gate } from './connect-attempt.js';
import type { ExchangeLimits } from './exchange-limits.js';
import { OriginPool, type PoolWatch } from './origin-pool.js';

/** Who Postrider is to a receiver's TLS, ready to connect as. */
export interface Client {
  readonly id: string;
  readonly secureContext: SecureContext;
}

/**
 * A pool for each origin that is being called, and for the origins called last, whose connections are kept for a while;
 * where a certificate is shown, for each origin and certificate: who has another one must never be taken for its owner.
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
  take(origin: string, client?: Client): OriginPool {
    // An origin has no space in it.
    const key = client ? `${origin} ${client.id}` : origin;
    const busy = this.#busy.get(key);
    if (busy) return busy;
    const pool = this.#idle.get(key) ?? this.#open(key, origin, client);
    this.#idle.delete(key);
    this.#busy.set(key, pool);
    return pool;
  }

  idle(pool: OriginPool): void {
    if (this.#busy.get(pool.key) !== pool) return;
    this.#busy.delete(pool.key);
    this.#idle.set(pool.key, pool);
    for (const [key, oldest] of this.#idle) {
      if (this.#idle.size <= this.limits.maxIdleOrigins) break;
      this.#idle.delete(key);
      oldest.closeIdle();
    }
  }

  empty(pool: OriginPool): void {
    for (const pools of [this.#busy, this.#idle]) {
      if (pools.get(pool.key) === pool) pools.delete(pool.key);
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

  #open(key: string, origin: string, client: Client | undefined): OriginPool {
    const gate = client ? { ...this.gate, secureContext: client.secureContext } : this.gate;
    return new OriginPool({ key, origin, gate, limits: this.limits, session: undefined }, this);
  }
}
