import type { Cancel, Clock } from '@postrider/time';
import type { Dispatcher } from 'undici';
import type { Carried, Connection } from './connection.js';
import type { Exchange, Failure, OutgoingRequest, Timings } from './exchange.js';
import type { ExchangeLimits } from './exchange-limits.js';
import { KeptBody } from './kept-body.js';
import { keepHeaders, type AnswerHeaders } from './kept-headers.js';
import { failureOf, isConnectionLoss } from './known-failure.js';

/** Where an exchange gets its connection from. */
export interface Line {
  join(exchange: Carried): void;
}

/** What the exchanges of a sender have in common. */
export interface Terms {
  readonly clock: Clock;
  readonly limits: ExchangeLimits;
}

/** Told once how an exchange ended. */
export type Settled = (outcome: Exchange, exchange: OpenExchange) => void;

interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: KeptBody;
  readonly headersMs: number;
}

/** An exchange from its start to its one outcome: undici's handler, with one timer over all of it. */
export class OpenExchange implements Carried {
  readonly options: Dispatcher.DispatchOptions;
  readonly #startedAtMs: number;
  readonly #cancelTimer: Cancel;
  #connection: Connection | undefined;
  #remoteAddress: string | undefined;
  #sentMs: number | undefined;
  #answer: Answer | undefined;
  #moved = false;
  #settled = false;
  readonly #keptSuccessBytes: number;

  constructor(
    { url, method, headers, body, timeoutMs, keptSuccessBytes }: OutgoingRequest,
    private readonly terms: Terms,
    private readonly line: Line,
    private readonly settled: Settled,
  ) {
    this.options = {
      path: url.pathname + url.search,
      method,
      // What is kept of a body is shown as it was sent, and nothing here unpacks it.
      headers: { 'accept-encoding': 'identity', ...headers },
      body: Buffer.isBuffer(body) ? body : Buffer.concat(body),
    };
    this.#keptSuccessBytes = keptSuccessBytes ?? terms.limits.keptSuccessBytes;
    this.#startedAtMs = terms.clock.monotonic();
    this.#cancelTimer = terms.clock.after(timeoutMs, () => this.#stop(this.#tookTooLong()));
  }

  get awaitsStatus(): boolean {
    return this.#sentMs !== undefined && !this.#answer;
  }

  start(): void {
    this.line.join(this);
  }

  /** Ends the exchange now, as Postrider's own doing. */
  cancel(): void {
    this.#stop({ reason: 'cancelled', detail: 'Postrider stopped before there was an answer' });
  }

  carriedBy(connection: Connection): void {
    this.#connection = connection;
  }

  overrun(): void {
    this.#stop({ reason: 'protocol', detail: 'the answer goes on without end' });
  }

  onRequestStart(): void {
    this.#sentMs = this.#elapsedMs();
    this.#remoteAddress = this.#connection?.remoteAddress;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number, headers: AnswerHeaders): void {
    if (statusCode < 200) return;
    const { limits } = this.terms;
    const keptBytes = statusCode < 300 ? this.#keptSuccessBytes : limits.keptFailureBytes;
    this.#answer = {
      statusCode,
      headers: keepHeaders(headers, limits),
      body: new KeptBody(keptBytes, keptBytes + limits.drainedBytes, Number(headers['content-length'] ?? 0)),
      headersMs: this.#elapsedMs(),
    };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#answer?.body.add(chunk) === false) this.#stopReading(this.#answer);
  }

  onResponseEnd(): void {
    const connection = this.#connection;
    if (this.#answer) this.#settle(this.#answered(this.#answer, true));
    connection?.release();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: unknown): void {
    if (this.#settled) return;
    // The receiver closed an idle connection, and nothing of this request had been written to it: undici would connect
    // again by itself, but for a close by reset. Once a byte is out, whether it was read can't be known, and repeating
    // the request is for the retry schedule, on the record.
    if (this.#sentMs === undefined && !this.#moved && isConnectionLoss(error)) return this.#move();
    this.#stop(failureOf(error));
  }

  #move(): void {
    this.#moved = true;
    const lost = this.#connection;
    this.line.join(this);
    lost?.destroy();
  }

  #tookTooLong(): Failure {
    if (this.#sentMs !== undefined) return { reason: 'timeout', detail: 'there was no answer in time' };
    return this.#connection?.tookTooLong() ?? { reason: 'timeout', detail: 'the request could not be sent in time' };
  }

  /** Ends the exchange before its end: with the answer as far as it came, else with the failure. */
  #stop({ reason, detail }: Failure): void {
    if (this.#answer) return this.#stopReading(this.#answer);
    const durationMs = this.#elapsedMs();
    this.#giveUp({
      kind: 'failed',
      reason,
      detail,
      remoteAddress: this.#remoteAddress,
      durationMs,
      timings: this.#timings(),
    });
  }

  #stopReading(answer: Answer): void {
    this.#giveUp(this.#answered(answer, false));
  }

  #giveUp(outcome: Exchange): void {
    const connection = this.#connection;
    // First, since what is given up ends in an error of its own.
    this.#settle(outcome);
    connection?.destroy();
  }

  #answered({ statusCode, headers, body, headersMs }: Answer, isComplete: boolean): Exchange {
    return {
      kind: 'answered',
      statusCode,
      headers,
      body: body.bytes,
      truncated: !isComplete || !body.isWhole,
      remoteAddress: this.#remoteAddress ?? '',
      durationMs: this.#elapsedMs(),
      timings: this.#timings(headersMs),
    };
  }

  #timings(headersMs?: number): Timings {
    const steps = this.#connection?.steps;
    if (headersMs === undefined || this.#sentMs === undefined) return { ...steps };
    return { ...steps, firstByteMs: headersMs - this.#sentMs };
  }

  #settle(outcome: Exchange): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#cancelTimer();
    this.#connection = undefined;
    this.settled(outcome, this);
  }

  #elapsedMs(): number {
    return this.terms.clock.monotonic() - this.#startedAtMs;
  }
}
