import type { KafkaClient, KafkaRecord } from '@postrider/kafka';

const COMMIT_MS = 500;

/** Hands over what comes, and commits it whether or not it was worked on. */
export async function consumeBare(
  client: KafkaClient,
  groupId: string,
  topic: string,
  take: (records: readonly KafkaRecord[]) => void,
): Promise<void> {
  const offsets = new Map<number, number>();
  const consumer = await client.consumer(groupId, [topic], {
    records: (_topic, partition, records) => {
      const last = records.at(-1);
      if (last) offsets.set(partition, last.offset + 1);
      take(records);
    },
    fetched: () => undefined,
    passed: () => undefined,
    assigned: () => undefined,
    offsetGone: () => undefined,
    // The parent sees that it's gone, and says so.
    crashed: () => process.exit(1),
  });
  setInterval(() => {
    if (offsets.size === 0) return;
    const points = Array.from(offsets, ([partition, offset]) => ({ topic, partition, offset }));
    offsets.clear();
    void consumer.commit(points).catch(() => undefined);
  }, COMMIT_MS);
}
