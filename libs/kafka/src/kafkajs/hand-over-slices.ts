import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import type { PartitionAssigner } from 'kafkajs';
import { LoadPace, PROMPT, type PaceLimits } from '../load-pace.js';
import type { PartitionSlice } from '../record-format/decode-record-set.js';
import type { MessagesOf } from './decode-fetched-records.js';

const require = createRequire(import.meta.url);

/** What one fetch brought of a partition, on its way to whoever handles it. */
export interface HandedSlice extends PartitionSlice {
  readonly topic: string;
  readonly partition: number;
}

/** The client's own batch, around what {@link MessagesOf} keeps from it. */
interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly fetchedOffset: string;
  readonly rawMessages: MessagesOf;
}

interface ConsumerGroup {
  readonly assigners: readonly object[];
  fetch: (this: ConsumerGroup, nodeId: string) => Promise<readonly Batch[]>;
}

interface Runner {
  readonly running: boolean;
  readonly eachBatch: (slice: HandedSlice) => Promise<void>;
  readonly consumerGroup: {
    resolveOffset(at: { topic: string; partition: number; offset: string }): void;
  };
  heartbeat(): Promise<void>;
  handleBatch: (this: Runner, slice: HandedSlice) => Promise<void>;
}

interface FetchPace {
  readonly load: LoadPace;
  /** Whether the last fetch brought something. */
  gathers: boolean;
}

const limitsBy = new WeakMap<object, PaceLimits>();

/** Says how far apart the fetches of a group are to be, which is known by its assigner. */
export function paced(assigner: PartitionAssigner, limits: PaceLimits): PartitionAssigner {
  return (config) => {
    const made = assigner(config);
    limitsBy.set(made, limits);
    return made;
  };
}

/**
 * Hands slices of partitions to whoever runs a consumer, instead of the client's batches: those come for every partition with
 * nothing new too, count lags that nobody asks for, and stay for ever in front of a batch whose records were all removed.
 */
export function handOverSlices(): void {
  const group = require('kafkajs/src/consumer/consumerGroup.js') as { prototype: ConsumerGroup };
  const runner = require('kafkajs/src/consumer/runner.js') as { prototype: Runner };
  const { fetch } = group.prototype;
  if (typeof fetch !== 'function' || typeof runner.prototype.handleBatch !== 'function')
    throw new Error('kafkajs no longer has the consumer whose records are to be handed over');
  const fetchSlices = async function (this: ConsumerGroup, nodeId: string): Promise<readonly HandedSlice[]> {
    const pace = paceOf(this, nodeId);
    // What is fetched after an empty answer was waited for: there is nothing that could gather.
    if (pace.gathers && pace.load.gapMs > 0) await wait(pace.load.gapMs);
    const slices: HandedSlice[] = [];
    let count = 0;
    for (const { topic, partition, fetchedOffset, rawMessages } of await fetch.call(this, nodeId)) {
      const { records, nextOffset } = rawMessages.slice;
      if (nextOffset > Number(fetchedOffset)) slices.push({ topic, partition, records, nextOffset });
      count += records.length;
    }
    pace.load.noted(count, performance.now());
    pace.gathers = count > 0;
    return slices;
  };
  // Each broker that a group reads from has a fetch loop of its own.
  const paces = new WeakMap<ConsumerGroup, Map<string, FetchPace>>();
  const paceOf = (group: ConsumerGroup, nodeId: string): FetchPace => {
    const ofBrokers = paces.get(group) ?? new Map<string, FetchPace>();
    paces.set(group, ofBrokers);
    const limits = group.assigners.map((assigner) => limitsBy.get(assigner)).find((known) => known !== undefined);
    const pace = ofBrokers.get(nodeId) ?? { load: new LoadPace(limits ?? PROMPT), gathers: false };
    ofBrokers.set(nodeId, pace);
    return pace;
  };
  Object.assign(group.prototype, { fetch: fetchSlices });
  runner.prototype.handleBatch = async function (this: Runner, slice: HandedSlice) {
    if (!this.running) return;
    await this.eachBatch(slice);
    const { topic, partition, nextOffset } = slice;
    this.consumerGroup.resolveOffset({ topic, partition, offset: String(nextOffset - 1) });
    await this.heartbeat();
  };
}
