import type { Metrics } from '@postrider/observability';
import type { ProblemCode } from '@postrider/schemas';

/** The way that an event came. */
export type Via = 'http' | 'inbox';

/** Counts what was accepted and what wasn't, by whatever way it came. */
export class AcceptMetrics {
  readonly #accepted;
  readonly #rejected;
  readonly #ackSeconds;

  constructor(metrics: Metrics) {
    this.#accepted = metrics.counter({
      name: 'events_accepted_total',
      help: 'Events acknowledged, by the way they came.',
      labels: ['via', 'duplicate'],
    });
    this.#rejected = metrics.counter({
      name: 'events_rejected_total',
      help: 'Events refused, by problem code.',
      labels: ['via', 'code'],
    });
    this.#ackSeconds = metrics.histogram({
      name: 'publish_ack_seconds',
      help: 'From a publish request to its acknowledgement.',
      labels: ['via'],
    });
  }

  accepted(via: Via, duplicate: boolean, tookMs: number): void {
    this.#accepted.inc({ via, duplicate: String(duplicate) });
    this.#ackSeconds.observe({ via }, tookMs / 1000);
  }

  rejected(via: Via, code: ProblemCode | 'not_an_event'): void {
    this.#rejected.inc({ via, code });
  }
}
