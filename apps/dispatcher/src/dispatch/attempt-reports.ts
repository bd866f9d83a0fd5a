import { isUtf8 } from 'node:buffer';
import { partitionOf, type GroupCommitProducer, type KafkaConfig } from '@postrider/kafka';
import { encodeAttemptReport, topics, type AttemptReport, type AttemptResponse } from '@postrider/schemas';
import { untilItWorks, type Clock } from '@postrider/time';
import type { Log } from '@postrider/observability';
import type { Exchange } from '../exchange/exchange.js';

/** Puts what happened on postrider.attempts: one record for all that an attempt means. */
export class AttemptReports {
  readonly #partitions: number;
  readonly #stopping = new AbortController();

  constructor(
    private readonly producer: GroupCommitProducer,
    private readonly clock: Clock,
    private readonly log: Log,
    config: KafkaConfig,
  ) {
    this.#partitions = config.KAFKA_ENDPOINT_PARTITIONS;
  }

  /**
   * Resolves once the report is on Kafka, however often that takes: the attempt was made, and making it again because
   * its report got lost would be the worse repeat. Rejects only when stopped.
   */
  async put(report: AttemptReport): Promise<void> {
    const record = {
      topic: topics.attempts.name,
      partition: partitionOf(report.delivery.endpoint, this.#partitions),
      ...encodeAttemptReport(report),
    };
    await untilItWorks(() => this.producer.send(record), {
      clock: this.clock,
      backOff: { baseMs: 100, capMs: 5000 },
      signal: this.#stopping.signal,
      failed: (error, waitMs) =>
        this.log.warn({ error, waitMs, delivery: report.delivery.id }, 'attempt-report.retried'),
    });
  }

  stop(): void {
    this.#stopping.abort(new Error('the dispatcher is stopping'));
  }
}

/** What is kept of an answer. */
export function responseOf(exchange: Exchange): AttemptResponse | undefined {
  if (exchange.kind === 'failed') return undefined;
  const { statusCode, headers, body, truncated } = exchange;
  const encoding = isUtf8(body) ? 'utf8' : 'base64';
  return { statusCode, headers, body: body.toString(encoding), encoding, truncated };
}
