import { ensureTopics, topicSpecs, type KafkaClient, type TopicAdmin } from '@postrider/kafka';
import { createLog } from '@postrider/observability';
import type { Sql } from '@postrider/persistence';
import { topics, type Topic } from '@postrider/schemas';
import { consumerGroupOf } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { CommandFailed } from './command-failed.js';
import type { RecoveryConfig } from './recovery.config.js';
import type { Told } from './told.js';

/** A Postgres and a Kafka that answered, and where the answers go. */
export interface BothSides {
  readonly config: RecoveryConfig;
  readonly sql: Sql;
  readonly client: KafkaClient;
  readonly admin: TopicAdmin;
  readonly clock: Clock;
  readonly tell: (told: Told) => void;
}

/** Whoever reads topics in a group, in the order of the flow. */
const services = new Set(Object.values<Topic>(topics).flatMap(({ to }) => to));
services.delete('the public');

/** The services of which some process is in its group. */
export async function running({ admin }: Pick<BothSides, 'admin'>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const service of services) if (!(await admin.isEmpty(consumerGroupOf(service)))) found.push(service);
  return found;
}

/** What is done under a running service would be undone by it. Throws {@link CommandFailed}. */
export async function checkStopped(sides: BothSides): Promise<void> {
  const found = await running(sides);
  if (found.length === 0) return;
  throw new CommandFailed(
    'refused',
    `${found.join(', ')} ${found.length === 1 ? 'is' : 'are'} running.`,
    'Stop all services, wait for their sessions to end (30 s), and try again.',
  );
}

/** Makes the topics that are missing, as the services do. Throws TopicMismatch for one that they wouldn't take. */
export function makeTopics({ client, config }: BothSides): Promise<void> {
  const inboxes = config.INBOX_TOPICS.map(({ topic }) => topic);
  return ensureTopics(client, topicSpecs(config, inboxes), createLog('recovery', 'silent'));
}
