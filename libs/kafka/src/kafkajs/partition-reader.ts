import { createRequire } from 'node:module';
import type { KafkaMessage } from 'kafkajs';
import type { KafkaRecord } from '../kafka-record.js';
import { READ_COMMITTED } from './read-committed.js';
import { toRecord } from './to-record.js';

const require = createRequire(import.meta.url);

/** The slice of one partition that a direct read brought. */
export interface PartitionSlice {
  readonly records: readonly KafkaRecord[];
  /** Where to read on; beyond the last record where compaction removed what followed it. */
  readonly nextOffset: number;
}

/** One of kafkajs's own clusters: it can do what no public call does, read a partition without a group. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(options: { nodeId: string }): Promise<Broker>;
  fetchTopicsOffset(
    topics: readonly { topic: string; partitions: readonly { partition: number }[]; fromBeginning: boolean }[],
  ): Promise<readonly { partitions: readonly { offset: string }[] }[]>;
}

interface Broker {
  fetch(request: {
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    isolationLevel: number;
    topics: readonly {
      topic: string;
      partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
    }[];
  }): Promise<{ responses: readonly { partitions: readonly FetchedPartition[] }[] }>;
}

interface FetchedPartition {
  readonly messages: readonly FetchedMessage[];
  readonly abortedTransactions?: readonly { readonly producerId: string; readonly firstOffset: string }[];
}

type FetchedMessage = KafkaMessage & {
  readonly isControlRecord?: boolean;
  readonly batchContext?: { readonly firstOffset: string; readonly lastOffsetDelta: number };
};

/** A broker sends aborted records too, and says which transactions were aborted: leaving them out is the reader's part. */
const withoutAborted = require('kafkajs/src/consumer/filterAbortedMessages.js') as (
  slice: FetchedPartition,
) => readonly FetchedMessage[];
const MIB = 1024 * 1024;

/** Reads one partition, and asks where it ends. */
export class PartitionReader {
  constructor(
    private readonly cluster: Cluster,
    private readonly topic: string,
    private readonly partition: number,
  ) {}

  /** The offset that the next record will get. */
  endOffset(): Promise<number> {
    return this.#offset(false);
  }

  /** The first offset that there still is. */
  beginningOffset(): Promise<number> {
    return this.#offset(true);
  }

  /** Waits up to `maxWaitMs` for records from `offset` on. After a rejection, {@link refresh} and ask again. */
  async read(offset: number, maxWaitMs: number): Promise<PartitionSlice> {
    await this.cluster.refreshMetadataIfNecessary();
    const [nodeId] = Object.keys(this.cluster.findLeaderForPartitions(this.topic, [this.partition]));
    if (nodeId === undefined) throw new Error(`${this.topic} has no leader for partition ${this.partition}`);
    const broker = await this.cluster.findBroker({ nodeId });
    const { responses } = await broker.fetch({
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes: 8 * MIB,
      isolationLevel: READ_COMMITTED,
      topics: [
        {
          topic: this.topic,
          partitions: [{ partition: this.partition, fetchOffset: String(offset), maxBytes: 4 * MIB }],
        },
      ],
    });
    const slices = responses.flatMap(({ partitions }) => partitions);
    const messages = slices.flatMap((slice) => slice.messages);
    const records = slices
      .flatMap(withoutAborted)
      .filter((message) => !message.isControlRecord && Number(message.offset) >= offset)
      .map((message) => toRecord(this.topic, this.partition, message));
    return { records, nextOffset: Math.max(offset, ...messages.slice(-1).map(endOfBatch)) };
  }

  /** Looks again which broker leads. */
  refresh(): Promise<void> {
    return this.cluster.refreshMetadata();
  }

  disconnect(): Promise<void> {
    return this.cluster.disconnect();
  }

  async #offset(fromBeginning: boolean): Promise<number> {
    await this.cluster.refreshMetadataIfNecessary();
    const [answer] = await this.cluster.fetchTopicsOffset([
      { topic: this.topic, partitions: [{ partition: this.partition }], fromBeginning },
    ]);
    const offset = answer?.partitions[0]?.offset;
    if (offset === undefined) throw new Error(`${this.topic} has no leader for partition ${this.partition}`);
    return Number(offset);
  }
}

/** Where the record batch of a message ends: compaction may have removed what followed the message in it. */
function endOfBatch({ offset, batchContext }: FetchedMessage): number {
  const end = batchContext ? Number(batchContext.firstOffset) + batchContext.lastOffsetDelta : Number(offset);
  return Math.max(end, Number(offset)) + 1;
}
