import { createHash } from 'node:crypto';
import { parseVerifyingSecret } from './signing-secret.js';

/** An ed25519 public key as a JSON Web Key (RFC 8037, section 2). */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** The 32 bytes, in base64url. */
  readonly x: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
  /** The key's thumbprint (RFC 7638): the same for as long as the key is the same. */
  readonly kid: string;
}

/** The JSON Web Key of a `whpk_…`. Throws {@link SigningError} for what is none. */
export function publicJwk(publicKey: string): PublicJwk {
  const { x } = parseVerifyingSecret(publicKey).key.export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('a symmetric secret has no public key');
  // The required members alone, in this order, without white space: what RFC 7638 hashes.
  const kid = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, use: 'sig', alg: 'EdDSA', kid };
}
