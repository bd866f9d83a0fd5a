import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { publicBytesOf, seedOf } from './ed25519-key.js';
import { secretPrefix, type PrivateSecret } from './signing-secret.js';

/**
 * As long as the output of SHA-256: a shorter HMAC key is weaker than the hash, and a longer one adds nothing that
 * matters (RFC 2104, section 3). The spec allows 24 to 64.
 */
const SYMMETRIC_BYTES = 32;

/** A new symmetric secret: `whsec_` and the base64 of 32 random bytes. */
export function generateSecret(): string {
  return secretPrefix.symmetric + randomBytes(SYMMETRIC_BYTES).toString('base64');
}

/** An ed25519 key pair as text. */
export interface KeyPair {
  /** `whsk_` and the base64 of seed and public key (64 bytes): the form that libsodium and Svix take as well. */
  readonly privateKey: string;
  /** `whpk_` and the base64 of the public key (32 bytes): what a receiver is given. */
  readonly publicKey: string;
}

/** A new ed25519 key pair, for endpoints that sign with `v1a`. */
export function generateKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicBytes = publicBytesOf(privateKey);
  return {
    privateKey: secretPrefix.private + Buffer.concat([seedOf(privateKey), publicBytes]).toString('base64'),
    publicKey: publicKeyText(publicBytes),
  };
}

/** The `whpk_…` of a private key, to show to whoever verifies: the private key alone needs to be stored. */
export function publicKeyOf({ key }: PrivateSecret): string {
  return publicKeyText(publicBytesOf(key));
}

const publicKeyText = (bytes: Buffer): string => secretPrefix.public + bytes.toString('base64');
