import type { KafkaClient, TopicAdmin } from '@postrider/kafka';
import type { Clock } from '@postrider/time';
import { CommandFailed } from '../command-failed.js';

/** A Kafka that answered. */
export interface KafkaAccess {
  readonly client: KafkaClient;
  readonly admin: TopicAdmin;
  readonly clock: Clock;
}

/** The partitions of a topic; undefined when there is no such topic. */
export async function partitionsOf({ admin }: KafkaAccess, topic: string): Promise<number[] | undefined> {
  if (!(await admin.list()).includes(topic)) return undefined;
  const { partitions } = await admin.describe(topic);
  return Array.from({ length: partitions }, (_, partition) => partition);
}

/** The same where the operator named the topic; throws {@link CommandFailed} when there is no such topic. */
export async function partitionsOfNamed(access: KafkaAccess, topic: string): Promise<number[]> {
  const partitions = await partitionsOf(access, topic);
  if (!partitions) throw new CommandFailed(`There is no topic ${topic}: \`postrider dlt list\` shows those there are.`);
  return partitions;
}

/** Throws {@link CommandFailed} when a topic has no such partition. */
export function checkPartition(topic: string, partition: number, partitions: readonly number[]): void {
  if (partitions.includes(partition)) return;
  throw new CommandFailed(`${topic} has no partition ${partition}: it has ${partitions.length}, counted from 0.`);
}
