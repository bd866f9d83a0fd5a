import type { KafkaClient } from '@postrider/kafka';
import type { GroupedProducer } from '../load/grouped-producer.js';
import { consumeBare } from './bare-consumer.js';
import { BARE_PARTITIONS, bareTopics } from './bare-job.js';
import { BareLog } from './bare-log.js';

/** Makes each event a delivery, and keeps the log; resolves once it reads. */
export async function bareFanOut(client: KafkaClient, producer: GroupedProducer, databaseUrl: string): Promise<number> {
  const log = await BareLog.open(databaseUrl);
  let turn = 0;
  await Promise.all([
    consumeBare(client, 'bench-bare-fan-out', bareTopics.events, (records) => {
      for (const { key, value } of records) {
        JSON.parse(value?.toString() ?? '');
        const partition = turn++ % BARE_PARTITIONS;
        const headers = { event: key ?? '' };
        void producer.send({ topic: bareTopics.deliveries, partition, key: 'endpoint', value, headers });
      }
    }),
    consumeBare(client, 'bench-bare-log-events', bareTopics.events, (records) => log.addEvents(records)),
    consumeBare(client, 'bench-bare-log-attempts', bareTopics.attempts, (records) => log.addAttempts(records)),
  ]);
  return 0;
}
