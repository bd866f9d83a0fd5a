import type { IHeaders, Producer, RecordMetadata } from 'kafkajs';
import { createErrorFromCode } from './error-codes.js';

/** A record on its way out. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer | readonly Buffer[]>>;
}

/** What became of records that were sent, by `topic:partition`. */
export interface Produced {
  /** Where the first of each partition's records lies; the others follow it. */
  readonly firstOffsets: Map<string, number>;
  /** Why a partition's records weren't acknowledged. */
  readonly failures: Map<string, unknown>;
}

/** Writes records; who calls sees to it that one call is under way at a time. */
export class RecordProducer {
  constructor(private readonly producer: Producer) {}

  /**
   * Resolves when every partition's records are with all in-sync replicas, or given up on. What is written isn't sent
   * again because another partition failed: a topic that was just made has partitions without a leader.
   */
  async send(records: readonly OutgoingRecord[]): Promise<Produced> {
    const produced: Produced = { firstOffsets: new Map(), failures: new Map() };
    const again = new Set<string>();
    for (const { topicName, partition, errorCode, baseOffset } of await this.#request(records)) {
      const place = `${topicName}:${partition}`;
      if (errorCode === 0) produced.firstOffsets.set(place, Number(baseOffset));
      else {
        const error = createErrorFromCode(errorCode);
        produced.failures.set(place, error);
        if (error.retriable) again.add(place);
      }
    }
    if (again.size === 0) return produced;
    // Fewer partitions each time: a request in which none is decided is the client's to try again, and rejects.
    const rest = records.filter(({ topic, partition }) => again.has(`${topic}:${partition}`));
    const later = await this.send(rest).catch((error: unknown) => ({
      firstOffsets: new Map<string, number>(),
      failures: new Map(Array.from(again, (place) => [place, error])),
    }));
    for (const [place, offset] of later.firstOffsets) {
      produced.failures.delete(place);
      produced.firstOffsets.set(place, offset);
    }
    for (const [place, error] of later.failures) produced.failures.set(place, error);
    return produced;
  }

  #request(records: readonly OutgoingRecord[]): Promise<RecordMetadata[]> {
    const byTopic = new Map<string, OutgoingRecord[]>();
    for (const record of records) {
      const others = byTopic.get(record.topic);
      if (others) others.push(record);
      else byTopic.set(record.topic, [record]);
    }
    return this.producer.sendBatch({
      acks: -1,
      timeout: 5000,
      topicMessages: Array.from(byTopic, ([topic, messages]) => ({
        topic,
        messages: messages.map(({ partition, key, value, headers }) => ({
          partition,
          key,
          value,
          headers: headers as IHeaders,
        })),
      })),
    });
  }

  disconnect(): Promise<void> {
    return this.producer.disconnect();
  }
}
