import { createSecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls';
import { SystemResolver, type EgressPolicy, type EgressProxy, type Resolve } from '@postrider/egress';
import type { Clock } from '@postrider/time';
import type { ClientIdentity, EndedBy, Exchange, Failure, OutgoingRequest } from './exchange.js';
import { DEFAULT_LIMITS, type ExchangeLimits } from './exchange-limits.js';
import { OpenExchange, type Settled, type Terms } from './open-exchange.js';
import { OriginPools, type Client } from './origin-pools.js';

/** What a sender is made of; the rest it has by itself. */
export interface HttpSenderOptions {
  readonly policy: EgressPolicy;
  readonly clock: Clock;
  /** Whatever differs from {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<ExchangeLimits>;
  /** The system's own by default. */
  readonly resolve?: Resolve;
  /** Certificates (PEM) to trust instead of Node's, which NODE_EXTRA_CA_CERTS adds to. */
  readonly ca?: string;
  /** The oldest version of TLS that is spoken; 1.2 by default. */
  readonly minTls?: SecureVersion | undefined;
  /** What connections leave by, where they don't go straight. */
  readonly proxy?: EgressProxy | undefined;
}

/**
 * Where Postrider's HTTP leaves: POSTs over HTTP/1.1 on kept connections, to nothing but what the egress policy allows,
 * judged again at every connection. Redirects aren't followed, bodies aren't unpacked, and a request is written at most
 * once. One for a process.
 */
export class HttpSender {
  readonly #terms: Terms;
  readonly #pools: OriginPools;
  readonly #tls: SecureContextOptions;
  readonly #clients = new WeakMap<ClientIdentity, Client>();
  readonly #underWay = new Set<OpenExchange>();
  #isClosed = false;
  #drained: () => void = () => undefined;

  constructor({
    policy,
    clock,
    limits,
    resolve = new SystemResolver().resolve,
    ca,
    minTls = 'TLSv1.2',
    proxy,
  }: HttpSenderOptions) {
    this.#terms = { clock, limits: { ...DEFAULT_LIMITS, ...limits } };
    const { connectTimeoutMs } = this.#terms.limits;
    // Made once: reading the roots takes longer than a handshake.
    this.#tls = { minVersion: minTls, ca };
    const secureContext = createSecureContext(this.#tls);
    this.#pools = new OriginPools(
      {
        policy,
        resolve,
        clock,
        connectTimeoutMs,
        secureContext,
        // Never with an endpoint's certificate: that is for the endpoint to see.
        proxy: proxy && { ...proxy, secureContext },
      },
      this.#terms.limits,
    );
  }

  /** Exchanges that haven't come to their outcome. */
  get underWay(): number {
    return this.#underWay.size;
  }

  /** Connections that are open, or being made. Counted anew at every call. */
  get connections(): number {
    return this.#pools.connections;
  }

  /**
   * Makes one exchange. Never rejects and never throws: what went wrong is in the outcome. Ends as `cancelled` when
   * `endedBy` says so.
   */
  send(request: OutgoingRequest, endedBy?: EndedBy): Promise<Exchange> {
    const refusal = this.#refusalOf(request);
    if (refusal) return refused(refusal);
    const client = request.identity && this.#clientOf(request.identity);
    if (client && 'reason' in client) return refused(client);
    return new Promise((resolve) => {
      const settled: Settled = (outcome, exchange) => {
        over?.();
        this.#underWay.delete(exchange);
        if (this.#isClosed && this.#underWay.size === 0) this.#drained();
        resolve(outcome);
      };
      const pool = this.#pools.take(request.url.origin, client);
      const exchange = new OpenExchange(request, this.#terms, pool, settled);
      this.#underWay.add(exchange);
      const over = endedBy?.(() => exchange.cancel());
      exchange.start();
    });
  }

  /**
   * Refuses new requests, gives those under way `graceMs` to end, then ends them as `cancelled`. Resolves when every
   * socket is closed; may be called once.
   */
  async close({ graceMs }: { readonly graceMs: number }): Promise<void> {
    this.#isClosed = true;
    if (this.#underWay.size > 0) await this.#drainedWithin(graceMs);
    for (const exchange of this.#underWay) exchange.cancel();
    await this.#pools.closeIdle();
  }

  /** Made once for each identity, like what all others connect with. */
  #clientOf(identity: ClientIdentity): Client | Failure {
    const known = this.#clients.get(identity);
    if (known) return known;
    const { id, certificate: cert, key } = identity;
    try {
      const client = { id, secureContext: createSecureContext({ ...this.#tls, cert, key }) };
      this.#clients.set(identity, client);
      return client;
    } catch {
      // OpenSSL's own words may quote what it was given.
      return { reason: 'auth', detail: "the client certificate can't be used" };
    }
  }

  #drainedWithin(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancelTimer = this.#terms.clock.after(graceMs, resolve);
      this.#drained = () => {
        cancelTimer();
        resolve();
      };
    });
  }

  #refusalOf({ url, headers }: OutgoingRequest): Failure | undefined {
    if (this.#isClosed) return { reason: 'cancelled', detail: 'Postrider is stopping' };
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      return { reason: 'protocol', detail: `${url.protocol} isn't HTTP` };
    }
    // undici would send it, and ask for a certificate of that name.
    if (headers.host !== undefined) return { reason: 'protocol', detail: "the host header can't be set" };
    return undefined;
  }
}

const refused = (failure: Failure): Promise<Exchange> =>
  Promise.resolve({ kind: 'failed', ...failure, durationMs: 0, timings: {} });
