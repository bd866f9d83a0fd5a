import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import type { EgressProxy } from '@postrider/egress';
import { codeOf, KnownFailure } from './known-failure.js';

/** A proxy with what its own TLS is made with. */
export interface Proxy extends EgressProxy {
  readonly secureContext: SecureContext;
}

/** Told once: the socket, on which the far end is to be heard next, or why there is none. */
export type Tunnelled = (outcome: Socket | KnownFailure) => void;

/** More than any proxy says before it connects. */
const MAX_HEAD_BYTES = 16 * 1024;

/**
 * A way to an address through a proxy (CONNECT, RFC 9110 section 9.3.6). The proxy is told the address that was judged
 * and never a name: it would look the name up for itself, and may be told otherwise.
 */
export class ProxyTunnel {
  readonly #socket: Socket;
  #head = Buffer.alloc(0);
  #ended = false;

  constructor(
    private readonly proxy: Proxy,
    private readonly authority: { readonly address: string; readonly port: number },
    private readonly tunnelled: Tunnelled,
  ) {
    const { secure, hostname: host, port, secureContext } = proxy;
    this.#socket = secure
      ? connectTls({
          host,
          port,
          servername: isIP(host) === 0 ? host : '',
          secureContext,
          rejectUnauthorized: true,
          ALPNProtocols: ['http/1.1'],
        })
      : connectTcp({ host, port });
    this.#socket.setNoDelay(true);
    this.#socket.once(secure ? 'secureConnect' : 'connect', () => this.#ask());
    this.#socket.on('error', this.#failed);
    this.#socket.once('close', this.#closed);
    this.#socket.on('readable', this.#read);
  }

  /** Stops at once; {@link Tunnelled} isn't called any more. */
  cancel(): void {
    this.#ended = true;
    this.#socket.destroy();
  }

  #ask(): void {
    const { address, port } = this.authority;
    const authority = `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
    const { authorization } = this.proxy;
    const lines = [
      `CONNECT ${authority} HTTP/1.1`,
      `host: ${authority}`,
      ...(authorization === undefined ? [] : [`proxy-authorization: ${authorization}`]),
    ];
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  }

  readonly #read = (): void => {
    for (let chunk = this.#take(); chunk && !this.#ended; chunk = this.#take()) {
      this.#head = Buffer.concat([this.#head, chunk]);
      const end = this.#head.indexOf('\r\n\r\n');
      if (end !== -1) this.#answered(this.#head.toString('latin1', 0, end), this.#head.length - end - 4);
      else if (this.#head.length > MAX_HEAD_BYTES) this.#end(failure('its answer has no end'));
    }
  };

  #take(): Buffer | undefined {
    const chunk: unknown = this.#socket.read();
    return Buffer.isBuffer(chunk) ? chunk : undefined;
  }

  #answered(head: string, restBytes: number): void {
    const [, status] = /^HTTP\/1\.[01] (\d{3})(?: |\r|$)/.exec(head) ?? [];
    if (status === undefined) return this.#end(failure("its answer isn't HTTP/1.1"));
    if (!status.startsWith('2')) return this.#end(failure(`it answered ${status}`));
    // Nobody speaks before us, in HTTP or in TLS: this would be the proxy's own.
    if (restBytes > 0) return this.#end(failure('it sent more than an answer'));
    this.#end(this.#socket);
  }

  readonly #failed = (error: unknown): void => this.#end(failure(codeOf(error)));
  readonly #closed = (): void => this.#end(failure('it closed the connection'));

  #end(outcome: Socket | KnownFailure): void {
    if (this.#ended) return;
    this.#ended = true;
    if (outcome instanceof KnownFailure) this.#socket.destroy();
    else {
      outcome.off('readable', this.#read);
      outcome.off('error', this.#failed);
      outcome.off('close', this.#closed);
    }
    this.tunnelled(outcome);
  }
}

const failure = (why: string): KnownFailure =>
  new KnownFailure('network', `the egress proxy made no connection: ${why}`);
