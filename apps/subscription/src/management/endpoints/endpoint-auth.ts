import type { EndpointRow } from '@postrider/persistence';
import { HIDDEN_VALUE, type EndpointAuth, type ShownAuth } from '@postrider/schemas';
import type { SecretBox } from '@postrider/secrets';
import { ProblemError } from '@postrider/service';
import { endpointContext } from '../../sealing/contexts.js';
import { readClientCertificate } from './client-certificate.js';

/** The columns that an auth comes to: what may be shown, and all of it, sealed. Throws `invalid_request` for a certificate that is of no use. */
export function authColumns(
  endpointId: string,
  auth: EndpointAuth | null,
  box: SecretBox,
  nowMs: number,
): Pick<EndpointRow, 'auth' | 'sealedAuth'> {
  if (!auth) return { auth: null, sealedAuth: null };
  return {
    auth: shownAuth(auth, nowMs),
    sealedAuth: box.seal(JSON.stringify(auth), endpointContext('auth', endpointId)),
  };
}

function shownAuth(auth: EndpointAuth, nowMs: number): ShownAuth {
  switch (auth.type) {
    case 'basic':
      return { ...auth, password: HIDDEN_VALUE };
    case 'bearer':
      return { ...auth, token: HIDDEN_VALUE };
    case 'apiKey':
      return { ...auth, value: HIDDEN_VALUE };
    case 'oauth2':
      return { ...auth, clientSecret: HIDDEN_VALUE };
    case 'mtls': {
      const read = readClientCertificate(auth, nowMs);
      if (read.kind === 'faulty')
        throw new ProblemError('invalid_request', undefined, [{ path: `/auth/${read.part}`, message: read.message }]);
      return { ...auth, key: HIDDEN_VALUE, subject: read.subject, expiresAt: read.expiresAt };
    }
  }
}
