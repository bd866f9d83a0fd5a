import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** What one endpoint of the demonstration has seen. */
export interface Journal {
  requests: number;
  verified: number;
  /** The ids of the events that it said 2xx to. */
  readonly accepted: Set<string>;
}

interface Endpoint extends Journal {
  failuresLeft: number;
  verifier: Webhook | undefined;
}

/** A receiver on this machine that checks every request with the official library, and fails on demand. */
export class DemoReceiver {
  readonly #endpoints = new Map<string, Endpoint>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.#take(request, response));
  }

  static async start(): Promise<DemoReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new DemoReceiver(server);
  }

  url(name: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${name}`;
  }

  /** From now on, requests to this endpoint are checked with this secret. */
  trust(name: string, secret: string): void {
    this.#endpoint(name).verifier = new Webhook(secret);
  }

  /** The next `times` requests to this endpoint are answered with 404, which says nothing of the endpoint's health: a breaker would put the rest off. */
  fail(name: string, times: number): void {
    this.#endpoint(name).failuresLeft = times;
  }

  journal(name: string): Readonly<Journal> {
    return this.#endpoint(name);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const endpoint = this.#endpoint(request.url?.slice(1) ?? '');
    endpoint.requests += 1;
    if (isVerified(endpoint.verifier, Buffer.concat(chunks), request)) endpoint.verified += 1;
    if (endpoint.failuresLeft > 0) {
      endpoint.failuresLeft -= 1;
      response.writeHead(404).end('not now');
      return;
    }
    endpoint.accepted.add(String(request.headers['webhook-id']));
    response.writeHead(204).end();
  }

  #endpoint(name: string): Endpoint {
    const known = this.#endpoints.get(name);
    if (known) return known;
    const endpoint: Endpoint = { requests: 0, verified: 0, accepted: new Set(), failuresLeft: 0, verifier: undefined };
    this.#endpoints.set(name, endpoint);
    return endpoint;
  }
}

function isVerified(verifier: Webhook | undefined, body: Buffer, { headers }: IncomingMessage): boolean {
  try {
    verifier?.verify(body, headers as Record<string, string>);
    return verifier !== undefined;
  } catch {
    return false;
  }
}
