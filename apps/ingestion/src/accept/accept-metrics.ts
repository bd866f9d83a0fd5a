import type { Exemplar, Metrics } from '@postrider/observability';
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
    this.#ackSeconds = metrics.tracedHistogram({
      name: 'publish_ack_seconds',
      help: 'From a publish request to its acknowledgement.',
      labels: ['via'],
    });
    // Shown before there are any: the first one is an increase, and a share of nothing is none.
    for (const duplicate of ['true', 'false']) this.#accepted.inc({ via: 'http', duplicate }, 0);
    for (const code of ['unavailable', 'internal_error']) this.#rejected.inc({ via: 'http', code }, 0);
  }

  /** `exemplar` leads to its trace, where it has one. */
  accepted(via: Via, duplicate: boolean, tookMs: number, exemplar?: Exemplar): void {
    this.#accepted.inc({ via, duplicate: String(duplicate) });
    this.#ackSeconds.observe({ via }, tookMs / 1000, exemplar);
  }

  rejected(via: Via, code: ProblemCode | 'not_an_event'): void {
    this.#rejected.inc({ via, code });
  }
}
