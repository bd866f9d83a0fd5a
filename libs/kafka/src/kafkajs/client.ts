import type { Log } from '@postrider/observability';
import { Kafka, logLevel, Partitioners, type ICustomPartitioner, type LogEntry, type SASLOptions } from 'kafkajs';
import type { KafkaConfig } from '../kafka.config.js';
import { orDisconnect, socketFactory } from './connections.js';
import type { ConsumerListener } from './consumer-listener.js';
import { decodeFetchedRecords } from './decode-fetched-records.js';
import { encodeProducedBatchesAtOnce } from './encode-produced-batches.js';
import { GroupConsumer } from './group-consumer.js';
import { handOverSlices } from './hand-over-slices.js';
import { PartitionReader, type Cluster } from './partition-reader.js';
import { quietIdleConnections } from './quiet-idle-connections.js';
import { readCommitted } from './read-committed.js';
import { RecordProducer } from './record-producer.js';
import { RETRY } from './retry.js';
import { tellOfMembership } from './tell-of-membership.js';
import { TopicAdmin } from './topic-admin.js';

// What the library is changed in, for every client of the process; each says why.
quietIdleConnections();
encodeProducedBatchesAtOnce();
tellOfMembership();
decodeFetchedRecords();
handOverSlices();

/** Connections to one Kafka cluster. */
export class KafkaClient {
  readonly #kafka: Kafka;
  readonly #createCluster: (options: object) => Cluster;
  readonly #listeners = new Map<string, ConsumerListener>();

  constructor(
    config: KafkaConfig,
    clientId: string,
    private readonly log: Log,
  ) {
    this.#kafka = new Kafka({
      clientId,
      brokers: [...config.KAFKA_BROKERS],
      ssl: config.KAFKA_SSL,
      ...(config.KAFKA_SASL_MECHANISM && { sasl: saslOf(config) }),
      connectionTimeout: 3000,
      requestTimeout: 5000,
      retry: RETRY,
      socketFactory,
      logLevel: logLevel.INFO,
      logCreator: () => (entry) => this.#logged(entry),
    });
    this.#createCluster = readCommitted(this.#kafka);
  }

  async producer(): Promise<RecordProducer> {
    const producer = this.#kafka.producer({
      createPartitioner: givenPartition,
      allowAutoTopicCreation: false,
      // With sequence numbers, one partition's failure makes the next group acknowledged and never stored.
      idempotent: false,
    });
    await orDisconnect(producer, () => producer.connect());
    return new RecordProducer(producer);
  }

  /** Joins a group; rejects when the group can't be joined now. */
  consumer(groupId: string, topics: readonly string[], listener: ConsumerListener): Promise<GroupConsumer> {
    this.#listeners.set(groupId, listener);
    return GroupConsumer.join(this.#kafka, groupId, topics, listener);
  }

  /** Reads one partition from wherever is asked, in no group. */
  async reader(topic: string, partition: number): Promise<PartitionReader> {
    const cluster = this.#createCluster({ allowAutoTopicCreation: false, metadataMaxAge: 300_000 });
    await orDisconnect(cluster, async () => {
      await cluster.connect();
      await cluster.addTargetTopic(topic);
    });
    return new PartitionReader(cluster, topic, partition);
  }

  async admin(): Promise<TopicAdmin> {
    const admin = this.#kafka.admin();
    await orDisconnect(admin, () => admin.connect());
    return new TopicAdmin(admin);
  }

  /** kafkajs retries what it calls errors; what it can't heal reaches us as a rejection or a crash, and is logged there. */
  #logged({ level, namespace, log: { message, error, ...rest } }: LogEntry): void {
    // The one error that a group logs under this name, and nothing else tells of it.
    if (level === logLevel.ERROR && namespace === 'ConsumerGroup') {
      const { groupId, topic, partition } = rest as unknown as { groupId: string; topic: string; partition: number };
      this.#listeners.get(groupId)?.offsetGone(topic, partition);
    }
    const fields = { namespace, detail: message, cause: error as unknown, ...withoutNoise(rest) };
    this.log.debug(fields, 'kafka.client-logged');
  }
}

/** Partitions are computed by whoever writes: clients disagree on partitioners, and an endpoint's must be the same in every topic. */
const givenPartition: ICustomPartitioner = () => {
  const fallback = Partitioners.DefaultPartitioner();
  return (args) => args.message.partition ?? fallback(args);
};

function saslOf({
  KAFKA_SASL_MECHANISM,
  KAFKA_SASL_USERNAME = '',
  KAFKA_SASL_PASSWORD = '',
}: KafkaConfig): SASLOptions {
  return { mechanism: KAFKA_SASL_MECHANISM ?? 'plain', username: KAFKA_SASL_USERNAME, password: KAFKA_SASL_PASSWORD };
}

function withoutNoise(fields: Record<string, unknown>): Record<string, unknown> {
  const { timestamp: _timestamp, logger: _logger, stack: _stack, ...rest } = fields;
  return rest;
}
