import { deadLetterTopicOf, topics, type Topic } from '@postrider/schemas';
import { partitionsOf, type KafkaAccess } from './kafka-access.js';
import { readPoisonRecords } from './read-partition.js';
import { Summary } from './summary.js';
import type { Terminal } from './terminal.js';

/** Every topic that poison records may be in, given the topics that publishers write to. */
export function deadLetterTopics(inboxes: readonly string[]): string[] {
  const table: readonly Topic[] = Object.values(topics);
  const ours = table.filter(({ name, hasDeadLetterTopic }) => hasDeadLetterTopic && name !== topics.inbox.name);
  return [...new Set(inboxes), ...ours.map(({ name }) => name)].map(deadLetterTopicOf);
}

/** Says of every dead-letter topic how many records it has, from when to when, and why they are there. */
export async function list(access: KafkaAccess, inboxes: readonly string[], terminal: Terminal): Promise<number> {
  for (const topic of deadLetterTopics(inboxes)) {
    for (const line of await linesOf(access, topic)) terminal.line(line);
  }
  return 0;
}

async function linesOf(access: KafkaAccess, topic: string): Promise<string[]> {
  const partitions = await partitionsOf(access, topic);
  if (!partitions) return [`${topic}: not there; the services make it when they start`];
  const ends = await access.admin.endOffsets(topic);
  const summary = new Summary();
  for (const partition of partitions) {
    if (ends.get(partition) === 0) continue;
    const { redriven } = await readPoisonRecords(access.client, access.clock, topic, partition, (poison) =>
      summary.add(poison),
    );
    summary.endPartition(redriven);
  }
  return summary.lines(topic);
}
