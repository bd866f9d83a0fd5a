import type { Log } from '@postrider/observability';
import { deadLetterTopicOf, topics, type Topic } from '@postrider/schemas';
import type { KafkaConfig } from './kafka.config.js';
import type { KafkaClient } from './kafkajs/client.js';
import type { NewTopic, TopicAdmin } from './kafkajs/topic-admin.js';

/** A topic as it has to be. */
export type TopicSpec = NewTopic;

/** A topic is there and isn't as it has to be; the message says what to do. Trying again doesn't help. */
export class TopicMismatch extends Error {}

const HOUR_MS = 3_600_000;

/** Every topic that the configuration asks for, with the dead-letter topics; `inboxes` are the topics that publishers write to. */
export function topicSpecs(config: KafkaConfig, inboxes: readonly string[]): TopicSpec[] {
  const table: Topic[] = Object.values(topics).filter(({ name }) => name !== topics.inbox.name);
  const all = [...table, ...Array.from(new Set(inboxes), (name) => ({ ...topics.inbox, name }))];
  return all.flatMap((topic) => {
    const spec = specOf(topic, config);
    if (!topic.hasDeadLetterTopic) return [spec];
    const settings = settingsOf('dead-letters', config);
    return [spec, { ...spec, name: deadLetterTopicOf(topic.name), settings }];
  });
}

function specOf({ name, partitions, retention }: Topic, config: KafkaConfig): TopicSpec {
  const counts = { events: config.KAFKA_EVENT_PARTITIONS, endpoints: config.KAFKA_ENDPOINT_PARTITIONS, one: 1 };
  return {
    name,
    partitions: counts[partitions],
    replication: config.KAFKA_REPLICATION,
    settings: settingsOf(retention, config),
  };
}

function settingsOf(retention: Topic['retention'], config: KafkaConfig): Record<string, string> {
  const durable: Record<string, string> = {
    'unclean.leader.election.enable': 'false',
    ...(config.KAFKA_REPLICATION > 1 && { 'min.insync.replicas': '2' }),
  };
  switch (retention) {
    case 'log':
      return { ...durable, 'cleanup.policy': 'delete', 'retention.ms': String(config.KAFKA_RETENTION_HOURS * HOUR_MS) };
    case 'dead-letters':
      return {
        ...durable,
        'cleanup.policy': 'delete',
        'retention.ms': String(config.KAFKA_DEAD_LETTER_RETENTION_HOURS * HOUR_MS),
      };
    case 'compacted':
      // The active segment is never compacted: rolled hourly, a deleted secret is gone within a day and an hour.
      return {
        ...durable,
        'cleanup.policy': 'compact',
        'segment.ms': String(HOUR_MS),
        'max.compaction.lag.ms': String(24 * HOUR_MS),
        'delete.retention.ms': String(24 * HOUR_MS),
      };
  }
}

/**
 * Creates the topics that are missing and checks those that are there; the broker must never make one by itself, with
 * its defaults. Throws {@link TopicMismatch} when one differs in what a promise rests on.
 */
export async function ensureTopics(client: KafkaClient, specs: readonly TopicSpec[], log: Log): Promise<void> {
  const admin = await client.admin();
  try {
    const there = new Set(await admin.list());
    const missing = specs.filter(({ name }) => !there.has(name));
    const created = missing.length > 0 && (await admin.create(missing));
    for (const spec of specs) {
      if (created && !there.has(spec.name))
        log.info({ topic: spec.name, partitions: spec.partitions }, 'topic.created');
      // Also what somebody else made at the same moment.
      else await check(admin, spec);
    }
  } finally {
    await admin.disconnect();
  }
}

async function check(admin: TopicAdmin, { name, partitions, replication }: TopicSpec): Promise<void> {
  const found = await admin.describe(name);
  if (found.partitions !== partitions) {
    throw new TopicMismatch(
      `${name} has ${found.partitions} partitions and the configuration says ${partitions}: set KAFKA_EVENT_PARTITIONS and ` +
        'KAFKA_ENDPOINT_PARTITIONS to what the topics have; records of one key would otherwise change their partition',
    );
  }
  if (replication < 2) return;
  const minInSync = Number(await admin.setting(name, 'min.insync.replicas'));
  if (minInSync < 2)
    throw new TopicMismatch(
      `${name} has min.insync.replicas=${minInSync}: with replication it must be 2 or more, or an acknowledged record can be lost`,
    );
  if ((await admin.setting(name, 'unclean.leader.election.enable')) === 'true') {
    throw new TopicMismatch(
      `${name} allows unclean leader election, which loses acknowledged records: set unclean.leader.election.enable=false`,
    );
  }
}
