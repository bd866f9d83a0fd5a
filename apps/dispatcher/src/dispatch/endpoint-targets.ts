import type { Log } from '@postrider/observability';
import type { EndpointEntity } from '@postrider/schemas';
import type { SecretBox } from '@postrider/secrets';
import { parseSigningSecret, Signer } from '@postrider/signing';

/** All that it takes to call an endpoint, ready to be used. */
export interface Target {
  readonly url: URL;
  /** Its own headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signer: Signer;
}

interface Ready {
  readonly target: Target | undefined;
  /** When the first of its secrets expires, and the signer has to be made anew. */
  readonly untilMs: number;
}

/** Gets endpoints ready to be called: opening a secret costs more than signing with it, so it's done once for each version of an endpoint. */
export class EndpointTargets {
  readonly #ready = new WeakMap<EndpointEntity, Ready>();

  constructor(
    private readonly box: SecretBox,
    private readonly log: Log,
  ) {}

  /** How to call the endpoint; undefined when what is sealed about it can't be opened. */
  of(endpoint: EndpointEntity, nowMs: number): Target | undefined {
    const known = this.#ready.get(endpoint);
    if (known && nowMs < known.untilMs) return known.target;
    const ready = this.#prepare(endpoint, nowMs);
    this.#ready.set(endpoint, ready);
    return ready.target;
  }

  #prepare(endpoint: EndpointEntity, nowMs: number): Ready {
    const expiries = endpoint.secrets.map(({ expiresAt }) =>
      expiresAt === undefined ? Infinity : Date.parse(expiresAt),
    );
    const untilMs = Math.min(...expiries.filter((expiryMs) => expiryMs > nowMs), Infinity);
    const live = endpoint.secrets.filter((_, index) => (expiries[index] ?? 0) > nowMs);
    const secrets = live.map(({ sealed }) => this.#open(endpoint.id, sealed, `endpoint-secret:${endpoint.id}`));
    const headers =
      endpoint.sealedHeaders === undefined
        ? '{}'
        : this.#open(endpoint.id, endpoint.sealedHeaders, `endpoint-headers:${endpoint.id}`);
    if (headers === undefined || secrets.length === 0 || !secrets.every((secret) => secret !== undefined))
      return { target: undefined, untilMs };
    const signer = new Signer(secrets.map(parseSigningSecret));
    return {
      target: { url: new URL(endpoint.url), headers: lowerCase(JSON.parse(headers) as Record<string, string>), signer },
      untilMs,
    };
  }

  #open(endpoint: string, sealed: string, context: string): string | undefined {
    const opened = this.box.open(sealed, context);
    if (opened.kind === 'opened') return opened.plaintext;
    this.log.error({ endpoint, reason: opened.reason }, 'endpoint.secret-unreadable');
    return undefined;
  }
}

/** Headers by their names in lower case. */
export const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
