import { connect, type Socket } from 'node:net';
import { HttpMessageReader, type HttpMessage } from './http-message-reader.js';

interface Job {
  readonly request: string | Buffer;
  readonly resolve: (response: HttpMessage) => void;
  readonly reject: (error: Error) => void;
}

interface Connection {
  readonly socket: Socket;
  job: Job | undefined;
}

/** How long a request may take: beyond it, its connection is given up. */
const PATIENCE_MS = 60_000;

/** Keep-alive connections to one port of this machine, one request at a time on each; what finds none free waits its turn. */
export class HttpPool {
  readonly #connections = new Set<Connection>();
  readonly #idle: Connection[] = [];
  readonly #waiting: Job[] = [];
  #closed = false;

  constructor(
    private readonly port: number,
    private readonly maxConnections: number,
  ) {}

  /** Posts a body; rejects when the connection fails, and is content with any status. `headers` are whole lines. */
  post(path: string, headers: string, body: string | Buffer): Promise<HttpMessage> {
    const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${this.port}\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    const request = typeof body === 'string' ? head + body : Buffer.concat([Buffer.from(head, 'latin1'), body]);
    return new Promise((resolve, reject) => {
      const job = { request, resolve, reject };
      // The one used last is the one that is surely still open.
      const idle = this.#idle.pop();
      if (idle) this.#send(idle, job);
      else if (this.#connections.size < this.maxConnections) this.#send(this.#connect(), job);
      else this.#waiting.push(job);
    });
  }

  close(): void {
    this.#closed = true;
    for (const { socket } of this.#connections) socket.destroy();
    for (const job of this.#waiting.splice(0)) job.reject(new Error('the pool was closed'));
  }

  #connect(): Connection {
    const socket = connect({ host: '127.0.0.1', port: this.port, noDelay: true });
    const connection: Connection = { socket, job: undefined };
    const reader = new HttpMessageReader();
    this.#connections.add(connection);
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
    socket.on('data', (bytes) => {
      try {
        for (const message of reader.push(bytes)) this.#answered(connection, message);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    let reason = new Error('the connection was closed before the answer came');
    socket.on('error', (error) => (reason = error));
    socket.on('close', () => this.#gone(connection, reason));
    return connection;
  }

  #send(connection: Connection, job: Job): void {
    connection.job = job;
    connection.socket.write(job.request);
  }

  #answered(connection: Connection, message: HttpMessage): void {
    const { job } = connection;
    connection.job = undefined;
    const next = this.#waiting.shift();
    if (next) this.#send(connection, next);
    else this.#idle.push(connection);
    job?.resolve(message);
  }

  #gone(connection: Connection, reason: Error): void {
    this.#connections.delete(connection);
    const place = this.#idle.indexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
    connection.job?.reject(reason);
    const next = this.#closed ? undefined : this.#waiting.shift();
    if (next) this.#send(this.#connect(), next);
  }
}

/** The status code of a response; NaN of what is none. */
export const statusOf = ({ startLine }: HttpMessage): number => Number(startLine.split(' ', 2)[1]);
