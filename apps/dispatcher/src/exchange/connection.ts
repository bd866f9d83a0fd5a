import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import { ConnectAttempt, type Gate } from './connect-attempt.js';
import type { ExchangeLimits } from './exchange-limits.js';
import type { ConnectTimings } from './exchange.js';
import { KnownFailure } from './known-failure.js';

/** The exchange that a connection carries, one at a time. */
export interface Carried extends Dispatcher.DispatchHandler {
  readonly options: Dispatcher.DispatchOptions;
  /** Whether its request is out and its status not in yet. */
  readonly awaitsStatus: boolean;
  /** Told before anything is sent. */
  carriedBy(connection: Connection): void;
  /** Told that the receiver sends more than any answer may. */
  overrun(): void;
}

/** Who keeps the connections; told whenever one is free for the next exchange, and once when it is gone. */
export interface Keeper {
  free(connection: Connection): void;
  gone(connection: Connection, closed: Promise<void>): void;
}

/** Where a connection leads, and under which rules; one object for all connections to an origin as the same client. */
export interface Site {
  /** The origin, with whoever Postrider is there where it shows a certificate. */
  readonly key: string;
  readonly origin: string;
  readonly gate: Gate;
  readonly limits: ExchangeLimits;
  /** The newest TLS session, which spares the next connection half of its handshake. */
  session: Buffer | undefined;
}

/** RFC 9112 section 4: the place of the status code in a status line. */
const STATUS_LINE = Buffer.from('HTTP/1.1 ');
const STATUS_AT = STATUS_LINE.length;

/**
 * One connection to an origin: an undici client with one socket at a time. undici opens the socket for the first
 * request, and again if it closed before a request was written to it.
 */
export class Connection {
  readonly #client: Client;
  #attempt: ConnectAttempt | undefined;
  #carried: Carried | undefined;
  #remoteAddress: string | undefined;
  #steps: ConnectTimings | undefined;
  #answerBytes = 0;
  #isGone = false;

  constructor(
    private readonly site: Site,
    private readonly keeper: Keeper,
  ) {
    const { limits } = site;
    this.#client = new Client(site.origin, {
      // Time is kept once, for the whole exchange, by the exchange.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: limits.idleTimeoutMs,
      keepAliveMaxTimeout: limits.maxIdleTimeoutMs,
      keepAliveTimeoutThreshold: 1000,
      maxHeaderSize: limits.maxHeadBytes,
      pipelining: 1,
      allowH2: false,
      connect: ({ protocol, hostname, port }, callback) => {
        const secure = protocol === 'https:';
        const target = { secure, hostname, port: Number(port) || (secure ? 443 : 80), session: site.session };
        const attempt = new ConnectAttempt(target, site.gate, (outcome) => {
          this.#attempt = undefined;
          if (outcome instanceof KnownFailure) return callback(outcome, null);
          this.#opened(outcome, attempt.address);
          callback(null, outcome);
        });
        this.#attempt = attempt;
        this.#steps = attempt.timings;
      },
    });
    this.#client.on('disconnect', () => {
      this.#remoteAddress = undefined;
      // With an exchange aboard, undici has told it, or is about to connect again for it.
      if (!this.#carried) this.destroy();
    });
  }

  /** The address at the other end, while connected. */
  get remoteAddress(): string | undefined {
    return this.#remoteAddress;
  }

  /** What it took to connect for the exchange that it carries; undefined when it was connected before. */
  get steps(): ConnectTimings | undefined {
    return this.#steps;
  }

  carry(exchange: Carried): void {
    this.#carried = exchange;
    this.#steps = undefined;
    this.#answerBytes = 0;
    exchange.carriedBy(this);
    this.#client.dispatch(exchange.options, exchange);
  }

  /** Ends the exchange's hold; the connection is used again if it is still open. */
  release(): void {
    if (this.#isGone) return;
    this.#carried = undefined;
    if (this.#remoteAddress === undefined) this.destroy();
    else this.keeper.free(this);
  }

  /** Closes the socket at once, or stops connecting. */
  destroy(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#carried = undefined;
    this.#attempt?.cancel();
    const closed = this.#client.destroy(new KnownFailure('cancelled', 'the connection was given up'));
    this.keeper.gone(this, closed);
  }

  /** The failure that time running out now would be, while there is no connection yet. */
  tookTooLong(): KnownFailure | undefined {
    return this.#attempt?.tookTooLong();
  }

  #opened(socket: Socket, address: string | undefined): void {
    this.#remoteAddress = address;
    if (socket instanceof TLSSocket) this.#remember(socket);
    // undici takes every byte of an answer with read().
    const read = socket.read.bind(socket);
    socket.read = (size) => {
      const chunk: unknown = read(size);
      return Buffer.isBuffer(chunk) && !this.#admits(chunk, socket) ? null : chunk;
    };
  }

  /** TLS 1.3 hands out its sessions after the handshake, 1.2 within it. */
  #remember(socket: TLSSocket): void {
    if (socket.getProtocol() === 'TLSv1.2') this.site.session = socket.getSession();
    socket.on('session', (session) => (this.site.session = session));
  }

  #admits(chunk: Buffer, socket: Socket): boolean {
    if (!this.#carried) return true;
    this.#answerBytes += chunk.length;
    if (this.#answerBytes > this.site.limits.maxAnswerBytes) {
      this.#carried.overrun();
      return false;
    }
    return !this.#carried.awaitsStatus || admitsInformational(chunk, socket);
  }
}

/**
 * RFC 9110 section 15.2: a client reads past any 1xx answer. undici ends the connection at a 100 that it didn't ask for,
 * and reports a 101 like a lost connection; so a 100 is passed on as a 102, which it skips, and a 101 is named here.
 */
function admitsInformational(chunk: Buffer, socket: Socket): boolean {
  let at = 0;
  // One comparison for every other answer. What follows a 1xx answer's blank line is the next answer.
  while (chunk[at + STATUS_AT] === 0x31 && chunk.compare(STATUS_LINE, 0, STATUS_AT, at, at + STATUS_AT) === 0) {
    const status = chunk.toString('latin1', at + STATUS_AT, at + STATUS_AT + 3);
    if (status === '101') {
      socket.destroy(new KnownFailure('protocol', 'the receiver switched protocols, which nobody asked for (101)'));
      return false;
    }
    if (status === '100') chunk.write('102', at + STATUS_AT);
    const blankLine = chunk.indexOf('\r\n\r\n', at);
    if (blankLine === -1) break;
    at = blankLine + 4;
  }
  return true;
}
