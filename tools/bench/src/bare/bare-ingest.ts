import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { GroupedProducer } from '../load/grouped-producer.js';
import { BARE_PARTITIONS, bareTopics } from './bare-job.js';

/** Takes events over HTTP and answers when they are on Kafka; resolves with its port. */
export async function bareIngest(producer: GroupedProducer): Promise<number> {
  let turn = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const value = Buffer.concat(chunks);
      const { type } = JSON.parse(value.toString()) as { type: string };
      const id = randomUUID();
      const partition = turn++ % BARE_PARTITIONS;
      producer.send({ topic: bareTopics.events, partition, key: id, value, headers: { type } }).then(
        () => {
          const body = JSON.stringify({ id });
          response.writeHead(202, { 'content-type': 'application/json', 'content-length': body.length });
          response.end(body);
        },
        () => response.writeHead(503, { 'content-length': 0 }).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
