import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@postrider/testing';
import { Webhook } from 'standardwebhooks';

/** A request as it came, to the byte. */
export interface Received {
  /** `performance.now()` when its last byte was there. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Its `webhook-id`. */
  readonly id: string;
  /** The address at which the receiver was called. */
  readonly calledAt: string;
  /** Whether the official Standard Webhooks package verified it with the mailbox's secret. */
  readonly verified: boolean;
}

/** How a receiver behaves towards one request. */
export type Answer = (response: ServerResponse, request: Received) => void;

/** Answers with this status. */
export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = ''): Answer =>
  (response) => {
    response.writeHead(code, headers).end(body);
  };

/** Takes the request and says nothing more. */
export const silence: Answer = () => undefined;

/** Promises a long answer, and sends a byte of it now and then. */
export const trickling =
  (everyMs: number) =>
  (response: ServerResponse): void => {
    response.writeHead(500, { 'content-length': '1000000' });
    const timer = setInterval(() => response.write('.'), everyMs);
    response.once('close', () => clearInterval(timer));
  };

/** Sends a gigabyte, as fast as it's taken. */
export const flood = (response: ServerResponse): void => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let left = 1024 * 1024 * 1024;
  const pour = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) return;
    }
    response.end();
  };
  response.writeHead(500).on('drain', pour);
  pour();
};

const OK = status(204);

/** How a mailbox differs from what most tests want. */
export interface MailboxOptions {
  /** Keeps no requests: for loads, whose own journal has what is needed of each. */
  readonly forgets?: boolean;
  /** Takes signatures of any time for verified: for senders whose clock is wrong. */
  readonly anyTime?: boolean;
}

/** One endpoint at the receiver: what came for it, and how it answers. */
export class Mailbox {
  readonly requests: Received[] = [];
  /** How it answers when its script has come to its end. */
  otherwise: Answer = OK;
  readonly #script: Answer[] = [];
  #secret: string | undefined;

  constructor(
    readonly url: string,
    private readonly options: MailboxOptions = {},
  ) {}

  /** From now on, signatures are checked with this secret. */
  trust(secret: string): void {
    this.#secret = secret;
  }

  /** The next requests are answered so, one after another. */
  answers(...script: readonly Answer[]): this {
    this.#script.push(...script);
    return this;
  }

  /** The ids of what came, in the order in which it came. */
  get ids(): string[] {
    return this.requests.map(({ id }) => id);
  }

  /** What came for an event so far. */
  of(id: string): readonly Received[] {
    return this.requests.filter((request) => request.id === id);
  }

  /** Waits for the `count`-th request for an event, and answers it. */
  arrival(id: string, count = 1, withinMs?: number): Promise<Received> {
    return eventually(`request ${count} for ${id} at ${this.url}`, () => this.of(id)[count - 1], withinMs);
  }

  take(request: Omit<Received, 'verified'>, response: ServerResponse): void {
    const received = { ...request, verified: this.#isVerified(request) };
    if (!this.options.forgets) this.requests.push(received);
    (this.#script.shift() ?? this.otherwise)(response, received);
  }

  #isVerified(request: Pick<Received, 'body' | 'headers'>): boolean {
    if (this.#secret === undefined) return false;
    return this.options.anyTime ? isSignedWith(this.#secret, request) : verifies(this.#secret, request);
  }
}

/** Whether a request has the official package's signature for the time that it says. */
function isSignedWith(secret: string, { body, headers }: Pick<Received, 'body' | 'headers'>): boolean {
  const time = new Date(Number(headers['webhook-timestamp']) * 1000);
  const expected = new Webhook(secret).sign(String(headers['webhook-id']), time, body.toString('utf8'));
  return String(headers['webhook-signature']).split(' ').includes(expected);
}

/** Whether the official package accepts a request under this secret. */
export function verifies(secret: string, { body, headers }: Pick<Received, 'body' | 'headers'>): boolean {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  try {
    new Webhook(secret).verify(body, plain);
    return true;
  } catch {
    return false;
  }
}

/** Somebody else's server on this machine, with as many endpoints as wanted. */
export class Receiver {
  readonly #mailboxes = new Map<string, Mailbox>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.#take(request, response));
  }

  /** On one address, or on every one of this machine's: `0.0.0.0`. */
  static async start(host = '127.0.0.1'): Promise<Receiver> {
    // A sender keeps its connections for some seconds: none may be cut just when a request comes.
    const server = createServer({ keepAliveTimeout: 60_000 });
    // A process that begins opens hundreds of connections at once; with less room some of them wait for seconds.
    await new Promise<void>((resolve) => server.listen({ port: 0, host, backlog: 4096 }, resolve));
    return new Receiver(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** An endpoint of its own, at a path that nobody else has. */
  mailbox(options?: MailboxOptions): Mailbox {
    const path = `/${this.#mailboxes.size + 1}`;
    const mailbox = new Mailbox(`http://127.0.0.1:${this.port}${path}`, options);
    this.#mailboxes.set(path, mailbox);
    return mailbox;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // Cut off on the way: it never became a request.
      return;
    }
    const { method = '', url: path = '', headers } = request;
    const mailbox = this.#mailboxes.get(`/${path.split('/')[1] ?? ''}`);
    if (!mailbox) {
      response.writeHead(404).end();
      return;
    }
    const id = String(headers['webhook-id']);
    const calledAt = request.socket.localAddress ?? '';
    mailbox.take(
      { atMs: performance.now(), method, path, headers, body: Buffer.concat(chunks), id, calledAt },
      response,
    );
  }
}
