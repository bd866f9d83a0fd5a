import type { EndpointAuth } from '@postrider/schemas';
import type { Exchange, OutgoingRequest } from '../exchange/exchange.js';

/** What it takes to be given tokens by the client credentials grant. */
export type ClientCredentials = Extract<EndpointAuth, { type: 'oauth2' }>;

/** For the whole exchange with whoever issues tokens. */
const TIMEOUT_MS = 10_000;
/** Longer than any answer with a token in it that a header could carry. */
const KEPT_BYTES = 16 * 1024;
/** How long a token is used whose issuer doesn't say (RFC 6749 section 5.1 leaves it open). */
const UNSAID_SECONDS = 3600;

/** The request for a token: RFC 6749, section 4.4.2; the client shows who it is as section 2.3.1 says. */
export function tokenRequest(credentials: ClientCredentials): OutgoingRequest {
  const { tokenUrl, clientId, clientSecret, scopes, audience, authMethod } = credentials;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scopes && scopes.length > 0) form.set('scope', scopes.join(' '));
  if (audience !== undefined) form.set('audience', audience);
  if (authMethod === 'post') {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  return {
    url: new URL(tokenUrl),
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(authMethod === 'basic' && { authorization: basic(formEncoded(clientId), formEncoded(clientSecret)) }),
    },
    body: Buffer.from(form.toString()),
    timeoutMs: TIMEOUT_MS,
    keptSuccessBytes: KEPT_BYTES,
  };
}

/** RFC 7617: user name and password as a header's value. */
export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const formEncoded = (text: string): string => new URLSearchParams({ text }).toString().slice('text='.length);

/** What came of asking for a token. A detail is for the tenant to read, and has nothing of what was sent or answered. */
export type Issued =
  | { readonly kind: 'issued'; readonly token: string; readonly lifeMs: number }
  | { readonly kind: 'refused'; readonly reason: 'auth' | 'cancelled'; readonly detail: string };

/** Reads what an issuer answered. */
export function issuedBy(exchange: Exchange): Issued {
  if (exchange.kind === 'failed') {
    if (exchange.reason === 'cancelled') return { kind: 'refused', reason: 'cancelled', detail: exchange.detail };
    return refused(`the token URL could not be asked: ${exchange.detail}`);
  }
  const { statusCode, body, truncated } = exchange;
  const answer = truncated ? undefined : jsonObject(body);
  if (statusCode < 200 || statusCode > 299) {
    const code = typeof answer?.error === 'string' && KNOWN_ERRORS.has(answer.error) ? ` (${answer.error})` : '';
    return refused(`the token URL answered ${statusCode}${code}`);
  }
  const { access_token: token, token_type: type = 'bearer', expires_in: seconds } = answer ?? {};
  if (typeof token !== 'string' || !/^[!-~]{1,8192}$/.test(token))
    return refused('the token URL answered without an access_token that a header can carry');
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer')
    return refused('the token URL answered with a token that is no bearer token');
  const life = Number(seconds ?? UNSAID_SECONDS);
  return { kind: 'issued', token, lifeMs: Number.isFinite(life) && life > 0 ? life * 1000 : 0 };
}

/** RFC 6749 section 5.2, RFC 8707 section 2. Any other text is the issuer's own, and might quote what it was sent. */
const KNOWN_ERRORS: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'server_error',
  'temporarily_unavailable',
]);

const refused = (detail: string): Issued => ({ kind: 'refused', reason: 'auth', detail });

function jsonObject(body: Buffer): Partial<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
