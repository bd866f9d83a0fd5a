import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Handled, KafkaRecord } from './kafka-record.js';
import type { ParallelConsumer, TopicHandler } from './parallel-consumer.js';

/** What an `@EventPattern` may say about how its records are handled. */
interface PatternExtras {
  readonly keyOf?: (record: KafkaRecord) => string | undefined;
}

/** Extras for `@EventPattern`: records with the same key are handled one after another. */
export const inOrderOf = (
  keyOf: (record: KafkaRecord) => string | undefined,
): PatternExtras & Record<string, unknown> => ({ keyOf });

/** How a {@link KafkaTransport} gets from patterns to a consumer. */
export interface KafkaTransportOptions {
  /** The topics that a pattern stands for, where it isn't the topic's name itself. */
  readonly topicsOf?: (pattern: string) => readonly string[];
  /** Resolves when the topics are there. */
  readonly ready: () => Promise<void>;
  /** Makes the consumer for the handlers that were found. */
  readonly consumerOf: (handlers: ReadonlyMap<string, TopicHandler>) => ParallelConsumer;
}

/**
 * Nest's way into Kafka: binds `@EventPattern(topic)` methods to a {@link ParallelConsumer}. A handler gets the
 * {@link KafkaRecord} with its exact bytes and returns what it decided ({@link Handled}). The stock transport can't
 * serve: it handles one message at a time, parses the value as JSON, redelivers whatever throws for ever.
 */
export class KafkaTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('postrider.kafka');
  /** Failures reach the consumer, which logs and counts them; Nest needn't as well. */
  override propagatesEventHandlerErrors = true;
  #consumer: ParallelConsumer | undefined;

  constructor(private readonly options: KafkaTransportOptions) {
    super();
  }

  /** Starts to read; doesn't wait for Kafka, which may be away. */
  listen(callback: () => void): void {
    const handlers = new Map<string, TopicHandler>();
    for (const [pattern, handler] of this.messageHandlers) {
      for (const topic of this.options.topicsOf?.(pattern) ?? [pattern]) handlers.set(topic, bind(handler));
    }
    const consumer = this.options.consumerOf(handlers);
    this.#consumer = consumer;
    void this.options
      .ready()
      .then(() => consumer.start())
      // Rejects only when it is stopped before it could join.
      .catch(() => undefined);
    callback();
  }

  get consumer(): ParallelConsumer | undefined {
    return this.#consumer;
  }

  /** Leaves the group, after a last commit. */
  async close(): Promise<void> {
    await this.#consumer?.close();
  }

  override on(): never {
    throw new Error('the transport has no events: ask its consumer');
  }

  override unwrap(): never {
    throw new Error('the transport wraps no server: ask its consumer');
  }
}

function bind(handler: MessageHandler): TopicHandler {
  const { keyOf } = (handler.extras ?? {}) as PatternExtras;
  return {
    async handle(record) {
      const result: unknown = await handler(record);
      return (isObservable(result) ? await lastValueFrom(result) : result) as Handled;
    },
    ...(keyOf && { keyOf }),
  };
}
