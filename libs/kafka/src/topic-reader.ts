import type { Log } from '@postrider/observability';
import { backOffMs, Unavailable, untilItWorks, within, type Clock } from '@postrider/time';
import type { KafkaRecord } from './kafka-record.js';
import type { KafkaClient } from './kafkajs/client.js';
import type { PartitionReader } from './kafkajs/partition-reader.js';

/** How long the broker may hold a read that finds nothing new. */
const READ_WAIT_MS = 500;
const ASK_PATIENCE_MS = 5000;
const BACK_OFF = { baseMs: 100, capMs: 2000 };

/**
 * Reads all of a one-partition topic, from its beginning and for ever, in no group: every process has its own. What
 * was written before a call of {@link caughtUp} has been read when that resolves.
 */
export class TopicReader {
  #reader: PartitionReader | undefined;
  #asker: PartitionReader | undefined;
  #position = 0;
  #lastReadMs = -Infinity;
  #waiting: { readonly offset: number; readonly resolve: () => void }[] = [];
  #asking: Promise<number> | undefined;
  #askNext: Promise<number> | undefined;
  readonly #stopping = new AbortController();

  constructor(
    private readonly client: KafkaClient,
    private readonly topic: string,
    /** Called with what was read, in order; must not throw. */
    private readonly read: (records: readonly KafkaRecord[]) => void,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Begins to read; never rejects. */
  start(): void {
    void this.#follow().catch(() => undefined);
  }

  /** The offset up to which everything was read. */
  get position(): number {
    return this.#position;
  }

  /** How long ago the broker last answered a read, in milliseconds; Infinity before the first answer. */
  get silentMs(): number {
    return this.clock.monotonic() - this.#lastReadMs;
  }

  /** Resolves once everything up to `offset` was read; rejects with {@link Unavailable} after `patienceMs`. */
  async reached(offset: number, patienceMs: number): Promise<void> {
    if (offset <= this.#position) return;
    const reached = new Promise<void>((resolve) => this.#waiting.push({ offset, resolve }));
    await within(this.clock, patienceMs, `reading ${this.topic} up to ${offset}`, reached).catch((cause: unknown) => {
      throw new Unavailable(`${this.topic} could not be read up to its end in time`, { cause });
    });
  }

  /** Resolves, with the offset, once everything was read that had been written when this was called. */
  async caughtUp(patienceMs: number): Promise<number> {
    const startMs = this.clock.monotonic();
    const end = await this.#end();
    await this.reached(end, patienceMs - (this.clock.monotonic() - startMs));
    return end;
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the reader is stopping'));
    await Promise.all([this.#reader, this.#asker].map((reader) => this.#drop(reader)));
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted;) {
      try {
        this.#reader ??= await this.#connect();
        if (failures > 0) await this.#reader.refresh();
        if (failures > 3) this.#position = await this.#nearestPosition(this.#reader);
        const { records, nextOffset } = await this.#reader.read(this.#position, READ_WAIT_MS);
        for (const { offset, unreadable } of records)
          // What follows may rest on it: whoever waits is told that there is no getting past it.
          if (unreadable) throw new Error(`${this.topic}, partition 0, offset ${offset}: ${unreadable.reason}`);
        failures = 0;
        this.#lastReadMs = this.clock.monotonic();
        if (records.length > 0) this.read(records);
        this.#moveTo(nextOffset);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        const waitMs = backOffMs(BACK_OFF, failures);
        this.log.warn({ error, topic: this.topic, waitMs }, 'topic.read-failed');
        if (failures % 3 === 0) {
          await this.#drop(this.#reader);
          this.#reader = undefined;
        }
        await this.clock.wait(waitMs);
      }
    }
  }

  /** The place we want may be gone, by expiry or because the topic was made anew: then begin where the log does. */
  async #nearestPosition(reader: PartitionReader): Promise<number> {
    const beginning = await reader.beginningOffset();
    return this.#position > (await reader.endOffset()) ? beginning : Math.max(beginning, this.#position);
  }

  #moveTo(offset: number): void {
    this.#position = offset;
    if (this.#waiting.length === 0) return;
    const reached = this.#waiting.filter((waiting) => waiting.offset <= offset);
    this.#waiting = this.#waiting.filter((waiting) => waiting.offset > offset);
    for (const { resolve } of reached) resolve();
  }

  /** The end as of now: an answer that was asked for earlier may be too old, so callers share the next question, not the current one. */
  #end(): Promise<number> {
    if (!this.#asking) return (this.#asking = this.#ask());
    this.#askNext ??= this.#asking.then(
      () => this.#startNext(),
      () => this.#startNext(),
    );
    return this.#askNext;
  }

  #startNext(): Promise<number> {
    this.#askNext = undefined;
    return (this.#asking = this.#ask());
  }

  async #ask(): Promise<number> {
    try {
      // Its own connection: the broker answers one request of a connection after another, and a read may wait.
      this.#asker ??= await this.client.reader(this.topic, 0);
      return await within(this.clock, ASK_PATIENCE_MS, `asking for the end of ${this.topic}`, this.#asker.endOffset());
    } catch (cause) {
      const asker = this.#asker;
      this.#asker = undefined;
      void this.#drop(asker);
      throw new Unavailable(`${this.topic} could not be asked for its end`, { cause });
    } finally {
      if (!this.#askNext) this.#asking = undefined;
    }
  }

  #connect(): Promise<PartitionReader> {
    return untilItWorks(() => this.client.reader(this.topic, 0), {
      clock: this.clock,
      backOff: BACK_OFF,
      signal: this.#stopping.signal,
      failed: (error, waitMs) => this.log.warn({ error, topic: this.topic, waitMs }, 'topic.read-failed'),
    });
  }

  async #drop(reader: PartitionReader | undefined): Promise<void> {
    if (reader) await within(this.clock, 2000, 'disconnecting', reader.disconnect()).catch(() => undefined);
  }
}
