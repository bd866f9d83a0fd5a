import type { Log, Metrics } from '@postrider/observability';
import {
  dayOf,
  dropDay,
  ensurePartitions,
  forgetClaims,
  forgetStatsDays,
  partitionDays,
  type Sql,
} from '@postrider/persistence';
import type { Cancel, Clock } from '@postrider/time';
import { OldPayloads } from './old-payloads.js';

const DAY_MS = 86_400_000;
const INTERVAL_MS = 3_600_000;
const RETRY_MS = 30_000;
/** Claims forgotten in one statement: keeps its locks short. */
const CLAIMS_AT_ONCE = 5000;

/** How long things are kept. */
export interface Kept {
  readonly retentionDays: number;
  readonly dedupeWindowSeconds: number;
  readonly statsDays: number;
}

/** What has to be done now and then: partitions made ahead and dropped when their time is over, old claims forgotten. */
export class Housekeeping {
  #cancel: Cancel | undefined;
  readonly #expired;
  readonly #oldPayloads: OldPayloads;

  constructor(
    private readonly sql: Sql,
    private readonly limits: Kept,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#oldPayloads = new OldPayloads(this.sql);
    this.#expired = metrics.counter({
      name: 'deliveries_expired_total',
      help: 'Deliveries that were open when their day was dropped, by the status that they had.',
      labels: ['status'],
    });
    for (const status of ['pending', 'retrying', 'held']) this.#expired.inc({ status }, 0);
    metrics.gauge(
      {
        name: 'log_partitions_ahead_days',
        help: 'Days from today on that have a partition; the log stops without one.',
      },
      async (gauge) => {
        const today = dayOf(this.clock.now());
        const days = await partitionDays(this.sql).catch(() => undefined);
        gauge.set(days ? days.filter((day) => day > today).length : Number.NaN);
      },
    );
  }

  start(): void {
    void this.#run();
  }

  stop(): void {
    this.#cancel?.();
  }

  async #run(): Promise<void> {
    let tidied = true;
    // Each by itself: a log that somebody reads for long is no reason to keep what is to be gone.
    for (const duty of [() => this.#expunge(), () => this.#tidy()]) {
      await duty().catch((error: unknown) => {
        this.log.warn({ error }, 'housekeeping.failed');
        tidied = false;
      });
    }
    this.#cancel = this.clock.after(tidied ? INTERVAL_MS : RETRY_MS, () => void this.#run());
  }

  async #expunge(): Promise<void> {
    const expunged = await this.#oldPayloads.expunge(this.clock.now());
    if (expunged > 0) this.log.info({ expunged }, 'payloads.expunged');
  }

  async #tidy(): Promise<void> {
    const made = await this.sql.transaction((statements) => ensurePartitions(statements, this.clock.now()));
    if (made > 0) this.log.info({ made }, 'partitions.made');
    while ((await forgetClaims(this.sql, this.limits.dedupeWindowSeconds, CLAIMS_AT_ONCE)) === CLAIMS_AT_ONCE);
    await forgetStatsDays(this.sql, this.limits.statsDays, this.clock.now());
    // Last, since a long query keeps a day from being dropped for as long as it takes.
    const last = dayOf(this.clock.now() - (this.limits.retentionDays + 1) * DAY_MS);
    for (const day of await partitionDays(this.sql)) {
      if (day >= last) break;
      const open = await this.sql.transaction((statements) => dropDay(statements, day));
      this.log.info({ day }, 'partitions.dropped');
      for (const [status, count] of open) this.#expired.inc({ status }, count);
      if (open.size > 0) this.log.warn({ day, open: Object.fromEntries(open) }, 'deliveries.expired');
    }
  }
}
