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
    for (const [partition, end] of await admin.endOffsets(topic)) {
      if (end > 0) records.push(...(await readPartition(client, topic, partition, end)));
    }
    return records;
  } finally {
    await admin.disconnect();
  }
}

async function readPartition(client: KafkaClient, topic: string, partition: number, end: number) {
  const reader = await client.reader(topic, partition);
  const all: KafkaRecord[] = [];
  try {
    for (let position = 0; position < end;) {
      const { records, nextOffset } = await reader.read(position, READ_WAIT_MS);
      all.push(...records);
      position = nextOffset;
    }
    return all;
  } finally {
    await reader.disconnect();
  }
}
