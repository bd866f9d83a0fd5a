/* The one file that imports kafkajs. What it works around is explained where it does. */
import { createRequire } from 'node:module';
import { connect as connectTcp, isIP } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Log } from '@postrider/observability';
import {
  CompressionTypes,
  Kafka,
  logLevel,
  Partitioners,
  type Admin,
  type Assigner,
  type ConfigResourceTypes,
  type Consumer,
  type ICustomPartitioner,
  type IHeaders,
  type ISocketFactoryArgs,
  type ISerializer,
  type KafkaMessage,
  type LogEntry,
  type MemberAssignment,
  type MemberMetadata,
  type PartitionAssigner,
  type Producer,
  type RecordMetadata,
  type SASLOptions,
} from 'kafkajs';
import { codecs } from './codecs/index.js';
import type { KafkaConfig } from './kafka.config.js';
import type { KafkaRecord } from './kafka-record.js';
import { encodeProduceRequest, type ProduceRequest } from './record-format/encode-produce-request.js';
import { assignPartitions, type JoiningMember, type Partitions } from './sticky-assignment.js';

const require = createRequire(import.meta.url);

/** A record on its way out. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer | readonly Buffer[]>>;
}

/** What a consumer tells of itself. None of these may throw. */
export interface ConsumerListener {
  /** Records of one partition, in order; while the promise is open, nothing more is fetched from that broker. */
  records(topic: string, partition: number, records: readonly KafkaRecord[]): void | Promise<void>;
  /** All before `nextOffset` was read. It's beyond the last record where marks or aborted records of transactions follow. */
  passed(topic: string, partition: number, nextOffset: number): void;
  /** The group gave these partitions to this member; those it had before and that aren't here are gone. */
  assigned(partitions: ReadonlyMap<string, readonly number[]>): void;
  /** The place to go on from is no longer there: the partition is read from its beginning. */
  offsetGone(topic: string, partition: number): void;
  /** The consumer gave up and has to be made anew. */
  crashed(error: Error): void;
  readonly membership?: MembershipListener;
}

/** Hears what becomes of a consumer's membership in its group. None of these may throw. */
export interface MembershipListener {
  /** Topics whose equal partitions go to one member. */
  readonly together: readonly (readonly string[])[];
  /** What the member has and would keep; asked for when the group is joined. */
  owned(): Partitions;
  /** The group is about to be joined again: resolves when what can be finished and committed before is. */
  leaving(): Promise<void>;
  /** The group had given the member up, and its partitions to others: whatever it's given next, it has nothing now. */
  expelled(): void;
  /** The group is being joined, for the first time or again. */
  joining(): void;
  heartbeatSent(): void;
  heartbeatAnswered(): void;
  /** The heartbeat was answered or failed. */
  heartbeatOver(): void;
}

/** What became of records that were sent, by `topic:partition`. */
export interface Produced {
  /** Where the first of each partition's records lies; the others follow it. */
  readonly firstOffsets: Map<string, number>;
  /** Why a partition's records weren't acknowledged. */
  readonly failures: Map<string, unknown>;
}

/** A place to read on from. */
export interface CommitPoint {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** What is kept with the offset, 4,096 bytes at most. */
  readonly metadata?: string;
}

/** The slice of one partition that a direct read brought. */
export interface PartitionSlice {
  readonly records: readonly KafkaRecord[];
  /** Where to read on; beyond the last record where compaction removed what followed it. */
  readonly nextOffset: number;
}

/** A topic to be made. */
export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** What of a topic its description has. */
export interface TopicDescription {
  readonly partitions: number;
  readonly replication: number;
}

/** One of kafkajs's own clusters: it can do what no public call does, read a partition without a group. */
interface Cluster {
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
const READ_COMMITTED = 1;
/** Patience belongs to whoever calls: these retries only bridge a change of leader. Complete, because under a test kafkajs has other defaults. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1000, retries: 3, factor: 0.2, multiplier: 2 };
const MIB = 1024 * 1024;
/** After so long a silence the group gives a member's partitions to others. */
export const SESSION_MS = 10_000;
/** Not among the names that a module can import. */
const {
  ConfigResourceTypes: { TOPIC: TOPIC_CONFIG },
  AssignerProtocol: { MemberMetadata, MemberAssignment },
} = require('kafkajs') as {
  ConfigResourceTypes: { TOPIC: ConfigResourceTypes };
  AssignerProtocol: {
    MemberMetadata: ISerializer<MemberMetadata>;
    MemberAssignment: ISerializer<MemberAssignment>;
  };
};
/** Of an error code, what it means and whether trying again may help. */
const { createErrorFromCode } = require('kafkajs/src/protocol/error.js') as {
  createErrorFromCode: (code: number) => Error & { readonly retriable: boolean };
};

/** Whose listener an assigner speaks for: a group that the client made is known by its assigners. */
const memberships = new WeakMap<object, MembershipListener>();

quietIdleConnections();
encodeProducedBatchesAtOnce();
tellOfMembership();
Object.assign((require('kafkajs') as { CompressionCodecs: object }).CompressionCodecs, {
  // Its own unpacks without a bound.
  [CompressionTypes.GZIP]: () => codecs.gzip,
  [CompressionTypes.Snappy]: () => codecs.snappy,
  [CompressionTypes.LZ4]: () => codecs.lz4,
  [CompressionTypes.ZSTD]: () => codecs.zstd,
});

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
  async consumer(groupId: string, topics: readonly string[], listener: ConsumerListener): Promise<GroupConsumer> {
    const consumer = this.#kafka.consumer({
      groupId,
      partitionAssigners: [stickyAssigner(listener.membership)],
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
    this.#listeners.set(groupId, listener);
    consumer.on('consumer.group_join', ({ payload }) =>
      listener.assigned(new Map(Object.entries(payload.memberAssignment))),
    );
    // Comes also for what has no record to hand over: marks and aborted records of transactions.
    consumer.on('consumer.end_batch_process', ({ payload: { topic, partition, lastOffset } }) =>
      listener.passed(topic, partition, Number(lastOffset) + 1),
    );
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
      eachBatch: async (payload) => {
        const { topic, partition, messages } = payload.batch;
        await listener.records(
          topic,
          partition,
          messages.map((message) => toRecord(topic, partition, message)),
        );
        await payload.heartbeat();
      },
    });
    return new GroupConsumer(consumer);
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

/** Writes records; who calls sees to it that one call is under way at a time. */
export class RecordProducer {
  constructor(private readonly producer: Producer) {}

  /**
   * Resolves when every partition's records are with all in-sync replicas, or given up on. What is written isn't sent
   * again because another partition failed: a topic that was just made has partitions without a leader.
   */
  async send(records: readonly OutgoingRecord[]): Promise<Produced> {
    const produced: Produced = { firstOffsets: new Map(), failures: new Map() };
    const again = new Set<string>();
    for (const { topicName, partition, errorCode, baseOffset } of await this.#request(records)) {
      const place = `${topicName}:${partition}`;
      if (errorCode === 0) produced.firstOffsets.set(place, Number(baseOffset));
      else {
        const error = createErrorFromCode(errorCode);
        produced.failures.set(place, error);
        if (error.retriable) again.add(place);
      }
    }
    if (again.size === 0) return produced;
    // Fewer partitions each time: a request in which none is decided is the client's to try again, and rejects.
    const rest = records.filter(({ topic, partition }) => again.has(`${topic}:${partition}`));
    const later = await this.send(rest).catch((error: unknown) => ({
      firstOffsets: new Map<string, number>(),
      failures: new Map(Array.from(again, (place) => [place, error])),
    }));
    for (const [place, offset] of later.firstOffsets) {
      produced.failures.delete(place);
      produced.firstOffsets.set(place, offset);
    }
    for (const [place, error] of later.failures) produced.failures.set(place, error);
    return produced;
  }

  #request(records: readonly OutgoingRecord[]): Promise<RecordMetadata[]> {
    const byTopic = new Map<string, OutgoingRecord[]>();
    for (const record of records) {
      const others = byTopic.get(record.topic);
      if (others) others.push(record);
      else byTopic.set(record.topic, [record]);
    }
    return this.producer.sendBatch({
      acks: -1,
      timeout: 5000,
      topicMessages: Array.from(byTopic, ([topic, messages]) => ({
        topic,
        messages: messages.map(({ partition, key, value, headers }) => ({
          partition,
          key,
          value,
          headers: headers as IHeaders,
        })),
      })),
    });
  }

  disconnect(): Promise<void> {
    return this.producer.disconnect();
  }
}

/** A member of a consumer group. */
export class GroupConsumer {
  #commits = 0;

  constructor(private readonly consumer: Consumer) {
    consumer.on('consumer.commit_offsets', () => void (this.#commits += 1));
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

/** Makes and describes topics. */
export class TopicAdmin {
  constructor(private readonly admin: Admin) {}

  /** Creates topics, in one request; answers false when some were there already, and the others are made all the same. */
  async create(topics: readonly NewTopic[]): Promise<boolean> {
    const created = await this.admin.createTopics({
      waitForLeaders: false,
      topics: topics.map(({ name, partitions, replication, settings }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: replication,
        configEntries: Object.entries(settings).map(([setting, value]) => ({ name: setting, value })),
      })),
    });
    await this.#known(topics.map(({ name }) => name));
    return created;
  }

  /** What was just made isn't known everywhere at once, and kafkajs, told to wait for it, takes that for an error. */
  async #known(names: string[]): Promise<void> {
    for (let triesLeft = 100; ; triesLeft--) {
      try {
        await this.admin.fetchTopicMetadata({ topics: names });
        return;
      } catch (error) {
        if (triesLeft === 0) throw error;
        await wait(20);
      }
    }
  }

  list(): Promise<string[]> {
    return this.admin.listTopics();
  }

  async describe(topic: string): Promise<TopicDescription> {
    const { topics } = await this.admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics[0]?.partitions ?? [];
    return { partitions: partitions.length, replication: partitions[0]?.replicas.length ?? 0 };
  }

  async setting(topic: string, name: string): Promise<string | undefined> {
    const { resources } = await this.admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC_CONFIG, name: topic, configNames: [name] }],
    });
    return resources[0]?.configEntries.find(({ configName }) => configName === name)?.configValue;
  }

  /** Where a group goes on in each partition of a topic: what it committed, else the first record that there is. */
  async startOffsets(groupId: string, topic: string): Promise<Map<number, number>> {
    const [committed] = await this.admin.fetchOffsets({ groupId, topics: [topic] });
    const ends = await this.admin.fetchTopicOffsets(topic);
    const first = new Map(ends.map(({ partition, low }) => [partition, Number(low)]));
    return new Map(
      committed?.partitions.map(({ partition, offset }) => [
        partition,
        Math.max(Number(offset), first.get(partition) ?? 0),
      ]),
    );
  }

  /** What a group committed for the partitions of a topic, with what is kept beside it; without those that it never committed. */
  async committed(groupId: string, topic: string): Promise<Map<number, { offset: number; metadata: string | null }>> {
    const [answer] = await this.admin.fetchOffsets({ groupId, topics: [topic] });
    const found = (answer?.partitions ?? []).filter(({ offset }) => Number(offset) >= 0);
    return new Map(found.map(({ partition, offset, metadata }) => [partition, { offset: Number(offset), metadata }]));
  }

  /** The end of every partition of a topic, as far as it can be read: an open transaction begins beyond it. */
  async endOffsets(topic: string): Promise<Map<number, number>> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
  }

  disconnect(): Promise<void> {
    return this.admin.disconnect();
  }
}

/** Where the record batch of a message ends: compaction may have removed what followed the message in it. */
function endOfBatch({ offset, batchContext }: FetchedMessage): number {
  const end = batchContext ? Number(batchContext.firstOffset) + batchContext.lastOffsetDelta : Number(offset);
  return Math.max(end, Number(offset)) + 1;
}

function toRecord(topic: string, partition: number, message: KafkaMessage): KafkaRecord {
  const { key, value, headers = {}, offset, timestamp } = message;
  const record = { topic, partition, offset: Number(offset), timestampMs: Number(timestamp), key, value };
  for (const name in headers) if (!Buffer.isBuffer(headers[name])) return { ...record, ...splitHeaders(headers) };
  return { ...record, headers: headers as Record<string, Buffer> };
}

/**
 * kafkajs gives a header that was sent more than once as an array, and one without a value as null. One that is called
 * like a property of every object (constructor, toString) it gives as an array, too, with that property before the value.
 */
function splitHeaders(given: IHeaders): Pick<KafkaRecord, 'headers' | 'repeatedHeaders'> {
  const all = Object.entries(given).map(([name, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return [name, values.map((one) => one ?? Buffer.alloc(0)).filter((one) => Buffer.isBuffer(one))] as const;
  });
  const repeated = all.filter(([, values]) => values.length > 1);
  return {
    headers: Object.fromEntries(all.map(([name, values]) => [name, values.at(-1) ?? Buffer.alloc(0)])),
    ...(repeated.length > 0 && { repeatedHeaders: Object.fromEntries(repeated) }),
  };
}

/** Partitions are computed by whoever writes: clients disagree on partitioners, and an endpoint's must be the same in every topic. */
const givenPartition: ICustomPartitioner = () => {
  const fallback = Partitioners.DefaultPartitioner();
  return (args) => args.message.partition ?? fallback(args);
};

/** kafkajs leaves Nagle's algorithm on: against delayed acknowledgements that costs 40 ms a request. */
function socketFactory({ host, port, ssl, onConnect }: ISocketFactoryArgs) {
  if (!ssl) return connectTcp({ host, port, noDelay: true, keepAlive: true }, onConnect);
  // An address is no server name (RFC 6066, section 3).
  const socket = connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect);
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  return socket;
}

/** A connection that fails half-way is taken down: else each try to come back would leave one open. */
async function orDisconnect(connection: { disconnect(): Promise<void> }, open: () => Promise<void>): Promise<void> {
  try {
    await open();
  } catch (error) {
    void connection.disconnect().catch(() => undefined);
    throw error;
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

/**
 * Makes every cluster of a client read what is committed: kafkajs lets only consumers choose, and an end offset that
 * counts an open transaction looks like records that nobody fetches. Answers the maker of clusters.
 */
function readCommitted(client: Kafka): (options: object) => Cluster {
  const name = Object.getOwnPropertySymbols(client).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const kafka = client as unknown as Record<symbol, ((options: object) => Cluster) | undefined>;
  const create = name && kafka[name];
  if (!create) throw new Error('kafkajs no longer has the cluster that a direct read needs');
  return (kafka[name] = (options) => create({ isolationLevel: READ_COMMITTED, ...options }));
}

/**
 * A connection without requests re-arms a 1 ms timer for ever, 2 % of a core each. Nothing is waiting then, so there
 * is nothing to check (as in kafkajs's own PR 1532).
 */
function quietIdleConnections(): void {
  const RequestQueue = require('kafkajs/src/network/requestQueue/index.js') as {
    prototype: { pending: unknown[]; scheduleCheckPendingRequests: () => void };
  };
  const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: { pending: unknown[] }) {
    if (this.pending.length > 0) schedule.call(this);
  };
}

interface ProduceAnswer {
  readonly topics: readonly { readonly partitions: readonly { readonly errorCode: number }[] }[];
}

type Produce = (
  request: ProduceRequest & { readonly transactionalId?: string | null; readonly compression?: number },
) => {
  request: object;
  response: { parse: (answer: ProduceAnswer) => Promise<ProduceAnswer> };
};

/**
 * The client makes an encoder for every record and copies each into the next larger one: 20 µs a record, three times a
 * delivery. What we produce is neither compressed nor in a transaction, and is encoded in one go: 2 µs.
 */
function encodeProducedBatchesAtOnce(): void {
  const produce = require('kafkajs/src/protocol/requests/produce/index.js') as {
    protocol: (at: { version: number }) => Produce;
  };
  const protocol = produce.protocol;
  produce.protocol = (at) => (given) => {
    const theirs = protocol(at)(given);
    if (at.version < 3 || given.transactionalId || given.compression) return theirs;
    const encode = () => {
      const bytes = encodeProduceRequest(given, Date.now());
      // As much of an encoder as its reader looks at.
      return Promise.resolve({ buf: bytes, buffer: bytes });
    };
    // Theirs rejects when any partition failed, and all is sent again: what was written would be there twice, and what
    // is refused for good would take the others with it.
    const isDecided = (errorCode: number): boolean => errorCode === 0 || !createErrorFromCode(errorCode).retriable;
    const parse = (answer: ProduceAnswer) =>
      answer.topics.some(({ partitions }) => partitions.some(({ errorCode }) => isDecided(errorCode)))
        ? Promise.resolve(answer)
        : theirs.response.parse(answer);
    return { request: { ...theirs.request, encode }, response: { ...theirs.response, parse } };
  };
}

/** Gives partitions out by {@link assignPartitions}; what a member has travels with its request to join. */
function stickyAssigner(membership: MembershipListener | undefined): PartitionAssigner {
  return ({ cluster }) => {
    const assigner: Assigner = {
      name: 'postrider.sticky',
      version: 0,
      protocol({ topics }) {
        const userData = Buffer.from(JSON.stringify(Object.fromEntries(membership?.owned() ?? [])));
        return { name: this.name, metadata: MemberMetadata.encode({ version: this.version, topics, userData }) };
      },
      assign({ members, topics }) {
        const counts = new Map(topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).length]));
        const joining = members.map(({ memberId, memberMetadata }) => memberOf(memberId, memberMetadata));
        const assigned = Array.from(
          assignPartitions(counts, membership?.together ?? [], joining),
          ([memberId, partitions]) => ({
            memberId,
            memberAssignment: MemberAssignment.encode({
              version: this.version,
              assignment: Object.fromEntries(partitions),
              userData: Buffer.alloc(0),
            }),
          }),
        );
        return Promise.resolve(assigned);
      },
    };
    if (membership) memberships.set(assigner, membership);
    return assigner;
  };
}

function memberOf(id: string, metadata: Buffer): JoiningMember {
  const { topics = [], userData } = MemberMetadata.decode(metadata) ?? {};
  return { id, topics, owned: ownedIn(userData) };
}

/** What a member says that it has is a wish: one that can't be read is none. */
function ownedIn(userData: Buffer | undefined): Partitions {
  try {
    const owned: unknown = JSON.parse(String(userData));
    const entries: [string, unknown][] = typeof owned === 'object' && owned ? Object.entries(owned) : [];
    return new Map(
      entries.map(([topic, partitions]) => [topic, Array.isArray(partitions) ? partitions.map(Number) : []]),
    );
  } catch {
    return new Map();
  }
}

interface ConsumerGroup {
  assigners: readonly object[];
  memberId: string | null;
  lastRequest: number;
  joinAndSync: (this: ConsumerGroup) => Promise<void>;
  heartbeat: (this: ConsumerGroup, options: object) => Promise<void>;
}

/**
 * The client joins anew at once when the group rebalances, and waits for no listener; nor does it say when a heartbeat was
 * sent. So both calls are wrapped, for every group whose assigner is one of ours.
 */
function tellOfMembership(): void {
  const { prototype } = require('kafkajs/src/consumer/consumerGroup.js') as { prototype: ConsumerGroup };
  const { joinAndSync, heartbeat } = prototype;
  if (typeof joinAndSync !== 'function' || typeof heartbeat !== 'function')
    throw new Error('kafkajs no longer has the group whose rejoin is to be waited for');
  /** Those that have joined before. */
  const members = new WeakSet<ConsumerGroup>();
  const membershipOf = (group: ConsumerGroup): MembershipListener | undefined =>
    group.assigners.map((assigner) => memberships.get(assigner)).find((membership) => membership !== undefined);
  prototype.joinAndSync = async function (this: ConsumerGroup) {
    const membership = membershipOf(this);
    // Without an id it is no member any more: there is nothing that it could still commit.
    if (this.memberId) await membership?.leaving();
    else if (members.has(this)) membership?.expelled();
    members.add(this);
    membership?.joining();
    return joinAndSync.call(this);
  };
  prototype.heartbeat = async function (this: ConsumerGroup, options: object) {
    const membership = membershipOf(this);
    // The time of day tells the client when the next one is due: once that was set back, none would be for as long.
    if (this.lastRequest > Date.now()) this.lastRequest = 0;
    membership?.heartbeatSent();
    try {
      await heartbeat.call(this, options);
    } finally {
      membership?.heartbeatOver();
    }
  };
}

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
