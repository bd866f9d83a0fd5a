import { createSecretKey, type KeyObject } from 'node:crypto';
import { decodeBase64 } from './base64.js';
import {
  ED25519_KEY_BYTES,
  hasSmallOrder,
  privateKeyFromSeed,
  publicBytesOf,
  publicKeyFromBytes,
} from './ed25519-key.js';
import { SigningError } from './signing-error.js';

/** What each kind of secret starts with (Standard Webhooks 1.0.0, "Signature scheme"). */
export const secretPrefix = { symmetric: 'whsec_', private: 'whsk_', public: 'whpk_' } as const;

/** The limits of a symmetric secret, in bytes (Standard Webhooks 1.0.0, "Signature scheme"). */
const MIN_SYMMETRIC_BYTES = 24;
const MAX_SYMMETRIC_BYTES = 64;

/** `whsec_…`: HMAC-SHA256, known to both sides; its signatures start with `v1,`. */
export interface SymmetricSecret {
  readonly kind: 'symmetric';
  readonly key: KeyObject;
}

/** `whsk_…`: an ed25519 private key, known to the sender alone; its signatures start with `v1a,`. */
export interface PrivateSecret {
  readonly kind: 'private';
  readonly key: KeyObject;
}

/** `whpk_…`: an ed25519 public key, which verifies `v1a,` signatures and is no secret. */
export interface PublicKey {
  readonly kind: 'public';
  readonly key: KeyObject;
}

/** What a sender signs with. The keys are `KeyObject`s: ready for use, and opaque to loggers and JSON. */
export type SigningSecret = SymmetricSecret | PrivateSecret;

/** What a receiver verifies with. */
export type VerifyingSecret = SymmetricSecret | PublicKey;

/**
 * Reads the text of a secret that signs: `whsec_…` or `whsk_…`.
 *
 * A `whsk_` key is taken as the seed (32 bytes, RFC 8032) or as seed and public key (64 bytes, as libsodium and Svix
 * write it). Throws {@link SigningError}: `unknown_prefix`, `not_base64`, `wrong_length`, `key_pair_mismatch`, or
 * `cannot_sign` for a public key.
 */
export function parseSigningSecret(text: string): SigningSecret {
  const { kind, bytes } = decode(text);
  switch (kind) {
    case 'symmetric':
      return symmetricSecret(bytes);
    case 'private':
      return { kind, key: privateKey(bytes) };
    case 'public':
      throw new SigningError('cannot_sign');
  }
}

/**
 * Reads the text of a secret that verifies: `whsec_…` or `whpk_…`.
 *
 * Throws {@link SigningError}: `unknown_prefix`, `not_base64`, `wrong_length`, `weak_key`, or `cannot_verify` for a
 * private key, which a receiver has no business holding.
 */
export function parseVerifyingSecret(text: string): VerifyingSecret {
  const { kind, bytes } = decode(text);
  switch (kind) {
    case 'symmetric':
      return symmetricSecret(bytes);
    case 'public':
      return { kind, key: publicKey(bytes) };
    case 'private':
      throw new SigningError('cannot_verify');
  }
}

function decode(text: string): { kind: keyof typeof secretPrefix; bytes: Buffer } {
  const kind = (['symmetric', 'private', 'public'] as const).find((each) => text.startsWith(secretPrefix[each]));
  if (!kind) throw new SigningError('unknown_prefix');
  const bytes = decodeBase64(text.slice(secretPrefix[kind].length));
  if (!bytes) throw new SigningError('not_base64');
  return { kind, bytes };
}

function symmetricSecret(bytes: Buffer): SymmetricSecret {
  if (bytes.length < MIN_SYMMETRIC_BYTES || bytes.length > MAX_SYMMETRIC_BYTES) throw new SigningError('wrong_length');
  return { kind: 'symmetric', key: createSecretKey(bytes) };
}

function privateKey(bytes: Buffer): KeyObject {
  if (bytes.length !== ED25519_KEY_BYTES && bytes.length !== 2 * ED25519_KEY_BYTES) {
    throw new SigningError('wrong_length');
  }
  const key = privateKeyFromSeed(bytes.subarray(0, ED25519_KEY_BYTES));
  const publicHalf = bytes.subarray(ED25519_KEY_BYTES);
  // Receivers were given the public half; when it belongs to another seed, no signature of ours would ever verify.
  if (publicHalf.length > 0 && !publicHalf.equals(publicBytesOf(key))) throw new SigningError('key_pair_mismatch');
  return key;
}

function publicKey(bytes: Buffer): KeyObject {
  if (bytes.length !== ED25519_KEY_BYTES) throw new SigningError('wrong_length');
  if (hasSmallOrder(bytes)) throw new SigningError('weak_key');
  return publicKeyFromBytes(bytes);
}
