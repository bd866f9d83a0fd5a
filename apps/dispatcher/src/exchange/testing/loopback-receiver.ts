import { once } from 'node:events';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';

/** A request as it came over the wire. */
export interface ReceivedRequest {
  /** The request line and headers, line by line. */
  readonly head: readonly string[];
  readonly body: Buffer;
  readonly socket: Socket;
  /** Whether its connection went on with the TLS session of an earlier one. */
  readonly resumed: boolean;
}

/** Writes the answer to a request, byte for byte as a test wants it, or none. */
export type Answerer = (request: ReceivedRequest, index: number) => void | Promise<void>;

/** A receiver on loopback that is told what to write, and remembers what it read and how it was connected to. */
export class LoopbackReceiver {
  readonly requests: ReceivedRequest[] = [];
  readonly #sockets = new Set<Socket>();
  #connections = 0;
  #changed: () => void = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly scheme: 'http' | 'https',
    private readonly answer: Answerer,
  ) {
    // A TLS server's connection is one once its handshake is done; its socket may be counted before.
    server.on('connection', (socket: Socket) => {
      this.#connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#changed();
      });
      this.#changed();
    });
    server.on(scheme === 'https' ? 'secureConnection' : 'connection', (socket: Socket) => this.#read(socket));
  }

  static async start(answer: Answerer, { host = '127.0.0.1', tls }: { host?: string; tls?: TlsOptions } = {}) {
    const server = tls ? createTlsServer(tls) : createTcpServer();
    const receiver = new LoopbackReceiver(server, tls ? 'https' : 'http', answer);
    server.listen(0, host);
    await once(server, 'listening');
    return receiver;
  }

  /** How many connections there have been. */
  get connections(): number {
    return this.#connections;
  }

  /** How many are open. */
  get open(): number {
    return this.#sockets.size;
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  url(path = '/', host = '127.0.0.1'): URL {
    return new URL(`${this.scheme}://${host}:${this.port}${path}`);
  }

  /** Resolves when the condition, asked after every request and every connection's start and end, holds. */
  async until(condition: (receiver: this) => boolean): Promise<void> {
    while (!condition(this)) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #read(socket: Socket): void {
    // Asked now: a connection that has closed knows nothing of it any more.
    const resumed = socket instanceof TLSSocket && socket.isSessionReused();
    let unread = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      for (let end = unread.indexOf('\r\n\r\n'); end !== -1; end = unread.indexOf('\r\n\r\n')) {
        const head = unread.toString('latin1', 0, end).split('\r\n');
        const length = head.find((line) => line.startsWith('content-length: '))?.slice('content-length: '.length);
        const next = end + 4 + Number(length ?? 0);
        if (unread.length < next) return;
        const request = { head, body: unread.subarray(end + 4, next), socket, resumed };
        unread = unread.subarray(next);
        this.requests.push(request);
        this.#changed();
        void this.answer(request, this.requests.length - 1);
      }
    });
  }
}

/** An answerer that gives every request the same answer, with a content-length. */
export function always(statusLine: string, body = '', ...headers: string[]): Answerer {
  return ({ socket }) => void socket.write(answer(statusLine, body, ...headers));
}

/** An answerer that never does. */
export const never: Answerer = () => undefined;

/** The bytes of an answer. */
export function answer(statusLine: string, body = '', ...headers: string[]): string {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return [`HTTP/1.1 ${statusLine}`, length, ...headers, '', body].join('\r\n');
}
