import type { Log, Metrics } from '@postrider/observability';
import {
  ensureDays,
  isMissingPartition,
  notedStats,
  notedStatsDays,
  rollUpStats,
  type Sql,
} from '@postrider/persistence';
import type { Cancel, Clock } from '@postrider/time';

const INTERVAL_MS = 5000;
/** Counts summed up in one transaction: the more, the fewer of its rows are written twice; a tenth of a second of CPU. */
const AT_ONCE = 10_000;

/** Sums up what the log's writers count. One process at a time does; the others find nothing to do. */
export class StatsRoller {
  #cancel: Cancel | undefined;
  #stopped = false;

  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.gauge(
      { name: 'stats_counts_waiting', help: 'Counts of the log that wait to be summed up.' },
      async (gauge) => gauge.set(await notedStats(this.sql).catch(() => Number.NaN)),
    );
  }

  start(): void {
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  async #run(): Promise<void> {
    await this.#rollUp().catch((error: unknown) => this.log.warn({ error }, 'stats.roll-up-failed'));
    if (!this.#stopped) this.#cancel = this.clock.after(INTERVAL_MS, () => void this.#run());
  }

  async #rollUp(): Promise<void> {
    const once = () => this.sql.transaction((statements) => rollUpStats(statements, AT_ONCE));
    while (!this.#stopped) {
      const summed = await once().catch(async (error: unknown) => {
        if (!isMissingPartition(error)) throw error;
        await this.#addPartitions();
        return once();
      });
      if (summed === undefined || summed < AT_ONCE) return;
    }
  }

  /** After an outage the log may come to days that were never made. */
  async #addPartitions(): Promise<void> {
    const days = await notedStatsDays(this.sql);
    await this.sql.transaction((statements) => ensureDays(statements, days));
  }
}
