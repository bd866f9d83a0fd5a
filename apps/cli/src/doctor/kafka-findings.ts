import { ConfigError, loadConfig } from '@postrider/config';
import { KafkaClient, kafkaSettings, topicSpecs, type TopicAdmin } from '@postrider/kafka';
import { createLog } from '@postrider/observability';
import { inboxSettings } from '@postrider/service';
import { reasonOf, within } from '@postrider/time';
import type { Surroundings } from '../surroundings.js';
import { failed, ok, type Finding } from './finding.js';
import { topicFindings, type FoundTopic } from './topic-findings.js';

const PATIENCE_MS = 8000;
const DISCONNECT_MS = 2000;

/** Whether Kafka can be reached, and its topics are as the table and the configuration want them. */
export async function kafkaFindings({ environment, clock }: Surroundings): Promise<Finding[]> {
  let brokers = '';
  try {
    const config = loadConfig({ ...kafkaSettings, ...inboxSettings }, environment);
    brokers = config.KAFKA_BROKERS.join();
    const client = new KafkaClient(config, 'postrider-doctor', createLog('doctor', 'silent'));
    const specs = topicSpecs(
      config,
      config.INBOX_TOPICS.map(({ topic }) => topic),
    );
    const admin = await within(clock, PATIENCE_MS, 'connecting', client.admin());
    try {
      const found = await within(
        clock,
        PATIENCE_MS,
        'looking at topics',
        topicsOf(
          admin,
          specs.map(({ name }) => name),
        ),
      );
      return [ok('kafka', `reached at ${brokers}`), ...topicFindings(specs, (name) => found.get(name))];
    } finally {
      await within(clock, DISCONNECT_MS, 'disconnecting', admin.disconnect()).catch(() => undefined);
    }
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map((problem) => failed('kafka', problem, 'Correct the variable.'));
    return [
      failed(
        'kafka',
        `can't be used at ${brokers}: ${reasonOf(error)}`,
        'Start it, or correct KAFKA_BROKERS, KAFKA_SSL and KAFKA_SASL_…; the brokers have to be reachable by the names that they advertise.',
      ),
    ];
  }
}

async function topicsOf(admin: TopicAdmin, wanted: readonly string[]): Promise<Map<string, FoundTopic>> {
  const there = new Set(await admin.list());
  const names = wanted.filter((name) => there.has(name));
  const settings = await admin.settings(names);
  const found = new Map<string, FoundTopic>();
  for (const name of names)
    found.set(name, { ...(await admin.describe(name)), settings: settings.get(name) ?? new Map<string, string>() });
  return found;
}
