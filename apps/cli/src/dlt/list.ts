import type { Answers } from '../answers/answers.js';
import { deadLetterTopicOf, topics, type Topic } from '@postrider/schemas';
import { partitionsOf, type KafkaAccess } from './kafka-access.js';
import { readPoisonRecords } from './read-partition.js';
import { Summary } from './summary.js';

/** Every topic that poison records may be in, given the topics that publishers write to. */
function deadLetterTopics(inboxes: readonly string[]): string[] {
  const table: readonly Topic[] = Object.values(topics);
  const ours = table.filter(({ name, hasDeadLetterTopic }) => hasDeadLetterTopic && name !== topics.inbox.name);
  return [...new Set(inboxes), ...ours.map(({ name }) => name)].map(deadLetterTopicOf);
}

/** Says of every dead-letter topic how many records it has, from when to when, and why they are there. */
export async function list(access: KafkaAccess, inboxes: readonly string[], answers: Answers): Promise<void> {
  for (const topic of deadLetterTopics(inboxes)) {
    const summary = await summaryOf(access, topic);
    if (summary) answers.one(summary.json(topic), () => summary.lines(topic));
    else answers.one({ topic, exists: false }, () => [`${topic}: not there; the services make it when they start`]);
  }
}

/** Undefined where there is no such topic. */
async function summaryOf(access: KafkaAccess, topic: string): Promise<Summary | undefined> {
  const partitions = await partitionsOf(access, topic);
  if (!partitions) return undefined;
  const ends = await access.admin.endOffsets(topic);
  const summary = new Summary();
  for (const partition of partitions) {
    if (ends.get(partition) === 0) continue;
    const { redriven } = await readPoisonRecords(access.client, access.clock, topic, partition, (poison) =>
      summary.add(poison),
    );
    summary.endPartition(redriven);
  }
  return summary;
}
