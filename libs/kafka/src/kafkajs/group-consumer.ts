import type { Consumer, Kafka } from 'kafkajs';
import { orDisconnect } from './connections.js';
import type { ConsumerListener } from './consumer-listener.js';
import type { HandedSlice } from './hand-over-slices.js';
import { RETRY } from './retry.js';
import { PROMPT } from '../load-pace.js';
import { paced } from './hand-over-slices.js';
import { stickyAssigner } from './sticky-assigner.js';

/** After so long a silence the group gives a member's partitions to others. */
export const SESSION_MS = 10_000;
const MIB = 1024 * 1024;

/** A place to read on from. */
export interface CommitPoint {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** What is kept with the offset, 4,096 bytes at most. */
  readonly metadata?: string;
}

/** A member of a consumer group. */
export class GroupConsumer {
  #commits = 0;

  private constructor(private readonly consumer: Consumer) {
    consumer.on('consumer.commit_offsets', () => void (this.#commits += 1));
  }

  /** Joins a group; rejects when the group can't be joined now. */
  static async join(
    kafka: Kafka,
    groupId: string,
    topics: readonly string[],
    listener: ConsumerListener,
  ): Promise<GroupConsumer> {
    const consumer = kafka.consumer({
      groupId,
      partitionAssigners: [paced(stickyAssigner(listener.membership), listener.fetchPace ?? PROMPT)],
      // After a kill nothing of the dead member's is assigned until its session ends.
      sessionTimeout: SESSION_MS,
      heartbeatInterval: 2000,
      rebalanceTimeout: 10_000,
      // The fetch loop sleeps this long when every partition is paused, so it bounds how late a resume is noticed.
      maxWaitTimeInMs: 100,
      maxBytesPerPartition: MIB,
      allowAutoTopicCreation: false,
      retry: { ...RETRY, restartOnFailure: () => Promise.resolve(false) },
    });
    consumer.on('consumer.group_join', ({ payload }) =>
      listener.assigned(new Map(Object.entries(payload.memberAssignment))),
    );
    let records = 0;
    // It comes between a fetch and its records: those that are counted are of the one before.
    consumer.on('consumer.fetch', () => {
      listener.fetched(records);
      records = 0;
    });
    consumer.on('consumer.heartbeat', () => {
      listener.membership?.heartbeatAnswered();
    });
    consumer.on('consumer.crash', ({ payload }) => listener.crashed(payload.error));
    await orDisconnect(consumer, async () => {
      await consumer.connect();
      // Only ever from the beginning: a first start or an expired offset must not skip what was accepted.
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    });
    await consumer.run({
      autoCommit: false,
      eachBatch: async (handed) => {
        const slice = handed as unknown as HandedSlice;
        records += slice.records.length;
        if (slice.records.length > 0) await listener.records(slice.topic, slice.partition, slice.records);
        listener.passed(slice.topic, slice.partition, slice.nextOffset);
      },
    });
    return new GroupConsumer(consumer);
  }

  pause(topic: string, partition: number): void {
    unlessDown(() => this.consumer.pause([{ topic, partitions: [partition] }]));
  }

  resume(topic: string, partition: number): void {
    unlessDown(() => this.consumer.resume([{ topic, partitions: [partition] }]));
  }

  /** Resolves once the group has the offsets. One call at a time. */
  async commit(points: readonly CommitPoint[]): Promise<void> {
    const before = this.#commits;
    await this.consumer.commitOffsets(points.map(({ offset, ...where }) => ({ ...where, offset: String(offset) })));
    // A consumer that is going down resolves as well, and has committed nothing.
    if (this.#commits === before) throw new Error('the consumer went down before it could commit');
  }

  /** Leaves the group and closes the connections. */
  disconnect(): Promise<void> {
    return this.consumer.disconnect();
  }
}

/** A consumer that crashed throws at these calls some time before it says that it crashed. */
function unlessDown(call: () => void): void {
  try {
    call();
  } catch {
    // There is nothing to pause; whoever comes next is told anew.
  }
}
