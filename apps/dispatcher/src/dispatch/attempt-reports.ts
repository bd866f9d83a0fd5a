import { isUtf8 } from 'node:buffer';
import { partitionOf, type GroupCommitProducer, type KafkaConfig } from '@postrider/kafka';
import {
  encodeAttemptReport,
  topics,
  unusualRequestHeaders,
  type AttemptMade,
  type AttemptReport,
  type AttemptResponse,
  type AttemptTimings,
  type TraceContext,
} from '@postrider/schemas';
import { untilItWorks, type Clock } from '@postrider/time';
import type { Log } from '@postrider/observability';
import type { Exchange, OutgoingRequest, Timings } from '../exchange/exchange.js';

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
  async put(report: AttemptReport, trace?: TraceContext): Promise<void> {
    const record = {
      topic: topics.attempts.name,
      partition: partitionOf(report.delivery.endpoint, this.#partitions),
      ...encodeAttemptReport(report, trace),
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

/** What is kept of how an attempt went, beside its outcome: what was asked, what was answered, and where the time went. */
export function detailsOf(
  exchange: Exchange,
  headers: OutgoingRequest['headers'],
  facts: { readonly event: string; readonly startedAtMs: number },
): Pick<AttemptMade, 'detail' | 'response' | 'address' | 'timings' | 'requestHeaders'> {
  return {
    detail: exchange.kind === 'failed' ? exchange.detail : undefined,
    response: responseOf(exchange),
    address: exchange.remoteAddress,
    timings: roundedOf(exchange.timings),
    requestHeaders: unusualRequestHeaders(headers, facts),
  };
}

function roundedOf({ dnsMs, connectMs, tlsMs, firstByteMs }: Timings): AttemptTimings {
  return {
    dnsMs: hundredths(dnsMs),
    connectMs: hundredths(connectMs),
    tlsMs: hundredths(tlsMs),
    firstByteMs: hundredths(firstByteMs),
  };
}

const hundredths = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : roundMs(ms));

/** Milliseconds, to the hundredth: what lies beyond is the noise of the clock, and would be half of the text. */
export const roundMs = (ms: number): number => Math.round(ms * 100) / 100;

function responseOf(exchange: Exchange): AttemptResponse | undefined {
  if (exchange.kind === 'failed') return undefined;
  const { statusCode, headers, body, truncated } = exchange;
  const encoding = isUtf8(body) ? 'utf8' : 'base64';
  return { statusCode, headers, body: body.toString(encoding), encoding, truncated };
}
