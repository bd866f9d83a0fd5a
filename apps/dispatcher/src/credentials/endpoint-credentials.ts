import { createHash } from 'node:crypto';
import type { EndpointAuth, EndpointEntity } from '@postrider/schemas';
import type { SecretBox } from '@postrider/secrets';
import type { ClientIdentity } from '../exchange/exchange.js';
import { AccessTokens, type Issuing } from './access-tokens.js';
import { open } from './sealed.js';
import { basic } from './token-request.js';

/** How Postrider shows an endpoint who it is: by a header that is always the same, a certificate, or tokens. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly identity?: ClientIdentity;
  readonly tokens?: AccessTokens;
}

const NONE: Credentials = { headers: {} };

/** Throws {@link Unreadable}. */
export function credentialsOf(
  { id, sealedAuth }: Pick<EndpointEntity, 'id' | 'sealedAuth'>,
  box: SecretBox,
  issuing: Issuing,
): Credentials {
  if (sealedAuth === undefined) return NONE;
  const auth = JSON.parse(open(box, sealedAuth, `endpoint-auth:${id}`)) as EndpointAuth;
  switch (auth.type) {
    case 'basic':
      return { headers: { authorization: basic(auth.username, auth.password) } };
    case 'bearer':
      return { headers: { authorization: `Bearer ${auth.token}` } };
    case 'apiKey':
      return { headers: { [auth.header.toLowerCase()]: auth.value } };
    case 'oauth2':
      return { headers: {}, tokens: new AccessTokens(auth, issuing) };
    case 'mtls':
      return { headers: {}, identity: identityOf(id, auth) };
  }
}

/** The endpoint is part of it: that of another isn't taken for it, should both have the same certificate. */
function identityOf(endpointId: string, { certificate, key }: Extract<EndpointAuth, { type: 'mtls' }>): ClientIdentity {
  const digest = createHash('sha256').update(certificate).update('\0').update(key).digest('base64url');
  return { id: `${endpointId}.${digest}`, certificate, key };
}
