import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, isIP, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SelfSigned } from './self-signed.js';

/** A forward proxy: connects to addresses, and refuses names, as one that mustn't look anything up would. */
export class ConnectProxy {
  /** What it was asked to connect to, and as whom. */
  readonly asked: { readonly authority: string; readonly host: string | undefined; readonly as: string | undefined }[] =
    [];
  /** Requests that weren't CONNECT: somebody wants it to forward by name. */
  forwards = 0;
  /** What it answers, where it isn't to connect. */
  refusal: ((authority: string) => string | undefined) | undefined;
  readonly #sockets = new Set<Duplex>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => this.#keep(socket));
    server.on('request', (_request, response) => {
      this.forwards += 1;
      response.writeHead(405).end();
    });
    server.on('connect', (request: IncomingMessage, near: Duplex) => this.#connect(request, near));
  }

  static async start(tls?: SelfSigned): Promise<ConnectProxy> {
    const server = tls ? createTlsServer(tls) : createServer();
    const proxy = new ConnectProxy(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** Where it listens, on 127.0.0.1. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #connect(request: IncomingMessage, near: Duplex): void {
    const authority = request.url ?? '';
    this.asked.push({ authority, host: request.headers.host, as: request.headers['proxy-authorization'] });
    const url = new URL(`http://${authority}`);
    const address = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const refusal = this.refusal?.(authority) ?? (isIP(address) === 0 ? 'HTTP/1.1 403 Forbidden\r\n\r\n' : undefined);
    if (refusal !== undefined) return void near.end(refusal);
    const far = connect(Number(url.port || 80), address, () => {
      near.write('HTTP/1.1 200 Connection established\r\nvia: test\r\n\r\n');
      far.pipe(near).pipe(far);
    });
    this.#keep(far);
    this.#keep(near);
    far.on('error', () => near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    near.on('error', () => far.destroy());
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
  }
}
