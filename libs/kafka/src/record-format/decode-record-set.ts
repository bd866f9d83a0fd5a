import { codecs, type Codec } from '../codecs/index.js';
import type { KafkaRecord } from '../kafka-record.js';
import { AbortedTransactions, type AbortedTransaction } from './aborted-transactions.js';
import { Cursor, Malformed } from './cursor.js';
import { decodeRecords, type Wanted } from './decode-records.js';
import { detached } from './detached.js';
import { batchesIn, HEADER_BYTES, MAGIC, MAGIC_AT, type FetchedBatch } from './record-batch.js';

/** The part of a partition that one fetch brought. */
export interface PartitionSlice {
  /** In order; one that stands for a batch that can't be read says so. */
  readonly records: readonly KafkaRecord[];
  /** Where to read on; beyond the last record where marks or aborted records of transactions, or removed ones, follow it. */
  readonly nextOffset: number;
}

/** Where a slice comes from, and what the broker says beside it. */
export interface SliceOf extends Wanted {
  readonly aborted: readonly AbortedTransaction[];
}

/** By their numbers in the protocol. */
const codecOf: Readonly<Record<number, Codec>> = {
  1: codecs.gzip,
  2: codecs.snappy,
  3: codecs.lz4,
  4: codecs.zstd,
};

/** Decodes what a fetch brought of one partition. Rejects with {@link Damaged}. */
export async function decodeRecordSet(set: Buffer, slice: SliceOf): Promise<PartitionSlice> {
  const aborted = new AbortedTransactions(slice.aborted);
  const records: KafkaRecord[] = [];
  let nextOffset = slice.fromOffset;
  for (const batch of batchesIn(set, slice)) {
    const { header } = batch;
    const lastOffset = header?.lastOffset ?? batch.firstOffset;
    nextOffset = Math.max(nextOffset, lastOffset + 1);
    if ((header && aborted.leaveOut(header)) || lastOffset < slice.fromOffset || header?.count === 0) continue;
    const before = records.length;
    try {
      if (!header) throw new Malformed(`it is of format ${batch.bytes[MAGIC_AT]}, and not of ${MAGIC}`);
      const body =
        header.codec === 0 ? new Cursor(batch.bytes, HEADER_BYTES) : await unpacked(batch.bytes, header.codec);
      decodeRecords(body, header, slice, records);
    } catch (error) {
      // Whatever fails here fails each time: the bytes are those that the producer sent.
      records.length = before;
      records.push(unreadable(batch, slice, error));
    }
  }
  return { records, nextOffset };
}

async function unpacked(batch: Buffer, codec: number): Promise<Cursor> {
  const found = codecOf[codec];
  if (!found) throw new Malformed(`nobody knows its compression, which has the number ${codec}`);
  return new Cursor(await found.decompress(batch.subarray(HEADER_BYTES)));
}

/** What stands for a batch that can't be read. */
function unreadable(
  { bytes, firstOffset, header }: FetchedBatch,
  { topic, partition }: SliceOf,
  error: unknown,
): KafkaRecord {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    topic,
    partition,
    offset: firstOffset,
    timestampMs: header?.firstTimestampMs ?? -1,
    key: null,
    value: detached(bytes),
    headers: {},
    unreadable: { reason: `a batch can't be read: ${reason}`, lastOffset: header?.lastOffset ?? firstOffset },
  };
}
