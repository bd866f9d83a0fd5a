import { type KafkaClient, type TopicAdmin } from '@postrider/kafka';
import type { LogPosition } from '@postrider/persistence';
import { topics } from '@postrider/schemas';
import { consumerGroupOf } from '@postrider/service';

/** Where topics end, and whether the fan-out has come there: what jobs wait for. */
export class KafkaEnds {
  constructor(private readonly client: KafkaClient) {}

  /** All that was accepted lies before this. */
  ofEvents(): Promise<LogPosition[]> {
    return this.#ends(topics.events.name);
  }

  /** All that the fan-out decided and all that was attempted lies before this. */
  ofLog(): Promise<LogPosition[]> {
    return this.#ends(topics.deliveries.name, topics.attempts.name);
  }

  /** Whether what lies before these places of postrider.events is fanned out: its deliveries are on Kafka. */
  async areFannedOut(places: readonly LogPosition[]): Promise<boolean> {
    const committed = await this.#ask((admin) => admin.committed(consumerGroupOf('subscription'), topics.events.name));
    return places.every(({ partition, next }) => next === 0 || (committed.get(partition)?.offset ?? 0) >= next);
  }

  async #ends(...names: readonly string[]): Promise<LogPosition[]> {
    return this.#ask(async (admin) => {
      const ends: LogPosition[] = [];
      for (const topic of names) {
        for (const [partition, next] of await admin.endOffsets(topic)) ends.push({ topic, partition, next });
      }
      return ends;
    });
  }

  async #ask<T>(question: (admin: TopicAdmin) => Promise<T>): Promise<T> {
    const admin = await this.client.admin();
    try {
      return await question(admin);
    } finally {
      await admin.disconnect();
    }
  }
}
