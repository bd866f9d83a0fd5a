import type { Log } from '@postrider/observability';
import type { BodyShape, EndpointEntity } from '@postrider/schemas';
import type { SecretBox } from '@postrider/secrets';
import type { MessageSigner } from '@postrider/signing';
import type { AccessTokens, Issuing } from '../credentials/access-tokens.js';
import { credentialsOf } from '../credentials/endpoint-credentials.js';
import type { ClientIdentity } from '../exchange/exchange.js';
import { signerOf } from './endpoint-signer.js';
import { endMs, open, Unreadable } from '../credentials/sealed.js';

/** All that it takes to call an endpoint, ready to be used. */
export interface Target {
  readonly url: URL;
  /** Its own headers, and that of its credentials where they are one; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of those, that of its credentials. */
  readonly credentials?: Readonly<Record<string, string>>;
  readonly signer: MessageSigner;
  /** The certificate that it wants to see. */
  readonly identity?: ClientIdentity;
  /** Where it wants a token that is issued for a time. */
  readonly tokens?: AccessTokens;
  readonly shape: BodyShape;
  /** Where receivers reach the management API, without a slash at its end; empty where nobody said. */
  readonly publicUrl: string;
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
    private readonly issuing: Issuing,
    private readonly publicUrl = '',
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
    const untilMs = Math.min(...[...endpoint.secrets, ...(endpoint.keys ?? [])].map(endMs).filter((ms) => ms > nowMs));
    try {
      return { target: this.#targetOf(endpoint, nowMs), untilMs };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.log.error({ endpoint: endpoint.id, reason: error.reason }, 'endpoint.secret-unreadable');
      return { target: undefined, untilMs };
    }
  }

  /** Throws {@link Unreadable}. */
  #targetOf(endpoint: EndpointEntity, nowMs: number): Target {
    const sealed = (text: string | undefined, what: string): Record<string, string> =>
      text === undefined ? {} : (JSON.parse(open(this.box, text, `${what}:${endpoint.id}`)) as Record<string, string>);
    const { headers, ...credentials } = credentialsOf(endpoint, this.box, this.issuing);
    return {
      url: new URL(endpoint.url),
      headers: { ...lowerCase(sealed(endpoint.sealedHeaders, 'endpoint-headers')), ...headers },
      credentials: headers,
      signer: signerOf(endpoint, this.box, nowMs),
      shape: endpoint,
      publicUrl: this.publicUrl,
      ...credentials,
    };
  }
}

/** Headers by their names in lower case. */
export const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
