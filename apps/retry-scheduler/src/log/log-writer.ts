import { DONE, type Handled } from '@postrider/kafka';
import type { Log, Metrics } from '@postrider/observability';
import { ensureDays, isDatabaseFault, isMissingPartition, refusesValues, type Sql } from '@postrider/persistence';
import { backOffMs, Unavailable, type Clock } from '@postrider/time';
import { processBatchStep, type Trace, type Tracing } from '@postrider/tracing';
import { applyEntries, type Applied } from './apply-entries.js';
import type { DeadLetters } from './dead-letters.js';
import { acceptedAtOf, type LogEntry } from './log-entry.js';

interface Waiting {
  readonly entry: LogEntry;
  readonly settle: (handled: Handled) => void;
}

/** What the writer calls when something may be released that couldn't be before. */
export type WakeReleaser = () => void;

/** How long what is in the log matters. */
export interface LogLimits {
  readonly retentionDays: number;
  /** After so long of nothing but failure an endpoint is disabled; 0: never. */
  readonly disableAfterMs: number;
}

const MAX_BATCH = 2000;
/**
 * Between the starts of two batches: long enough that a delivery and its attempt mostly meet in one, which makes one
 * row of them at once instead of a row and a change of it; short enough that what happened can be looked up soon.
 */
const PACE_MS = 100;
const BACK_OFF = { baseMs: 100, capMs: 5000 };
const DAY_MS = 86_400_000;

/** Writes the log: batches in one transaction each, one after another, in the order the records came. */
export class LogWriter {
  #waiting: Waiting[] = [];
  #writing = false;
  #lastStartMs = -Infinity;
  #stopped = false;
  readonly #seconds;
  readonly #batchSize;
  readonly #applied;
  readonly #settled;

  constructor(
    private readonly sql: Sql,
    private readonly deadLetters: DeadLetters,
    private readonly limits: LogLimits,
    private readonly wakeReleaser: WakeReleaser,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    this.#seconds = metrics.histogram({
      name: 'log_write_seconds',
      help: 'From the start of a batch of the log to its commit.',
    });
    this.#batchSize = metrics.histogram(
      { name: 'log_write_records', help: 'Records in a batch of the log.' },
      [1, 5, 20, 50, 100, 200, 500, 1000, 2000],
    );
    this.#applied = metrics.counter({
      name: 'log_entries_total',
      help: 'Entries of the log, by what became of them.',
      labels: ['outcome'],
    });
    this.#settled = metrics.counter({
      name: 'deliveries_settled_total',
      help: 'Deliveries by the status that a report brought them to; one that is held or dead may come to another yet.',
      labels: ['status'],
    });
    metrics.gauge({ name: 'log_entries_waiting', help: 'Entries that wait to be written.' }, (gauge) =>
      gauge.set(this.#waiting.length),
    );
  }

  /** Resolves once the entry is in the log, however long the database is away; or with why it can't be. */
  add(entry: LogEntry): Promise<Handled> {
    return new Promise((settle) => {
      this.#waiting.push({ entry, settle });
      if (!this.#writing) void this.#write();
    });
  }

  stop(): void {
    this.#stopped = true;
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0 && !this.#stopped) {
      const early = this.#lastStartMs + PACE_MS - this.clock.monotonic();
      if (early > 0 && this.#waiting.length < MAX_BATCH) await this.clock.wait(early);
      this.#lastStartMs = this.clock.monotonic();
      await this.#writeBatch(this.#waiting.splice(0, MAX_BATCH));
    }
    this.#writing = false;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    let days: 'untouched' | 'missing' | 'made' = 'untouched';
    for (let failures = 1; !this.#stopped; failures++) {
      try {
        if (days === 'missing') {
          await this.#addPartitions(batch);
          days = 'made';
        }
        await this.#apply(batch);
        return;
      } catch (error) {
        if (isMissingPartition(error) && days === 'untouched') days = 'missing';
        else if (mayPass(error)) await this.#backOff(error, batch.length, failures);
        else return this.#bisect(batch, error);
      }
    }
  }

  async #backOff(error: unknown, records: number, failures: number): Promise<void> {
    const waitMs = backOffMs(BACK_OFF, failures);
    // What isn't away heals only when somebody brings the schema and this version together.
    if (error instanceof Unavailable) this.log.warn({ error, records, waitMs }, 'log.write-retried');
    else this.log.error({ error, records, waitMs }, 'log.write-retried');
    await this.clock.wait(waitMs);
  }

  async #apply(batch: readonly Waiting[]): Promise<void> {
    const startMs = this.clock.monotonic();
    const trace = this.#traceOf(batch);
    const entries = batch.map(({ entry }) =>
      this.#isWithinRetention(entry) ? entry : { ...entry, content: { kind: 'nothing' as const } },
    );
    const applying = this.sql.transaction(async (statements): Promise<Applied> => {
      const { disableAfterMs } = this.limits;
      const result = await applyEntries(statements, entries, { nowMs: this.clock.now(), disableAfterMs });
      // Before the commit: a crash between the two tells of a dead letter twice, and never not at all.
      await this.deadLetters.tell(result.deadLetters);
      return result;
    });
    const applied = await (trace ? trace.until(applying) : applying);
    this.#seconds.observe((this.clock.monotonic() - startMs) / 1000);
    this.#batchSize.observe(batch.length);
    for (const status of applied.settled) this.#settled.inc({ status });
    if (applied.wakesReleaser) this.wakeReleaser();
    for (const [index, { entry, settle }] of batch.entries()) {
      const expired = entries[index] !== entry;
      if (entry.content.kind !== 'nothing') this.#applied.inc({ outcome: expired ? 'expired' : 'written' });
      settle(expired ? { kind: 'skipped', reason: 'older than what is kept' } : DONE);
    }
  }

  /** A batch is in nobody's trace: it's linked to those of its records. */
  #traceOf(batch: readonly Waiting[]): Trace | undefined {
    if (!this.tracing.on) return undefined;
    const contexts = batch.flatMap(({ entry }) => (entry.trace ? [entry.trace] : []));
    return this.tracing.gather(contexts, processBatchStep(batch.length));
  }

  /** One row that the database refuses must not keep the others out: halves, until it stands alone. */
  async #bisect(batch: readonly Waiting[], error: unknown): Promise<void> {
    const [only] = batch;
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await this.#writeBatch(batch.slice(0, middle));
      await this.#writeBatch(batch.slice(middle));
    } else if (only) await this.#refuse(only, error);
  }

  /** The log has to pass it all the same, or whoever waits for what follows would wait for ever. */
  async #refuse({ entry, settle }: Waiting, error: unknown): Promise<void> {
    const { topic, partition, offset, content } = entry;
    const poison: Handled = {
      kind: 'poison',
      reason: `the log cannot take it: ${error instanceof Error ? error.message : String(error)}`,
    };
    if (content.kind === 'nothing') {
      settle(poison);
      return;
    }
    this.log.error({ error, topic, partition, offset }, 'log.entry-refused');
    this.#applied.inc({ outcome: 'refused' });
    await this.#writeBatch([{ entry: { ...entry, content: { kind: 'nothing' } }, settle: () => settle(poison) }]);
  }

  /** Records can be older than the partitions that are made ahead: after an outage, up to what Kafka keeps. */
  async #addPartitions(batch: readonly Waiting[]): Promise<void> {
    const moments = batch.flatMap(({ entry }) =>
      this.#isWithinRetention(entry) ? [Date.parse(acceptedAtOf(entry) ?? '')] : [],
    );
    const days = moments.filter((ms) => !Number.isNaN(ms));
    await this.sql.transaction((statements) => ensureDays(statements, days));
  }

  #isWithinRetention(entry: LogEntry): boolean {
    const acceptedAt = acceptedAtOf(entry);
    if (acceptedAt === undefined) return true;
    const ageMs = this.clock.now() - Date.parse(acceptedAt);
    return ageMs < this.limits.retentionDays * DAY_MS && ageMs > -2 * DAY_MS;
  }
}

/**
 * Whether the same batch may be taken later: not when the database refuses values of it, nor when the fault is ours. A
 * column that is missing during a roll-out is no fault of any record.
 */
function mayPass(error: unknown): boolean {
  return error instanceof Unavailable || (isDatabaseFault(error) && !refusesValues(error));
}
