import type { KafkaRecord } from '@postrider/kafka';
import type { DeliveryRef, DeliveryTurn, TraceContext } from '@postrider/schemas';
import { contextOfHeaders, processStep, type Trace, type Tracing } from '@postrider/tracing';
import type { Exchange } from '../exchange/exchange.js';
import type { AttemptOutcome } from './attempt-outcome.js';

/** Whose trace is followed. */
interface Traced {
  readonly ref: DeliveryRef;
  readonly turn: DeliveryTurn;
}

/**
 * One delivery's way through this process, in its event's trace: from when its record was read until its report is on
 * Kafka; in it, the wait for its turn, and the attempt. There is one only where the trace is sampled.
 */
export class DeliveryTrace {
  /** The last step that began: whoever goes on, goes on from there. */
  #last: Trace;
  #waiting: Trace | undefined;
  #attempt: Trace | undefined;

  private constructor(private readonly whole: Trace) {
    this.#last = whole;
    this.#waiting = whole.begin({ name: 'wait for turn', kind: 'INTERNAL' });
  }

  /** Goes on from who put the record there; undefined for nearly all. */
  static of(
    tracing: Tracing,
    record: KafkaRecord,
    known: TraceContext | undefined,
    { ref, turn }: Traced,
  ): DeliveryTrace | undefined {
    if (!known || !tracing.on) return undefined;
    const step = processStep(record, {
      'postrider.tenant': ref.tenant,
      'postrider.event.id': ref.event,
      'postrider.event.type': ref.eventType,
      'postrider.delivery.id': ref.id,
      'postrider.endpoint.id': ref.endpoint,
      'postrider.attempt.number': turn.number,
      'postrider.attempt.trigger': turn.trigger,
    });
    const whole = tracing.follow(contextOfHeaders(record.headers) ?? known, step);
    return whole && new DeliveryTrace(whole);
  }

  /** Its turn has come, and the request is about to be sent; answers what the endpoint is told. */
  attempting({ protocol, hostname, port }: URL, { number }: DeliveryTurn): TraceContext {
    this.#endWait();
    // No url.full, though the conventions ask for it: in many a webhook's URL the path is the secret.
    this.#attempt = this.whole.begin({
      name: 'POST',
      kind: 'CLIENT',
      attributes: {
        'http.request.method': 'POST',
        'server.address': hostname,
        'server.port': Number(port) || (protocol === 'http:' ? 80 : 443),
        'url.scheme': protocol.slice(0, -1),
        ...(number > 1 && { 'http.request.resend_count': number - 1 }),
      },
    });
    this.#last = this.#attempt;
    return this.#attempt.context;
  }

  attempted(exchange: Exchange, outcome: AttemptOutcome): void {
    if (exchange.kind === 'answered') this.#attempt?.note({ 'http.response.status_code': exchange.statusCode });
    if (exchange.remoteAddress !== undefined) this.#attempt?.note({ 'network.peer.address': exchange.remoteAddress });
    this.#attempt?.end(failureOf(exchange, outcome));
  }

  /** What became of it, for the report that goes on from here. */
  reporting(kind: string, reason: string | undefined): TraceContext {
    this.#endWait();
    this.whole.note({ 'postrider.report': kind, ...(reason !== undefined && { 'postrider.reason': reason }) });
    return this.#last.context;
  }

  /** Its report is on Kafka; or it isn't, and whoever comes next makes it again. */
  end(): void {
    this.#endWait();
    this.whole.end();
  }

  get exemplar(): Readonly<Record<string, string>> | undefined {
    return this.#last.exemplar;
  }

  #endWait(): void {
    this.#waiting?.end();
    this.#waiting = undefined;
  }
}

/** A status is an error's type by itself (semantic conventions for HTTP clients). */
function failureOf(exchange: Exchange, outcome: AttemptOutcome): { type: string } | undefined {
  if (outcome.kind === 'delivered') return undefined;
  if (exchange.kind === 'answered') return { type: String(exchange.statusCode) };
  return { type: exchange.reason };
}
