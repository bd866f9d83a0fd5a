import { loadConfig } from '@postrider/config';
import { KafkaClient, kafkaSettings, type KafkaRecord } from '@postrider/kafka';
import { createLog } from '@postrider/observability';
import type { Stack } from '@postrider/stack';

const READ_WAIT_MS = 500;

/** Every record that a topic has now, to the byte, partition after partition. */
export async function readTopic({ kafka }: Stack, topic: string): Promise<KafkaRecord[]> {
  const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: kafka.brokers });
  const client = new KafkaClient(config, 'outside', createLog('outside', 'silent'));
  const admin = await client.admin();
  try {
    const records: KafkaRecord[] = [];
    for (const partition of (await admin.endOffsets(topic)).keys()) {
      records.push(...(await readPartition(client, topic, partition)));
    }
    return records;
  } finally {
    await admin.disconnect();
  }
}

async function readPartition(client: KafkaClient, topic: string, partition: number): Promise<KafkaRecord[]> {
  const reader = await client.reader(topic, partition);
  try {
    const all: KafkaRecord[] = [];
    for await (const records of reader.readAll(READ_WAIT_MS)) all.push(...records);
    return all;
  } finally {
    await reader.disconnect();
  }
}
