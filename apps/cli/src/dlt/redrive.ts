import { GroupCommitProducer, type OutgoingRecord } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { reasonOf } from '@postrider/time';
import type { RedriveCommand } from './which-records.js';
import { CommandFailed } from '../command-failed.js';
import { checkPartition, partitionsOf, partitionsOfNamed, type KafkaAccess } from './kafka-access.js';
import { bytesOf, originalOf, parseEntry, redriveMark, type PoisonRecord } from './poison-record.js';
import { poisonAt, readPoisonRecords, readPartition } from './read-partition.js';
import { RedriveReport } from './redrive-report.js';
import type { Terminal } from '../terminal.js';

/** What is put back before it's noted: what a kill in between puts back once more. */
const CHUNK_RECORDS = 500;
/** Bounds the memory that a chunk takes; far below what the producer lets wait. */
const CHUNK_BYTES = 16 * 1024 * 1024;
/** Nobody waits for an answer here, and after a failure it isn't known whether a record was written. */
const PRODUCE_PATIENCE_MS = 30_000;
const CLOSE_MS = 5000;

/**
 * Puts poison records back where they came from: the same bytes, acks=all, in the order in which they were poisoned.
 *
 * What was put back is noted in the dead-letter topic itself, behind the records that it's about: a note is kept at
 * least as long as they are, holds whichever of them were put back (also single ones), and needs no right that reading and
 * writing there doesn't give. Offsets that a consumer group commits would be forgotten after a week without a member
 * (`offsets.retention.minutes`), while the records stay for thirty days: `--all` would then send all of them again.
 *
 * A record is noted after it was written, so that none is lost: a kill in between repeats up to a chunk, and so do two
 * runs at the same time. An event that is put back twice is known by its id; a delivery may be made twice, as after any
 * crash.
 */
export async function redrive(
  access: KafkaAccess,
  command: RedriveCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const log = createLog('dlt', 'silent');
  const producer = new GroupCommitProducer(access.client, access.clock, log, new Metrics('dlt'), PRODUCE_PATIENCE_MS);
  try {
    if (!command.dryRun) await producer.start();
    return await new Redrive(access, command, producer, terminal, signal).run();
  } finally {
    await producer.close(CLOSE_MS);
  }
}

/** What becomes of a poison record: the record to write, or why there is none. */
type Decision =
  { readonly kind: 'send'; readonly original: OutgoingRecord } | { readonly kind: 'skip'; readonly why: string };

class Redrive {
  readonly #report;
  readonly #targets = new Map<string, readonly number[] | undefined>();
  #chunk: { readonly poison: PoisonRecord; readonly original: OutgoingRecord }[] = [];
  #chunkBytes = 0;

  constructor(
    private readonly access: KafkaAccess,
    private readonly command: RedriveCommand,
    private readonly producer: GroupCommitProducer,
    private readonly terminal: Terminal,
    private readonly signal: AbortSignal,
  ) {
    this.#report = new RedriveReport(command, terminal, access.clock);
  }

  async run(): Promise<number> {
    const { topic, to, which } = this.command;
    const partitions = await partitionsOfNamed(this.access, topic);
    if (to !== undefined && !(await this.#partitionsOf(to))) throw new CommandFailed(`There is no topic ${to}.`);
    if (which !== 'all') return this.#one(which.partition, which.offset, partitions);
    try {
      for (const partition of partitions) await this.#all(partition);
    } catch (error) {
      this.#report.end();
      throw error;
    }
    this.#report.end();
    if (!this.signal.aborted) return 0;
    this.terminal.note('Stopped; what is left is put back by the next run.');
    return 130;
  }

  async #one(partition: number, offset: number, partitions: readonly number[]): Promise<number> {
    const { topic } = this.command;
    checkPartition(topic, partition, partitions);
    const poison = await poisonAt(this.access.client, this.access.clock, topic, partition, offset);
    await this.#take(poison);
    await this.#flush(partition);
    this.#report.end();
    return this.#report.skipped === 0 ? 0 : 1;
  }

  async #all(partition: number): Promise<void> {
    const { client, clock } = this.access;
    const { topic } = this.command;
    if (this.signal.aborted) return;
    const { redriven, count } = await readPoisonRecords(client, clock, topic, partition);
    if (count === 0) return;
    for await (const records of readPartition(client, clock, { topic, partition })) {
      for (const found of records.map(parseEntry)) {
        if (this.signal.aborted) return;
        if (found.kind === 'mark') continue;
        if (redriven.has(found.record.offset)) {
          this.#report.before();
          continue;
        }
        await this.#take(found);
        if (this.#chunk.length >= CHUNK_RECORDS || this.#chunkBytes >= CHUNK_BYTES) await this.#flush(partition);
      }
    }
    await this.#flush(partition);
  }

  async #take(poison: PoisonRecord): Promise<void> {
    const decision = await this.#decide(poison);
    if (decision.kind === 'skip') {
      this.#report.skip(poison, decision.why);
      return;
    }
    this.#chunk.push({ poison, original: decision.original });
    this.#chunkBytes += bytesOf(poison);
  }

  async #decide(poison: PoisonRecord): Promise<Decision> {
    const { record, origin, omittedBytes, batch } = poison;
    const topic = this.command.to ?? origin?.topic;
    if (omittedBytes !== undefined)
      return {
        kind: 'skip',
        why:
          `its ${omittedBytes} bytes were too many to be copied, and are only where it came from` +
          (origin ? `: ${origin.topic}, partition ${origin.partition}, offset ${origin.offset}` : ''),
      };
    if (batch)
      return {
        kind: 'skip',
        why: 'it is a whole batch that nobody can read, and no record: its producer has to send it again',
      };
    if (topic === undefined) return { kind: 'skip', why: 'it doesn’t say where it came from: say where to with --to' };
    const partitions = await this.#partitionsOf(topic);
    if (!partitions) return { kind: 'skip', why: `there is no topic ${topic}: name another with --to` };
    const partition = origin?.partition ?? record.partition;
    if (!partitions.includes(partition)) return { kind: 'skip', why: `${topic} has no partition ${partition}` };
    return { kind: 'send', original: originalOf(poison, topic, partition) };
  }

  async #partitionsOf(topic: string): Promise<readonly number[] | undefined> {
    if (!this.#targets.has(topic)) this.#targets.set(topic, await partitionsOf(this.access, topic));
    return this.#targets.get(topic);
  }

  async #flush(partition: number): Promise<void> {
    const chunk = this.#chunk;
    this.#chunk = [];
    this.#chunkBytes = 0;
    if (chunk.length === 0) return;
    if (this.command.dryRun) {
      for (const { original } of chunk) this.#report.sent(original);
      return;
    }
    const outcomes = await Promise.allSettled(chunk.map(({ original }) => this.producer.send(original)));
    const written = chunk.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    for (const { original } of written) this.#report.sent(original);
    await this.#note(
      partition,
      written.map(({ poison }) => poison.record.offset),
    );
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure)
      throw new CommandFailed(
        `${chunk.length - written.length} of the last ${chunk.length} records may not have been put back ` +
          `(${reasonOf(failure.reason)}): run it again.`,
      );
  }

  async #note(partition: number, offsets: readonly number[]): Promise<void> {
    if (offsets.length === 0) return;
    const mark = redriveMark(this.command.topic, partition, offsets, this.access.clock.timestamp());
    try {
      await this.producer.send(mark);
    } catch (error) {
      throw new CommandFailed(
        `The last ${offsets.length} records were put back, and that couldn't be noted in ${this.command.topic} ` +
          `(${reasonOf(error)}): another run would put them back once more.`,
      );
    }
  }
}
