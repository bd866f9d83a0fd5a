import type { Clock } from '@postrider/time';
import type { EndedBy, Exchange, OutgoingRequest } from '../exchange/exchange.js';
import { issuedBy, tokenRequest, type ClientCredentials, type Issued } from './token-request.js';

/** What tokens are fetched with: the way out that deliveries take too, under the same rules. */
export interface Issuing {
  readonly sender: { send(request: OutgoingRequest, endedBy?: EndedBy): Promise<Exchange> };
  readonly clock: Clock;
}

/** How long before its end a token is replaced: a tenth of its life, a minute at most. The old one serves meanwhile. */
const REPLACED_BEFORE = 0.1;
const REPLACED_BEFORE_MS = 60_000;

/** The tokens of one endpoint: one at a time, asked for once however many deliveries wait for it. */
export class AccessTokens {
  #current: { readonly token: string; readonly replaceAtMs: number; readonly endsAtMs: number } | undefined;
  #underWay: Promise<Issued> | undefined;

  constructor(
    private readonly credentials: ClientCredentials,
    private readonly issuing: Issuing,
  ) {}

  /** Whether they would cross the network without TLS. */
  get comesInClear(): boolean {
    return this.credentials.tokenUrl.startsWith('http:');
  }

  /** A token that is good for now; asked for where there is none. Never rejects. */
  get(): string | Promise<Issued> {
    const nowMs = this.issuing.clock.monotonic();
    const current = this.#current;
    if (!current || nowMs >= current.endsAtMs) return this.#ask();
    if (nowMs >= current.replaceAtMs) void this.#ask();
    return current.token;
  }

  /** The endpoint doesn't take this one any more, whatever its issuer said of its life. */
  refuse(token: string): void {
    if (this.#current?.token === token) this.#current = undefined;
  }

  #ask(): Promise<Issued> {
    return (this.#underWay ??= this.#issue().finally(() => (this.#underWay = undefined)));
  }

  async #issue(): Promise<Issued> {
    const { sender, clock } = this.issuing;
    // From before it was asked for: what the issuer calls its life may have begun then.
    const fromMs = clock.monotonic();
    const issued = issuedBy(await sender.send(tokenRequest(this.credentials)));
    if (issued.kind === 'issued') {
      const { token, lifeMs } = issued;
      const endsAtMs = fromMs + lifeMs;
      this.#current = {
        token,
        endsAtMs,
        replaceAtMs: endsAtMs - Math.min(lifeMs * REPLACED_BEFORE, REPLACED_BEFORE_MS),
      };
    }
    return issued;
  }
}
