import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import type { Admin, ConfigResourceTypes } from 'kafkajs';

const require = createRequire(import.meta.url);
/** Not among the names that a module can import. */
const { TOPIC: TOPIC_CONFIG } = (require('kafkajs') as { ConfigResourceTypes: { TOPIC: ConfigResourceTypes } })
  .ConfigResourceTypes;

/** A broker on a busy machine needs seconds until it knows everywhere what it made. */
const KNOWN_PATIENCE_MS = 30_000;

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
    for (const endMs = performance.now() + KNOWN_PATIENCE_MS; ;) {
      try {
        await this.admin.fetchTopicMetadata({ topics: names });
        return;
      } catch (error) {
        if (performance.now() > endMs) throw error;
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

  /** Every setting of topics that are there, by topic and name; in one request. */
  async settings(topics: readonly string[]): Promise<Map<string, Map<string, string>>> {
    if (topics.length === 0) return new Map();
    const { resources } = await this.admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({ type: TOPIC_CONFIG, name })),
    });
    return new Map(
      resources.map(({ resourceName, configEntries }) => [
        resourceName,
        new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
      ]),
    );
  }

  /** Where a group goes on in each partition of a topic: what it committed, else the first record that there is. */
  async startOffsets(groupId: string, topic: string): Promise<Map<number, number>> {
    const [committed] = await this.admin.fetchOffsets({ groupId, topics: [topic] });
    const extents = await this.extents(topic);
    return new Map(
      committed?.partitions.map(({ partition, offset }) => [
        partition,
        Math.max(Number(offset), extents.get(partition)?.first ?? 0),
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
    return new Map([...(await this.extents(topic))].map(([partition, { end }]) => [partition, end]));
  }

  /** The first offset that there still is, and the end as {@link endOffsets} has it, of every partition of a topic. */
  async extents(topic: string): Promise<Map<number, { first: number; end: number }>> {
    const offsets = await this.admin.fetchTopicOffsets(topic);
    return new Map(offsets.map(({ partition, low, high }) => [partition, { first: Number(low), end: Number(high) }]));
  }

  /** What the cluster calls itself: another one is another. */
  async clusterId(): Promise<string> {
    const { clusterId } = await this.admin.describeCluster();
    return clusterId;
  }

  /** Whether nobody is in a group: only then may somebody else commit for it. */
  async isEmpty(groupId: string): Promise<boolean> {
    const { groups } = await this.admin.describeGroups([groupId]);
    return groups.every(({ state }) => state === 'Empty' || state === 'Dead');
  }

  /** Has an empty group go on at these offsets of a topic. */
  async moveTo(groupId: string, topic: string, offsets: ReadonlyMap<number, number>): Promise<void> {
    const partitions = [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset) }));
    await this.admin.setOffsets({ groupId, topic, partitions });
  }

  disconnect(): Promise<void> {
    return this.admin.disconnect();
  }
}
