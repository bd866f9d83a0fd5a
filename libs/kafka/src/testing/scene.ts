import { loadConfig } from '@postrider/config';
import { createLog, Metrics } from '@postrider/observability';
import { eventually, testBrokers, uniqueName } from '@postrider/testing';
import type { Clock } from '@postrider/time';
import { GroupCommitProducer } from '../group-commit-producer.js';
import { kafkaSettings, type KafkaConfig } from '../kafka.config.js';
import type { KafkaRecord } from '../kafka-record.js';
import type { OutgoingRecord } from '../kafkajs/record-producer.js';
import type { NewTopic, TopicAdmin } from '../kafkajs/topic-admin.js';
import { ParallelConsumer, type ParallelConsumerOptions, type TopicHandler } from '../parallel-consumer.js';
import { PoisonBin } from '../poison-bin.js';
import { TopicReader } from '../topic-reader.js';
import { MemberClient } from './member-client.js';
import { PatientClock } from './patient-clock.js';

/** A consumer of a test's own, with its client and its figures. */
export interface TestConsumer {
  readonly consumer: ParallelConsumer;
  readonly client: MemberClient;
  readonly metrics: Metrics;
}

type ConsumerOptions = Partial<Omit<ParallelConsumerOptions, 'topics'>> & {
  readonly clock?: Clock;
  readonly clientId?: string;
};

/** How long what isn't about patience may take: far longer than a machine stands still. */
export const PATIENCE_MS = 60_000;

/** Parts of this lib on a real broker, each with a client of its own, for one test; {@link close} ends them all. */
export class Scene {
  readonly clock = new PatientClock();
  readonly log = createLog('test', 'silent');
  readonly client: MemberClient;
  readonly #config: KafkaConfig;
  readonly #closing: (() => Promise<unknown>)[] = [];
  #writer: Promise<GroupCommitProducer> | undefined;

  constructor(brokers: readonly string[] = testBrokers()) {
    this.#config = loadConfig(kafkaSettings, { KAFKA_BROKERS: brokers.join(',') });
    this.client = this.newClient();
  }

  /** A group gives its partitions out by the order of its members' ids, which begin with this: of a single one, `a` has it and `b` nothing. */
  newClient(id = 'test'): MemberClient {
    return new MemberClient(this.#config, uniqueName(id), this.log);
  }

  /** Has something ended with the scene; what came last ends first. */
  onClose(end: () => Promise<unknown>): void {
    this.#closing.unshift(end);
  }

  async close(): Promise<void> {
    for (const end of this.#closing.splice(0)) await end();
  }

  /** Makes a topic of its own, with a dead-letter topic, and answers its name. */
  async topic(partitions = 1, settings: Readonly<Record<string, string>> = {}): Promise<string> {
    const name = uniqueName('topic');
    await this.create({ name, partitions, settings }, { name: `${name}.dlt`, partitions });
    return name;
  }

  /** Makes topics; of one partition, where nothing else is said. */
  async create(...topics: readonly (Partial<NewTopic> & { readonly name: string })[]): Promise<void> {
    const made = topics.map((topic) => ({ partitions: 1, replication: 1, settings: {}, ...topic }));
    // Asked again, what is there already stays as it is.
    await this.#ask(async (admin) => ({ created: await admin.create(made) }));
  }

  /** A producer that is connected. Left to itself it's patient: what a test writes isn't what it is about. */
  async producer(
    patienceMs = PATIENCE_MS,
  ): Promise<{ readonly producer: GroupCommitProducer; readonly metrics: Metrics }> {
    const metrics = new Metrics('test');
    const producer = new GroupCommitProducer(this.newClient(), this.clock, this.log, metrics, patienceMs);
    this.onClose(() => producer.close(1000));
    await producer.start();
    return { producer, metrics };
  }

  /** Writes records with a producer of the scene's; resolves when all of them are on Kafka. */
  async write(...records: readonly OutgoingRecord[]): Promise<void> {
    const writer = await this.#sharedWriter();
    await Promise.all(records.map((record) => writer.send(record)));
  }

  /** A consumer that hasn't begun. Its back-off is short, so that a handler may fail without a test waiting. */
  async consumer(
    handlers: Readonly<Record<string, TopicHandler>>,
    options: ConsumerOptions = {},
  ): Promise<TestConsumer> {
    const metrics = new Metrics('test');
    const { clock = this.clock, clientId, ...others } = options;
    const client = this.newClient(clientId);
    const poison = new PoisonBin(await this.#sharedWriter(), this.clock, this.log, metrics);
    const consumer = new ParallelConsumer(
      client,
      {
        groupId: uniqueName('group'),
        topics: new Map(Object.entries(handlers)),
        limits: { recordsPerPartition: 10_000, bytes: 64 * 1024 * 1024 },
        retryBackOff: { baseMs: 2, capMs: 20 },
        gaveUp: () => undefined,
        ...others,
      },
      poison,
      clock,
      this.log,
      metrics,
    );
    this.onClose(() => consumer.close());
    return { consumer, client, metrics };
  }

  /** A consumer that has joined its group. */
  async joined(handlers: Readonly<Record<string, TopicHandler>>, options: ConsumerOptions = {}): Promise<TestConsumer> {
    const made = await this.consumer(handlers, options);
    await made.consumer.start();
    return made;
  }

  /** A reader that has begun, and the values that it read so far. */
  topicReader(topic: string): { readonly reader: TopicReader; readonly records: KafkaRecord[] } {
    const records: KafkaRecord[] = [];
    const reader = new TopicReader(this.newClient(), topic, (read) => records.push(...read), this.clock, this.log);
    this.onClose(() => reader.stop());
    reader.start();
    return { reader, records };
  }

  /** Where a group would go on in a partition. */
  async startOffset(groupId: string, topic: string, partition = 0): Promise<number> {
    return (await this.#ask((admin) => admin.startOffsets(groupId, topic))).get(partition) ?? -1;
  }

  /** What a group committed for the partitions of a topic. */
  committed(groupId: string, topic: string): ReturnType<TopicAdmin['committed']> {
    return this.#ask((admin) => admin.committed(groupId, topic));
  }

  /** All that a partition has. */
  async contents(topic: string, partition = 0): Promise<KafkaRecord[]> {
    const reader = await this.newClient().reader(topic, partition);
    const end = await reader.endOffset();
    const found: KafkaRecord[] = [];
    for (let offset = await reader.beginningOffset(); offset < end;) {
      const { records, nextOffset } = await reader.read(offset, 100);
      found.push(...records);
      offset = nextOffset;
    }
    await reader.disconnect();
    return found;
  }

  /** Asks until there is an answer: a broker that stood still leads nothing, and coordinates no group, for a moment. */
  async #ask<T extends object>(question: (admin: TopicAdmin) => Promise<T>): Promise<T> {
    const admin = await this.client.admin();
    try {
      return await eventually('the broker to answer', () =>
        question(admin).catch((error: unknown) => {
          if (error instanceof Error && error.name.startsWith('KafkaJS')) return undefined;
          throw error;
        }),
      );
    } finally {
      await admin.disconnect();
    }
  }

  #sharedWriter(): Promise<GroupCommitProducer> {
    return (this.#writer ??= this.producer().then(({ producer }) => producer));
  }
}

/** A record for partition 0 with a text for its value, where a test says nothing else. */
export function record(
  topic: string,
  value: string | Buffer | null,
  other: Partial<OutgoingRecord> = {},
): OutgoingRecord {
  return {
    topic,
    partition: 0,
    key: null,
    value: typeof value === 'string' ? Buffer.from(value) : value,
    headers: {},
    ...other,
  };
}

/** The sum of a metric's series that have all of these labels. */
export async function sumOf(
  metrics: Metrics,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith(`postrider_${name}{`));
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return lines
    .filter((line) => wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
