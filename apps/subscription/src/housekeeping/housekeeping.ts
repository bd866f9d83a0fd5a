import type { Log, Metrics } from '@postrider/observability';
import { dropExpiredSecrets, forgetEventCounts, type IdempotencyRepository, type Sql } from '@postrider/persistence';
import type { Cancel, Clock } from '@postrider/time';
import { watchExpiry } from './watch-expiry.js';

const INTERVAL_MS = 60_000;
const KEEP_ANSWERS_MS = 86_400_000;
/** A day's counts are of use while it lasts anywhere, by any clock. */
const KEEP_COUNTS_MS = 2 * 86_400_000;

/** What the management side has to forget in time: secrets that no longer sign, answers kept for Idempotency-Keys, counts of days that are over. */
export class Housekeeping {
  #cancel: Cancel | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly idempotency: IdempotencyRepository,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    watchExpiry(sql, clock, metrics);
  }

  start(): void {
    this.#cancel = this.clock.after(INTERVAL_MS, () => void this.#run().finally(() => this.start()));
  }

  stop(): void {
    this.#cancel?.();
  }

  async #run(): Promise<void> {
    try {
      const endpoints = await this.sql.transaction((statements) => dropExpiredSecrets(statements));
      const answers = await this.idempotency.forget(new Date(this.clock.now() - KEEP_ANSWERS_MS));
      await forgetEventCounts(this.sql, new Date(this.clock.now() - KEEP_COUNTS_MS).toISOString().slice(0, 10));
      if (endpoints + answers > 0) this.log.info({ endpoints, answers }, 'housekeeping.tidied');
    } catch (error) {
      this.log.warn({ error }, 'housekeeping.failed');
    }
  }
}
