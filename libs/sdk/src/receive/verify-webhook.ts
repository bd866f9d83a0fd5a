import { parseVerifyingSecret, verify, type Refusal } from '@postrider/signing';

/** A delivery whose signature is right. */
export interface Webhook {
  /** The event's id, the same at every attempt: what repeats are told by. */
  readonly id: string;
  /** When this attempt was made. */
  readonly attemptedAt: Date;
  /** The body, parsed: unless the endpoint chose another format, `{type, timestamp, data}`. */
  readonly payload: unknown;
  /** The body's bytes, for whoever can't do with JavaScript's numbers. */
  readonly body: Buffer;
}

/** What is verified against. */
export interface VerifyOptions {
  /** The endpoint's `whsec_…`, or its public key `whpk_…`; several while one is rotated: any one suffices. */
  readonly secret: string | readonly string[];
  /** How far the attempt's time may be from now, either way; 300 unless given. */
  readonly toleranceSeconds?: number;
  /** Milliseconds since the Unix epoch; the system's clock unless given. */
  readonly now?: () => number;
}

/** A request, as it arrived. */
export interface Arrived {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes as they came, never parsed and printed again. */
  readonly body: Buffer;
}

/** A request that isn't a delivery for this endpoint: answer it with 400 or 401, and do nothing with it. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';

  constructor(readonly reason: Refusal | 'not_json') {
    super(`the request is no delivery: ${reason}`);
  }
}

/** Makes a check of deliveries. Throws {@link SigningError} for a secret that is none. */
export function webhookVerifier({ secret, toleranceSeconds, now = Date.now }: VerifyOptions) {
  const secrets = (typeof secret === 'string' ? [secret] : secret).map(parseVerifyingSecret);
  return ({ headers, body }: Arrived): Webhook => {
    const verified = verify({ secrets, headers, body, nowSeconds: now() / 1000, toleranceSeconds });
    if (verified.kind === 'refused') throw new WebhookRefused(verified.reason);
    const { id, timestampSeconds } = verified;
    return { id, attemptedAt: new Date(timestampSeconds * 1000), payload: parsed(body), body };
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new WebhookRefused('not_json');
  }
}
