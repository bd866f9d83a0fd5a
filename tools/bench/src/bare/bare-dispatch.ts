import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { KafkaClient, KafkaRecord } from '@postrider/kafka';
import type { GroupedProducer } from '../load/grouped-producer.js';
import { HttpPool, statusOf } from '../load/http-pool.js';
import { consumeBare } from './bare-consumer.js';
import { BARE_PARTITIONS, bareTopics } from './bare-job.js';
import type { BareAttempt } from './bare-log.js';

const CONNECTIONS = 64;

/** Signs and posts each delivery, once, whatever comes of it; resolves when it reads. */
export async function bareDispatch(
  client: KafkaClient,
  producer: GroupedProducer,
  receiverPort: number,
): Promise<number> {
  const pool = new HttpPool(receiverPort, CONNECTIONS);
  const secret = randomBytes(24);
  let turn = 0;

  async function deliver({ headers, value }: KafkaRecord): Promise<void> {
    const body = value ?? Buffer.alloc(0);
    const event = headers.event?.toString() ?? '';
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', secret).update(`${event}.${timestamp}.`).update(body).digest('base64');
    const startMs = performance.now();
    const response = await pool.post(
      '/in/0',
      `webhook-id: ${event}\r\nwebhook-timestamp: ${timestamp}\r\nwebhook-signature: v1,${signature}\r\n`,
      body,
    );
    const attempt: BareAttempt = {
      id: randomUUID(),
      event,
      status: statusOf(response),
      ms: performance.now() - startMs,
    };
    const partition = turn++ % BARE_PARTITIONS;
    const record = { topic: bareTopics.attempts, partition, key: 'endpoint', headers: {} };
    await producer.send({ ...record, value: Buffer.from(JSON.stringify(attempt)) });
  }

  await consumeBare(client, 'bench-bare-dispatch', bareTopics.deliveries, (records) => {
    for (const record of records) void deliver(record).catch(() => undefined);
  });
  return 0;
}
