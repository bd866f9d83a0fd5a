import type { Log } from '@postrider/observability';
import { untilItWorks, type Clock } from '@postrider/time';
import pg from 'pg';

/** What only one process at a time does; the number is the lock's. */
export const LOCKS = {
  relay: 7_202_601,
  migrations: 7_202_602,
  partitions: 7_202_604,
  operationalEvents: 7_202_605,
  stats: 7_202_631,
  expunging: 7_202_632,
} as const;

/** How often a waiting process looks whether the lock is free. */
const RETRY_MS = 1000;

/**
 * A lock that one process at a time holds, on a connection of its own: when that breaks, the lock is lost, and so is
 * the right to do what it was for.
 */
export class AdvisoryLock {
  #client: pg.Client | undefined;
  readonly #stopping = new AbortController();

  constructor(
    private readonly url: string,
    private readonly lock: keyof typeof LOCKS,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Waits for the lock, however long; resolves with a signal that aborts when it's lost. Rejects when stopped. */
  acquire(): Promise<AbortSignal> {
    return untilItWorks(() => this.#wait(), {
      clock: this.clock,
      backOff: { baseMs: RETRY_MS, capMs: 5000 },
      signal: this.#stopping.signal,
      failed: (error, waitMs) => this.log.warn({ error, lock: this.lock, waitMs }, 'database.lock-failed'),
    });
  }

  async release(): Promise<void> {
    this.#stopping.abort(new Error(`the ${this.lock} lock is given up`));
    await this.#client?.end().catch(() => undefined);
  }

  async #wait(): Promise<AbortSignal> {
    const lost = new AbortController();
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 3000, keepAlive: true });
    client.on('error', (error) => lost.abort(error));
    client.on('end', () => lost.abort(new Error(`the ${this.lock} lock was lost`)));
    this.#client = client;
    try {
      await client.connect();
      while (!lost.signal.aborted && !this.#stopping.signal.aborted) {
        const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
          LOCKS[this.lock],
        ]);
        if (rows[0]?.held) return lost.signal;
        await this.clock.wait(RETRY_MS);
      }
      throw lost.signal.reason ?? this.#stopping.signal.reason;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }
}
