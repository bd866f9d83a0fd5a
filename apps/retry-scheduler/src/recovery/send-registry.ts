import { GroupCommitProducer } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { sendUnsent } from '@postrider/persistence';
import type { BothSides } from './both-sides.js';

const CLOSE_MS = 5000;

/** Has a producer for as long as `work` takes. */
export async function withProducer<T>(
  { client, clock }: BothSides,
  work: (producer: GroupCommitProducer) => Promise<T>,
): Promise<T> {
  const producer = new GroupCommitProducer(client, clock, createLog('recovery', 'silent'), new Metrics('recovery'));
  await producer.start();
  return work(producer).finally(() => producer.close(CLOSE_MS));
}

/** Sends all that the outbox has, so that services that start find the registry whole; answers how many changes. */
export function sendRegistry(sides: BothSides): Promise<number> {
  return withProducer(sides, async (producer) => {
    for (let total = 0; ;) {
      const { sent, more } = await sendUnsent(sides.sql, (record) => producer.sendInTurn(record));
      total += sent;
      if (!more) return total;
    }
  });
}
