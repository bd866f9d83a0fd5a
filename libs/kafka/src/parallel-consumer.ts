import type { Log, Metrics } from '@postrider/observability';
import { backOffMs, untilItWorks, within, type Cancel, type Clock } from '@postrider/time';
import type { CommitPoint, ConsumerListener, GroupConsumer, KafkaClient } from './client.js';
import { recordBytes, type Handled, type KafkaRecord } from './kafka-record.js';
import { KeyedQueues } from './keyed-queues.js';
import { OffsetTracker, type Admitted } from './offset-tracker.js';
import type { PoisonBin } from './poison-bin.js';
import { StallWatch } from './stall-watch.js';
import { Unavailable } from '@postrider/time';

/** What is done with the records of one topic. */
export interface TopicHandler {
  /** Decides about one record. A rejection means that we are broken: the record is tried again. */
  handle(record: KafkaRecord): Promise<Handled>;
  /** Records with the same key are handled one after another, in order. */
  keyOf?(record: KafkaRecord): string | undefined;
}

/** How much may be taken in before fetching pauses. */
export interface IntakeLimits {
  /** Records of one partition between the oldest that isn't done and the newest: what a crash repeats at most. */
  readonly recordsPerPartition: number;
  /** Bytes that aren't done, over all partitions. */
  readonly bytes: number;
}

/** What a consumer is made of. */
export interface ParallelConsumerOptions {
  readonly groupId: string;
  readonly topics: ReadonlyMap<string, TopicHandler>;
  readonly limits: IntakeLimits;
  /** Called when the consumer stalled, was made anew and stalled again: the process is no use any more. */
  readonly gaveUp: (reason: string) => void;
}

interface AssignedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly tracker: OffsetTracker;
  paused: boolean;
  committed: number;
}

/** A restart repeats what was done since the last commit; a commit is off the records' path, so it can be frequent. */
const COMMIT_INTERVAL_MS = 500;
/** The client can hang for ever in a commit or a departure. */
const CLIENT_PATIENCE_MS = 5000;
const RETRY_BACK_OFF = { baseMs: 100, capMs: 5000 };
const JOIN_BACK_OFF = { baseMs: 200, capMs: 5000 };
/** A handler that fails this often on one record, for no fault of a dependency, has a bug that the record brings out. */
const MAX_FAULTS = 8;

/**
 * Reads topics as a member of a group and handles their records side by side. What it promises: every record is
 * handled at least once; records of one key in order; an offset is committed only when it and all before it are done;
 * one slow record holds up nothing but its key, until the intake limits are reached; a record that makes its handler
 * fail again and again ends in the dead-letter topic instead of blocking its partition for ever.
 */
export class ParallelConsumer {
  readonly #partitions = new Map<string, AssignedPartition>();
  readonly #queues = new KeyedQueues();
  readonly #watch: StallWatch;
  readonly #stopping = new AbortController();
  readonly #handled;
  readonly #retried;
  #consumer: GroupConsumer | undefined;
  #generation = 0;
  #crashes = 0;
  #active = 0;
  #bytes = 0;
  #stopped = false;
  #cancelCommit: Cancel | undefined;

  constructor(
    private readonly client: KafkaClient,
    private readonly options: ParallelConsumerOptions,
    private readonly poison: PoisonBin,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#handled = metrics.counter({ name: 'records_handled_total', help: 'Records read, by topic and what became of them.', labels: ['topic', 'outcome'] });
    this.#retried = metrics.counter({ name: 'records_retried_total', help: 'Times that a handler failed and its record was tried again.', labels: ['topic'] });
    metrics.gauge({ name: 'records_in_progress', help: 'Records taken in and not done, or waiting behind one that is not.', labels: ['topic'] }, (gauge) => {
      gauge.reset();
      for (const { topic, tracker } of this.#partitions.values()) gauge.inc({ topic }, tracker.span);
    });
    metrics.gauge({ name: 'records_in_progress_bytes', help: 'Bytes of the records taken in and not done.' }, (gauge) => gauge.set(this.#bytes));
    const lag = metrics.gauge({ name: 'consumer_lag_records', help: 'Records of the assigned partitions that are not done.', labels: ['topic'] });
    this.#watch = new StallWatch(client, options.groupId, clock, log, {
      positions: () => this.#positions(),
      measured: (lags) => {
        lag.reset();
        for (const [topic, records] of lags) lag.set({ topic }, records);
      },
      stalled: (reason) => void this.#rebuild(reason),
      gaveUp: options.gaveUp,
    });
  }

  /** Joins the group, however long that takes. */
  async start(): Promise<void> {
    await this.#join();
    this.#watch.start();
    this.#commitLater();
  }

  /** Whether the group has been joined. */
  get joined(): boolean {
    return this.#consumer !== undefined;
  }

  /** False once nothing has moved for so long that the process should be replaced. */
  get alive(): boolean {
    return this.#watch.alive;
  }

  /** Takes no more records in, and starts no handler; those that run go on. */
  stopIntake(): void {
    this.#stopped = true;
    this.#stopping.abort(new Error('the consumer is stopping'));
  }

  /** Waits until the running handlers are done, `graceMs` at most; answers how many are left. */
  async drain(graceMs: number): Promise<number> {
    const deadline = this.clock.monotonic() + graceMs;
    while (this.#active > 0 && this.clock.monotonic() < deadline) await this.clock.wait(20);
    return this.#active;
  }

  /** Commits what is done and leaves the group. */
  async close(): Promise<void> {
    this.stopIntake();
    this.#watch.stop();
    this.#cancelCommit?.();
    await this.#commit();
    await this.#leave(this.#consumer);
  }

  async #join(): Promise<void> {
    const generation = ++this.#generation;
    const consumer = await untilItWorks(() => this.client.consumer(this.options.groupId, [...this.options.topics.keys()], this.#listen(generation)), {
      clock: this.clock,
      backOff: JOIN_BACK_OFF,
      signal: this.#stopping.signal,
      failed: (error, waitMs) => this.log.warn({ error, waitMs }, 'consumer.join-failed'),
    });
    if (generation !== this.#generation || this.#stopped) return this.#leave(consumer);
    this.#consumer = consumer;
    this.#applyLimits();
  }

  /** What a consumer of an older generation still tells is no longer heard. */
  #listen(generation: number): ConsumerListener {
    const current = (): boolean => generation === this.#generation;
    return {
      records: (topic, partition, records) => current() && this.#take(topic, partition, records),
      assigned: (partitions) => current() && this.#assign(partitions),
      crashed: (error) => {
        if (current()) void this.#rebuild(`the client gave up: ${error.message}`);
      },
    };
  }

  async #rebuild(reason: string): Promise<void> {
    if (this.#stopped) return;
    const generation = ++this.#generation;
    const waitMs = backOffMs(JOIN_BACK_OFF, ++this.#crashes);
    this.log.warn({ reason, waitMs }, 'consumer.rebuilt');
    await this.#leave(this.#consumer);
    await this.clock.wait(waitMs);
    if (generation !== this.#generation) return;
    // Only a stop ends the tries to join.
    await this.#join().catch(() => undefined);
  }

  async #leave(consumer: GroupConsumer | undefined): Promise<void> {
    if (this.#consumer === consumer) this.#consumer = undefined;
    if (!consumer) return;
    // The group forgets a member that is silent, should this not come through.
    await within(this.clock, CLIENT_PATIENCE_MS, 'leaving the group', consumer.disconnect()).catch((error: unknown) =>
      this.log.warn({ error }, 'consumer.leave-failed'),
    );
  }

  #assign(assigned: ReadonlyMap<string, readonly number[]>): void {
    const keep = new Set<string>();
    for (const [topic, partitions] of assigned) {
      for (const partition of partitions) {
        const key = `${topic}:${partition}`;
        keep.add(key);
        const held = this.#partitions.get(key);
        if (held) {
          held.tracker.rejoined();
          // The client forgets in a rebalance what was paused.
          held.paused = false;
        } else this.#partitions.set(key, { topic, partition, tracker: new OffsetTracker(), paused: false, committed: -1 });
      }
    }
    for (const [key, { tracker }] of this.#partitions) {
      if (keep.has(key)) continue;
      this.#bytes -= tracker.bytes;
      this.#partitions.delete(key);
    }
    this.#crashes = 0;
    this.#watch.assignmentChanged();
    this.log.info({ group: this.options.groupId, partitions: Object.fromEntries(assigned) }, 'consumer.assigned');
    this.#applyLimits();
  }

  #take(topic: string, partition: number, records: readonly KafkaRecord[]): void {
    const assigned = this.#partitions.get(`${topic}:${partition}`);
    const handler = this.options.topics.get(topic);
    if (this.#stopped || !assigned || !handler) return;
    const before = assigned.tracker.bytes;
    for (const record of records) {
      const admitted = assigned.tracker.admit(record.offset, recordBytes(record));
      if (!admitted) continue;
      this.#queues.run(handler.keyOf?.(record), () => this.#handle(handler, record, assigned, admitted));
    }
    this.#bytes += assigned.tracker.bytes - before;
    this.#applyLimits();
  }

  async #handle(handler: TopicHandler, record: KafkaRecord, assigned: AssignedPartition, admitted: Admitted): Promise<void> {
    if (this.#stopped) return;
    this.#active += 1;
    const handled = await this.#decide(handler, record);
    this.#active -= 1;
    if (!handled) return;
    this.#handled.inc({ topic: record.topic, outcome: handled.kind });
    const before = assigned.tracker.bytes;
    assigned.tracker.finish(admitted);
    if (this.#partitions.get(`${assigned.topic}:${assigned.partition}`) === assigned) this.#bytes += assigned.tracker.bytes - before;
    if (assigned.paused) this.#applyLimits();
  }

  /** The handler's decision, after as many tries as it takes; undefined when the consumer stopped meanwhile. */
  async #decide(handler: TopicHandler, record: KafkaRecord): Promise<Handled | undefined> {
    let faults = 0;
    for (let failures = 1; ; failures++) {
      try {
        const handled = await handler.handle(record);
        if (handled.kind === 'poison') await this.poison.put(record, handled.reason);
        return handled;
      } catch (error) {
        // What is broken stays broken while we stop: the record is read again by whoever comes next.
        if (this.#stopped) return undefined;
        const { topic, partition, offset } = record;
        if (!(error instanceof Unavailable)) faults += 1;
        this.#retried.inc({ topic });
        if (faults >= MAX_FAULTS) {
          this.log.error({ error, topic, partition, offset }, 'record.handler-failed');
          handler = poisonous(error);
          faults = -Infinity;
          continue;
        }
        const waitMs = backOffMs(RETRY_BACK_OFF, failures);
        this.log.warn({ error, topic, partition, offset, waitMs }, 'record.retried');
        await this.clock.wait(waitMs);
      }
    }
  }

  /** Pauses what is over its limits and resumes, once it's at half of them, what was paused. */
  #applyLimits(): void {
    const consumer = this.#consumer;
    if (!consumer) return;
    const { recordsPerPartition, bytes } = this.options.limits;
    for (const assigned of this.#partitions.values()) {
      const { topic, partition, tracker, paused } = assigned;
      if (!paused && (tracker.span >= recordsPerPartition || this.#bytes >= bytes)) {
        assigned.paused = true;
        consumer.pause(topic, partition);
      } else if (paused && tracker.span <= recordsPerPartition / 2 && this.#bytes <= bytes / 2) {
        assigned.paused = false;
        consumer.resume(topic, partition);
      }
    }
  }

  #positions() {
    return Array.from(this.#partitions.values(), ({ topic, partition, tracker, paused }) => ({
      topic,
      partition,
      position: tracker.position,
      done: tracker.watermark,
      paused,
    }));
  }

  #commitLater(): void {
    this.#cancelCommit = this.clock.after(COMMIT_INTERVAL_MS, () => void this.#commit().finally(() => this.#commitLater()));
  }

  async #commit(): Promise<void> {
    const points: (CommitPoint & { readonly assigned: AssignedPartition })[] = [];
    for (const assigned of this.#partitions.values()) {
      const { topic, partition, tracker, committed } = assigned;
      const offset = tracker.watermark;
      if (offset !== undefined && offset > committed) points.push({ topic, partition, offset, assigned });
    }
    const consumer = this.#consumer;
    if (!consumer || points.length === 0) return;
    try {
      await within(
        this.clock,
        CLIENT_PATIENCE_MS,
        'committing',
        consumer.commit(points.map(({ topic, partition, offset }) => ({ topic, partition, offset }))),
      );
      for (const { assigned, offset } of points) assigned.committed = offset;
    } catch (error) {
      // Nothing is lost: what isn't committed is read again, or committed the next time.
      this.log.debug({ error }, 'consumer.commit-failed');
    }
  }
}

function poisonous(error: unknown): TopicHandler {
  const reason = `its handler failed ${MAX_FAULTS} times: ${error instanceof Error ? error.message : String(error)}`;
  return { handle: () => Promise.resolve({ kind: 'poison', reason }) };
}
