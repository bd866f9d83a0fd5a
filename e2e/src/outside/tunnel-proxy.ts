import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A forward proxy for tunnels, which remembers where they were to lead. */
export class TunnelProxy {
  /** host:port of every CONNECT. */
  readonly asked: string[] = [];
  readonly #server = createServer((_request, response) => void response.writeHead(405).end()).on(
    'connect',
    (request: IncomingMessage, near: Duplex) => this.#tunnel(request.url ?? '', near),
  );

  /** Answers its port. */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #tunnel(authority: string, near: Duplex): void {
    this.asked.push(authority);
    const { hostname, port } = new URL(`http://${authority}`);
    const far = connect(Number(port), hostname, () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.pipe(near).pipe(far);
    });
    const end = (): void => {
      far.destroy();
      near.destroy();
    };
    far.on('error', end).on('close', end);
    near.on('error', end).on('close', end);
  }
}
