import { partitionOf, type GroupCommitProducer, type KafkaConfig } from '@postrider/kafka';
import type { Metrics } from '@postrider/observability';
import { DeathReason, encodeDeadLetter, topics, type DeadLetter } from '@postrider/schemas';

/** Puts what was given up on where the public can follow it: postrider.dead-letters. */
export class DeadLetters {
  readonly #partitions: number;
  readonly #count;

  constructor(
    private readonly producer: GroupCommitProducer,
    config: KafkaConfig,
    metrics: Metrics,
  ) {
    this.#partitions = config.KAFKA_ENDPOINT_PARTITIONS;
    this.#count = metrics.counter({
      name: 'dead_letters_total',
      help: 'Deliveries that were given up on, by why.',
      labels: ['reason'],
    });
    for (const reason of DeathReason.options) this.#count.inc({ reason }, 0);
  }

  /** Resolves once all of them are on Kafka; rejects with Unavailable when that isn't known. */
  async tell(letters: readonly DeadLetter[]): Promise<void> {
    await Promise.all(
      letters.map((letter) =>
        this.producer.send({
          topic: topics.deadLetters.name,
          partition: partitionOf(letter.endpoint, this.#partitions),
          ...encodeDeadLetter(letter),
        }),
      ),
    );
    for (const { reason } of letters) this.#count.inc({ reason });
  }
}
