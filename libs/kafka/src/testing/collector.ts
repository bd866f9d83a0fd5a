import { DONE, type Handled, type KafkaRecord } from '../kafka-record.js';
import type { TopicHandler } from '../parallel-consumer.js';

/** Keeps every record that it is given, and decides as it is told; without being told, that it is done. */
export class Collector implements TopicHandler {
  readonly records: KafkaRecord[] = [];

  constructor(
    private readonly decide: (record: KafkaRecord) => Promise<Handled> | Handled = () => DONE,
    readonly keyOf?: (record: KafkaRecord) => string | undefined,
  ) {}

  async handle(record: KafkaRecord): Promise<Handled> {
    this.records.push(record);
    return this.decide(record);
  }

  /** The values as text, in the order in which they were handled. */
  get values(): string[] {
    return this.records.map(({ value }) => String(value));
  }
}
