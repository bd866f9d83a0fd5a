import type { Log, Metrics } from '@postrider/observability';
import type { Position } from '@postrider/schemas';
import { untilItWorks, within, type Cancel, type Clock } from '@postrider/time';
import type { KafkaClient, OutgoingRecord, Produced, RecordProducer } from './client.js';
import { Unavailable } from '@postrider/time';

/** Why a record wasn't acknowledged. After all but `too_large` it may have been written all the same. */
export type ProduceFailure = 'too_large' | 'overloaded' | 'timed_out' | 'refused' | 'closed';

/** A record that isn't known to be on Kafka. */
export class ProduceFailed extends Unavailable {
  constructor(
    readonly failure: ProduceFailure,
    options?: ErrorOptions,
  ) {
    super(`the record was not acknowledged: ${failure}`, options);
  }
}

interface Pending {
  readonly record: OutgoingRecord;
  readonly bytes: number;
  readonly sinceMs: number;
  readonly resolve: (position: Position) => void;
  readonly reject: (error: ProduceFailed) => void;
  settled: boolean;
}

/** Below the broker's default max.message.bytes (1 MiB) with room for the batch's own header: past it, the whole request is rejected. */
const PARTITION_BYTES = 1_000_000;
/** What a group may hold in all: bounds the memory that a request takes. */
const GROUP_RECORDS = 4000;
const GROUP_BYTES = 8 * 1024 * 1024;
/** What may wait while Kafka is away, before more is refused at once. */
const QUEUE_BYTES = 64 * 1024 * 1024;
/** What a record costs beside its bytes: lengths, timestamp and offset deltas, its headers' framing. */
const RECORD_OVERHEAD = 64;

/** The largest record that can be produced, in bytes of key, value and headers. */
export const MAX_RECORD_BYTES = PARTITION_BYTES - RECORD_OVERHEAD;

/**
 * Produces with acks=all, one request under way at a time; whatever comes meanwhile goes in the next. That's as fast as
 * lingering at its best and needs no tuning: 4,000 records a second at 3 ms when lingering 2 ms manages 600.
 * Records to one partition are written in the order they were given.
 */
export class GroupCommitProducer {
  #queue: Pending[] = [];
  /** Who waits for room in the queue, the first first. */
  #roomless: (() => void)[] = [];
  #underWay: readonly Pending[] = [];
  #queuedBytes = 0;
  #producer: RecordProducer | undefined;
  #scheduled = false;
  #closed = false;
  #cancelSweep: Cancel | undefined;
  readonly #stopping = new AbortController();
  readonly #seconds;
  readonly #groupSize;
  readonly #failures;

  constructor(
    private readonly client: KafkaClient,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
    /** How long a record may wait for its acknowledgement before its promise rejects. */
    private readonly patienceMs = 5000,
  ) {
    this.#seconds = metrics.histogram({
      name: 'kafka_produce_seconds',
      help: 'From the hand-over of a group of records to its acknowledgement.',
    });
    this.#groupSize = metrics.histogram(
      { name: 'kafka_produce_records', help: 'Records in a produced group.' },
      [1, 3, 10, 30, 100, 300, 1000, 4000],
    );
    this.#failures = metrics.counter({
      name: 'kafka_produce_failures_total',
      help: 'Records that were not acknowledged, by why.',
      labels: ['failure'],
    });
    metrics.gauge({ name: 'kafka_produce_queue_bytes', help: 'Bytes of records waiting to be produced.' }, (gauge) =>
      gauge.set(this.#queuedBytes),
    );
  }

  /** Connects, however long that takes; records may be given before. */
  async start(): Promise<void> {
    this.#producer = await untilItWorks(() => this.client.producer(), {
      clock: this.clock,
      backOff: { baseMs: 200, capMs: 5000 },
      signal: this.#stopping.signal,
      failed: (error, waitMs) => this.log.warn({ error, waitMs }, 'kafka.producer-waited'),
    });
    this.#schedule();
  }

  /** Whether records can go out at all. */
  get connected(): boolean {
    return this.#producer !== undefined;
  }

  /** Resolves with the record's place once all in-sync replicas have it; rejects with {@link ProduceFailed}. */
  send(record: OutgoingRecord): Promise<Position> {
    return this.#put(record, RECORD_OVERHEAD + outgoingBytes(record));
  }

  /**
   * {@link send}, but where the queue is full it waits for room instead of being refused as `overloaded`. For what
   * somebody bounds already, as a consumer's intake is; what comes over HTTP must be refused.
   */
  async sendInTurn(record: OutgoingRecord): Promise<Position> {
    const bytes = RECORD_OVERHEAD + outgoingBytes(record);
    while (this.#queuedBytes + bytes > QUEUE_BYTES && bytes <= PARTITION_BYTES && !this.#closed)
      await new Promise<void>((resolve) => this.#roomless.push(resolve));
    return this.#put(record, bytes);
  }

  #put(record: OutgoingRecord, bytes: number): Promise<Position> {
    if (bytes > PARTITION_BYTES) return this.#refuse('too_large');
    if (this.#closed) return this.#refuse('closed');
    if (this.#queuedBytes + bytes > QUEUE_BYTES) return this.#refuse('overloaded');
    return new Promise((resolve, reject) => {
      this.#queuedBytes += bytes;
      this.#queue.push({ record, bytes, sinceMs: this.clock.monotonic(), resolve, reject, settled: false });
      this.#schedule();
    });
  }

  /** Sends what was given, then disconnects; rejects what couldn't be sent within `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    for (const look of this.#roomless.splice(0)) look();
    this.#stopping.abort(new ProduceFailed('closed'));
    const deadline = this.clock.monotonic() + graceMs;
    while ((this.#queue.length > 0 || this.#underWay.length > 0) && this.clock.monotonic() < deadline)
      await this.clock.wait(10);
    for (const pending of [...this.#queue, ...this.#underWay]) this.#fail(pending, 'closed');
    this.#queue = [];
    this.#cancelSweep?.();
    const disconnected = this.#producer?.disconnect();
    if (disconnected) await within(this.clock, 2000, 'disconnecting the producer', disconnected).catch(() => undefined);
  }

  #schedule(): void {
    this.#cancelSweep ??= this.clock.after(250, () => this.#sweep());
    if (this.#scheduled || this.#underWay.length > 0 || !this.#producer) return;
    this.#scheduled = true;
    // Once this turn of the event loop is over, so that what it handles together goes out together.
    setImmediate(() => {
      this.#scheduled = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    const producer = this.#producer;
    if (!producer || this.#underWay.length > 0) return;
    const group = this.#takeGroup();
    if (group.length === 0) return;
    this.#underWay = group;
    const startMs = this.clock.monotonic();
    try {
      const produced = await producer.send(group.map(({ record }) => record));
      this.#seconds.observe((this.clock.monotonic() - startMs) / 1000);
      this.#groupSize.observe(group.length);
      for (const pending of group) this.#acknowledge(pending, produced);
      if (produced.failures.size > 0)
        this.log.warn({ failures: Object.fromEntries(produced.failures) }, 'kafka.produce-failed');
    } catch (error) {
      this.log.warn({ error, records: group.length }, 'kafka.produce-failed');
      for (const pending of group) this.#fail(pending, 'refused', error);
    }
    this.#underWay = [];
    if (this.#queue.length > 0) void this.#flush();
  }

  /** The oldest records, as many as a request may hold; a partition that is full holds back its later ones, to keep their order. */
  #takeGroup(): Pending[] {
    const group: Pending[] = [];
    const rest: Pending[] = [];
    const bytesOf = new Map<string, number>();
    let groupBytes = 0;
    for (const [index, pending] of this.#queue.entries()) {
      if (pending.settled) continue;
      if (group.length >= GROUP_RECORDS || groupBytes >= GROUP_BYTES) {
        rest.push(...this.#queue.slice(index));
        break;
      }
      const partition = `${pending.record.topic}:${pending.record.partition}`;
      const bytes = (bytesOf.get(partition) ?? 0) + pending.bytes;
      bytesOf.set(partition, bytes > PARTITION_BYTES ? Infinity : bytes);
      if (bytes > PARTITION_BYTES) {
        rest.push(pending);
        continue;
      }
      group.push(pending);
      groupBytes += pending.bytes;
    }
    this.#queue = rest;
    return group;
  }

  /** `firstOffsets` counts up as the records of each partition are met, in the order they were sent. */
  #acknowledge(pending: Pending, { firstOffsets, failures }: Produced): void {
    const { topic, partition } = pending.record;
    const place = `${topic}:${partition}`;
    const offset = firstOffsets.get(place);
    if (offset === undefined) {
      this.#fail(pending, 'refused', failures.get(place));
      return;
    }
    firstOffsets.set(place, offset + 1);
    if (pending.settled) return;
    this.#settle(pending);
    pending.resolve({ partition, offset });
  }

  #fail(pending: Pending, failure: ProduceFailure, cause?: unknown): void {
    if (pending.settled) return;
    this.#settle(pending);
    this.#failures.inc({ failure });
    pending.reject(new ProduceFailed(failure, { cause }));
  }

  #settle(pending: Pending): void {
    pending.settled = true;
    this.#queuedBytes -= pending.bytes;
    // At half, or each record that goes would have all of them look.
    if (this.#roomless.length > 0 && this.#queuedBytes <= QUEUE_BYTES / 2)
      for (const look of this.#roomless.splice(0)) look();
  }

  /** Gives up on what has waited too long; what is under way may still be written. */
  #sweep(): void {
    this.#cancelSweep = undefined;
    const before = this.clock.monotonic() - this.patienceMs;
    const all = [...this.#underWay, ...this.#queue];
    for (const pending of all) if (pending.sinceMs <= before) this.#fail(pending, 'timed_out');
    this.#queue = this.#queue.filter(({ settled }) => !settled);
    if (all.some(({ settled }) => !settled)) this.#cancelSweep = this.clock.after(250, () => this.#sweep());
  }

  #refuse(failure: ProduceFailure): Promise<never> {
    this.#failures.inc({ failure });
    return Promise.reject(new ProduceFailed(failure));
  }
}

function outgoingBytes({ key, value, headers }: OutgoingRecord): number {
  let bytes = (key === null ? 0 : Buffer.byteLength(key)) + (value?.length ?? 0);
  for (const name in headers) bytes += name.length + 8 + headerBytes(headers[name] ?? '');
  return bytes;
}

function headerBytes(header: string | Buffer | readonly Buffer[]): number {
  if (typeof header === 'string' || Buffer.isBuffer(header)) return Buffer.byteLength(header);
  return header.reduce((sum, { length }) => sum + length, 0);
}
