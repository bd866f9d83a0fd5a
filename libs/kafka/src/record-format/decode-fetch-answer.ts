import type { AbortedTransaction } from './aborted-transactions.js';
import { Cursor } from './cursor.js';
import { decodeRecordSet, type PartitionSlice } from './decode-record-set.js';
import type { FetchRequest } from './encode-fetch-request.js';
import { Damaged } from './record-batch.js';

/** What a broker answers of one partition. */
export interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  /** The offset up to which all in-sync replicas have it. */
  readonly highWatermark: string;
  /** Another broker to read it from; -1 for none. */
  readonly preferredReadReplica: number;
  readonly slice: PartitionSlice;
}

/** What a broker answers to a fetch. */
export interface FetchAnswer {
  /** How long the next request is to wait, in milliseconds. */
  readonly clientSideThrottleTime: number;
  readonly errorCode: number;
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[];
}

/** Decodes the body of the answer to a Fetch request of version 11. Source: the Kafka protocol guide, "Fetch API". */
export async function decodeFetchAnswer(body: Buffer, { topics }: FetchRequest): Promise<FetchAnswer> {
  const cursor = new Cursor(body);
  const clientSideThrottleTime = cursor.int32();
  const errorCode = cursor.int16();
  // The session's id: there is none.
  cursor.skip(4);
  const responses: { topicName: string; partitions: FetchedPartition[] }[] = [];
  for (let topicsLeft = cursor.int32(); topicsLeft > 0; topicsLeft--) {
    const topic = cursor.text();
    const partitions: FetchedPartition[] = [];
    for (let left = cursor.int32(); left > 0; left--) {
      const { set, aborted, ...answered } = partitionAt(cursor);
      const fromOffset = askedOffset(topics, topic, answered.partition);
      // Most partitions have nothing new, and nothing to wait for.
      const slice =
        set.length === 0
          ? { records: [], nextOffset: fromOffset }
          : await decodeRecordSet(set, { topic, partition: answered.partition, fromOffset, aborted });
      partitions.push({ ...answered, slice });
    }
    responses.push({ topicName: topic, partitions });
  }
  return { clientSideThrottleTime, errorCode, responses };
}

function partitionAt(cursor: Cursor) {
  const partition = cursor.int32();
  const errorCode = cursor.int16();
  const highWatermark = String(cursor.int64());
  // The end of what is committed, and the beginning of the log.
  cursor.skip(8 + 8);
  const aborted: AbortedTransaction[] = [];
  for (let left = cursor.int32(); left > 0; left--)
    aborted.push({ producerId: cursor.int64(), firstOffset: cursor.int64() });
  const preferredReadReplica = cursor.int32();
  const from = cursor.skip(Math.max(0, cursor.int32()));
  // skip() answers where the records begin, and leaves the cursor where they end.
  const set = cursor.bytes.subarray(from, cursor.at);
  return { partition, errorCode, highWatermark, preferredReadReplica, aborted, set };
}

function askedOffset(asked: FetchRequest['topics'], topic: string, partition: number): number {
  for (const one of asked)
    if (one.topic === topic)
      for (const place of one.partitions) if (place.partition === partition) return Number(place.fetchOffset);
  throw new Damaged({ topic, partition }, 'records that nobody asked for');
}
