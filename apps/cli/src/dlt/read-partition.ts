import type { KafkaClient, KafkaRecord, PartitionReader } from '@postrider/kafka';
import { reasonOf, within, type Clock } from '@postrider/time';
import { CommandFailed } from '../command-failed.js';
import { parseEntry, type PoisonRecord } from './poison-record.js';
import { OffsetRuns } from './offset-runs.js';

const READ_WAIT_MS = 500;
/** A change of leader is over within these. */
const TRIES = 5;
const RETRY_MS = 300;
const DISCONNECT_MS = 2000;

/**
 * Reads a partition from an offset, or the first that there still is, up to where it ended at the beginning of the
 * call: what is poisoned again by a redrive isn't redriven again by the same one. Throws {@link CommandFailed}.
 */
export async function* readPartition(
  client: KafkaClient,
  clock: Clock,
  { topic, partition, from = 0 }: { readonly topic: string; readonly partition: number; readonly from?: number },
): AsyncGenerator<readonly KafkaRecord[], void, undefined> {
  const reader = await client.reader(topic, partition);
  const again = <T>(ask: (isFirst: boolean) => Promise<T>): Promise<T> => untilAnswered(reader, clock, ask);
  let offset = from;
  try {
    const end = await again(() => reader.endOffset());
    offset = Math.max(from, await again(() => reader.beginningOffset()));
    const next = async (isFirst: boolean) => {
      // Retention may have passed where we were.
      if (!isFirst) offset = Math.max(offset, await reader.beginningOffset());
      if (offset >= end) return undefined;
      const { records, nextOffset } = await reader.read(offset, READ_WAIT_MS);
      if (nextOffset === offset) throw new Error('the broker sent nothing');
      offset = nextOffset;
      return records;
    };
    for (let records = await again(next); records; records = await again(next))
      yield records.filter((record) => record.offset < end);
  } catch (error) {
    throw new CommandFailed(
      `${topic}, partition ${partition}, can't be read from offset ${offset} on: ${reasonOf(error)}.`,
    );
  } finally {
    // It may hang, and all that was wanted is there.
    await within(clock, DISCONNECT_MS, 'disconnecting', reader.disconnect()).catch(() => undefined);
  }
}

/** Asks again, after a look at who leads now: a partition that was just made, or is being moved, has nobody for a moment. */
async function untilAnswered<T>(
  reader: PartitionReader,
  clock: Clock,
  ask: (isFirst: boolean) => Promise<T>,
): Promise<T> {
  for (let triesLeft = TRIES; ;) {
    const isFirst = triesLeft === TRIES;
    try {
      if (!isFirst) await reader.refresh();
      return await ask(isFirst);
    } catch (error) {
      if (--triesLeft === 0) throw error;
      await clock.wait(RETRY_MS);
    }
  }
}

/** What a partition of a dead-letter topic has. */
export interface PartitionContents {
  /** Which of its poison records were put back already. */
  readonly redriven: OffsetRuns;
  readonly count: number;
}

/**
 * Reads all of a partition, handing over every poison record. Which of them were put back is only known afterwards: the marks
 * stand behind them.
 */
export async function readPoisonRecords(
  client: KafkaClient,
  clock: Clock,
  topic: string,
  partition: number,
  each: (poison: PoisonRecord) => void = () => undefined,
): Promise<PartitionContents> {
  let redriven = OffsetRuns.none;
  let count = 0;
  for await (const records of readPartition(client, clock, { topic, partition })) {
    for (const found of records.map(parseEntry)) {
      if (found.kind === 'mark') {
        redriven = redriven.union(found.redriven);
      } else {
        count++;
        each(found);
      }
    }
  }
  return { redriven, count };
}

/** The poison record at an offset; throws {@link CommandFailed} when there is none. */
export async function poisonAt(
  client: KafkaClient,
  clock: Clock,
  topic: string,
  partition: number,
  offset: number,
): Promise<PoisonRecord> {
  for await (const records of readPartition(client, clock, { topic, partition, from: offset })) {
    const [record] = records;
    if (!record) continue;
    const found = record.offset === offset ? parseEntry(record) : undefined;
    if (found?.kind === 'poison') return found;
    break;
  }
  throw new CommandFailed(
    `${topic} has no poison record at partition ${partition}, offset ${offset}: it is gone, or never was there.`,
  );
}
