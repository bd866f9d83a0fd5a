import { createSecureContext } from 'node:tls';
import { SystemResolver, type EgressPolicy, type Resolve } from '@postrider/egress';
import type { Clock } from '@postrider/time';
import type { EndedBy, Exchange, Failure, OutgoingRequest } from './exchange.js';
import { DEFAULT_LIMITS, type ExchangeLimits } from './exchange-limits.js';
import { OpenExchange, type Settled, type Terms } from './open-exchange.js';
import { OriginPools } from './origin-pools.js';

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
}

/**
 * Where Postrider's HTTP leaves: POSTs over HTTP/1.1 on kept connections, to nothing but what the egress policy allows,
 * judged again at every connection. Redirects aren't followed, bodies aren't unpacked, and a request is written at most
 * once. One for a process.
 */
export class HttpSender {
  readonly #terms: Terms;
  readonly #pools: OriginPools;
  readonly #underWay = new Set<OpenExchange>();
  #isClosed = false;
  #drained: () => void = () => undefined;

  constructor({ policy, clock, limits, resolve = new SystemResolver().resolve, ca }: HttpSenderOptions) {
    this.#terms = { clock, limits: { ...DEFAULT_LIMITS, ...limits } };
    const { connectTimeoutMs } = this.#terms.limits;
    // Made once: reading the roots takes longer than a handshake.
    const secureContext = createSecureContext({ minVersion: 'TLSv1.2', ca });
    this.#pools = new OriginPools({ policy, resolve, clock, connectTimeoutMs, secureContext }, this.#terms.limits);
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
    if (refusal) return Promise.resolve({ kind: 'failed', ...refusal, durationMs: 0, timings: {} });
    return new Promise((resolve) => {
      const settled: Settled = (outcome, exchange) => {
        over?.();
        this.#underWay.delete(exchange);
        if (this.#isClosed && this.#underWay.size === 0) this.#drained();
        resolve(outcome);
      };
      const pool = this.#pools.take(request.url.origin);
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
