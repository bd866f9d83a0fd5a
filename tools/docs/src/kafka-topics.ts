import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadConfig } from '@postrider/config';
import { kafkaSettings, topicSpecs } from '@postrider/kafka';
import { inboxSettings } from '@postrider/service';
import { repositoryRoot } from '@postrider/stack';
import { stringify } from 'yaml';
import type { GeneratedFile } from './api-documents.js';

/** The settings that production is deployed with: the base's, and on top the overlay's. */
const FILES = ['k8s/base/config.env', 'k8s/overlays/production/config.env'];

/** The topics as resources of Strimzi: what a service would make itself, with production's settings. */
export async function kafkaTopics(): Promise<GeneratedFile> {
  const texts = await Promise.all(FILES.map((file) => readFile(join(repositoryRoot, file), 'utf8')));
  // Of two files that set a variable the later one counts.
  const variables = Object.fromEntries(texts.flatMap((text) => Object.entries(parseEnv(text))));
  const config = loadConfig({ ...kafkaSettings, ...inboxSettings }, variables);
  const inboxes = config.INBOX_TOPICS.map(({ topic }) => topic);
  const resources = topicSpecs(config, inboxes).map(({ name, partitions, replication, settings }) =>
    stringify({
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaTopic',
      metadata: { name },
      spec: { partitions, replicas: replication, config: settings },
    }),
  );
  const head = `# Follows from the topic table (libs/schemas) and ${FILES.join(' and ')}: npm run docs.\n`;
  return { file: 'k8s/strimzi-topics/topics.yaml', content: head + resources.join('---\n') };
}
