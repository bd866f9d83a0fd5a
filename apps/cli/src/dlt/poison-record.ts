import { POISON_HEADERS, type KafkaRecord, type OutgoingRecord } from '@postrider/kafka';
import { OffsetRuns } from './offset-runs.js';

/** A place in a topic that a record was read from. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A poison record, as its dead-letter topic has it. */
export interface PoisonRecord {
  readonly kind: 'poison';
  readonly record: KafkaRecord;
  readonly reason: string | undefined;
  /** ISO 8601; when it was put there. */
  readonly at: string;
  /** Missing where somebody else than Postrider put it there. */
  readonly origin: Origin | undefined;
  /** How large the record is, where it was too large to be copied: it has to be looked for at its origin. */
  readonly omittedBytes: number | undefined;
  /** There where it isn't one record but the bytes of a whole batch that could not be read. */
  readonly batch: PoisonBatch | undefined;
}

/** What is known of a batch whose records could not be read. */
export interface PoisonBatch {
  /** The offset of its last record, where it came from. */
  readonly lastOffset: number;
  /** How large it is, where its end was too much to be copied. */
  readonly cutFromBytes: number | undefined;
}

/** A note in a dead-letter topic, behind the records of the same partition that it's about. */
export interface RedriveMark {
  readonly kind: 'mark';
  readonly redriven: OffsetRuns;
}

/** The header of a {@link RedriveMark}: the offsets that were put back, as `0-499,502`. */
const REDRIVEN = 'postrider-dlt-redriven';

/** The marks that every poison record gets, whatever its own headers were. */
const MARKS = new Set<string>([
  POISON_HEADERS.reason,
  POISON_HEADERS.topic,
  POISON_HEADERS.partition,
  POISON_HEADERS.offset,
  POISON_HEADERS.at,
]);

/** Tells what a record of a dead-letter topic is. */
export function parseEntry(record: KafkaRecord): PoisonRecord | RedriveMark {
  const text = (name: string): string | undefined => record.headers[name]?.toString('utf8');
  const [topic, partition, offset] = [
    text(POISON_HEADERS.topic),
    text(POISON_HEADERS.partition),
    text(POISON_HEADERS.offset),
  ];
  const isOriginal = record.key !== null || record.value !== null;
  // A publisher can give its record a header of any name, but a poison record always has our mark of its topic as well.
  const redriven = topic === undefined && !isOriginal ? OffsetRuns.parse(text(REDRIVEN) ?? '') : undefined;
  if (redriven) return { kind: 'mark', redriven };
  const hasOrigin = topic !== undefined && isWholeNumber(partition) && isWholeNumber(offset);
  const [omitted, lastOffset, cutFrom] = [
    text(POISON_HEADERS.omitted),
    text(POISON_HEADERS.lastOffset),
    text(POISON_HEADERS.cut),
  ];
  return {
    kind: 'poison',
    record,
    reason: text(POISON_HEADERS.reason) ?? record.unreadable?.reason,
    at: text(POISON_HEADERS.at) ?? new Date(record.timestampMs).toISOString(),
    origin: hasOrigin ? { topic, partition: Number(partition), offset: Number(offset) } : undefined,
    omittedBytes: !isOriginal && isWholeNumber(omitted) ? Number(omitted) : undefined,
    batch: batchOf(record, lastOffset, cutFrom),
  };
}

function batchOf(
  { unreadable }: KafkaRecord,
  lastOffset: string | undefined,
  cutFrom: string | undefined,
): PoisonBatch | undefined {
  // One in the dead-letter topic itself, which is none of ours.
  if (unreadable) return { lastOffset: unreadable.lastOffset, cutFromBytes: undefined };
  if (!isWholeNumber(lastOffset)) return undefined;
  return { lastOffset: Number(lastOffset), cutFromBytes: isWholeNumber(cutFrom) ? Number(cutFrom) : undefined };
}

/** What a poison record holds, near enough for a bound on memory. */
export function bytesOf({ record: { key, value, headers, repeatedHeaders = {} } }: PoisonRecord): number {
  const all = [key, value, ...Object.values(headers), ...Object.values(repeatedHeaders).flat()];
  return all.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);
}

const isWholeNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,15}$/.test(text);

/** A poison record's own headers, without our marks; what its producer gave more than once has every value. */
export function ownHeaders({ record }: PoisonRecord): Record<string, Buffer | readonly Buffer[]> {
  const all = Object.entries({ ...record.headers, ...record.repeatedHeaders });
  return Object.fromEntries(
    all.filter(([name]) => !MARKS.has(name)).map(([name, value]) => [name, value ?? Buffer.alloc(0)]),
  );
}

/** The record that a poison record was made of, to be written to a partition. Its timestamp is no longer known. */
export function originalOf(poison: PoisonRecord, topic: string, partition: number): OutgoingRecord {
  const { key, value } = poison.record;
  return { topic, partition, key, value, headers: ownHeaders(poison) };
}

/** Notes in a dead-letter topic that these records of a partition were put back. */
export function redriveMark(topic: string, partition: number, offsets: readonly number[], at: string): OutgoingRecord {
  const headers = { [REDRIVEN]: OffsetRuns.of(offsets).toString(), [POISON_HEADERS.at]: at };
  return { topic, partition, key: null, value: null, headers };
}
