import type { PartitionSlice } from '../record-format/decode-record-set.js';
import type { Fetched } from './decode-fetched-records.js';
import { READ_COMMITTED } from './read-committed.js';

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
  }): Promise<Fetched>;
}

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
    // One partition was asked for.
    return responses[0]?.partitions[0]?.slice ?? { records: [], nextOffset: offset };
  }

  /** All records that there are when it's called, from the first that there still is; asks for some at a time, each within `maxWaitMs`. */
  async *readAll(maxWaitMs: number): AsyncGenerator<PartitionSlice['records'], void, undefined> {
    const end = await this.endOffset();
    for (let offset = await this.beginningOffset(); offset < end;) {
      const { records, nextOffset } = await this.read(offset, maxWaitMs);
      yield records;
      offset = nextOffset;
    }
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
