import { loadConfig } from '@postrider/config';
import { KafkaClient, kafkaSettings, type OutgoingRecord } from '@postrider/kafka';
import { createLog } from '@postrider/observability';

interface Pending {
  readonly record: OutgoingRecord;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Keeps a request of 1 kB records well below what a partition takes. */
const MAX_GROUP = 500;

/** A client of a broker that asks for no login. */
export const plainClient = (brokers: string, clientId: string): KafkaClient =>
  new KafkaClient(loadConfig(kafkaSettings, { KAFKA_BROKERS: brokers }), clientId, createLog(clientId, 'silent'));

/** The least that is fast: one produce request under way at a time, and what came meanwhile goes in the next. */
export class GroupedProducer {
  readonly #queue: Pending[] = [];
  #busy = false;

  private constructor(private readonly producer: Awaited<ReturnType<KafkaClient['producer']>>) {}

  static async connect(client: KafkaClient): Promise<GroupedProducer> {
    return new GroupedProducer(await client.producer());
  }

  /** Resolves once all in-sync replicas have the record. */
  send(record: OutgoingRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ record, resolve, reject });
      if (this.#busy) return;
      this.#busy = true;
      setImmediate(() => void this.#flush());
    });
  }

  disconnect(): Promise<void> {
    return this.producer.disconnect();
  }

  async #flush(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#queue.splice(0, MAX_GROUP);
      try {
        await this.producer.send(group.map(({ record }) => record));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#busy = false;
  }
}
