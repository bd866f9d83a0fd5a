import { timingSafeEqual, verify as verifyEd25519, type KeyObject } from 'node:crypto';
import { decodeBase64 } from './base64.js';
import {
  contentHead,
  isSafeId,
  isSafeTimestamp,
  symmetricSignature,
  wholeContent,
  type MessageBody,
} from './signed-content.js';
import type { VerifyingSecret } from './signing-secret.js';

/** How far a timestamp may be from the receiver's clock, either way: what the official libraries allow. */
const TOLERANCE_SECONDS = 300;

/**
 * More signatures than any rotation has. An ed25519 check costs some 60 µs, and a stranger who fills Node's 16 KiB of
 * headers with signatures would buy ten milliseconds of CPU with each request.
 */
const MAX_SIGNATURES = 32;

/** A request to verify. */
export interface Received {
  /** Any one of them suffices. None at all verifies nothing. */
  readonly secrets: readonly VerifyingSecret[];
  /** As `node:http` has them, or any other record: names in any case, values single or several. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes as they arrived, never parsed and printed again. */
  readonly body: MessageBody;
  /** The receiver's clock, in seconds since the Unix epoch. */
  readonly nowSeconds: number;
  /** 300 by default; a timestamp exactly that far away still passes. */
  readonly toleranceSeconds?: number;
}

/** Why {@link verify} refused; the list is closed. */
export type Refusal =
  | 'missing_header'
  | 'malformed_id'
  | 'malformed_timestamp'
  | 'too_old'
  | 'too_new'
  | 'too_many_signatures'
  | 'no_matching_signature';

/** What {@link verify} found. The id of a verified message is what its receiver tells repeats by. */
export type Verification =
  | { readonly kind: 'verified'; readonly id: string; readonly timestampSeconds: number }
  | { readonly kind: 'refused'; readonly reason: Refusal };

/**
 * Checks a delivery against Standard Webhooks 1.0.0 ("Verifying signatures").
 *
 * A `v1` signature is only ever checked with symmetric secrets and a `v1a` one with public keys; other versions are
 * passed over. Symmetric signatures are compared in constant time. An id with a full stop is refused: the signed
 * content would be ambiguous. Never throws.
 */
export function verify({
  secrets,
  headers,
  body,
  nowSeconds,
  toleranceSeconds = TOLERANCE_SECONDS,
}: Received): Verification {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signature = header(headers, 'webhook-signature');
  if (id === '' || timestamp === '' || signature === '') return refused('missing_header');
  if (!isSafeId(id)) return refused('malformed_id');
  if (!isSafeTimestamp(timestamp)) return refused('malformed_timestamp');

  const timestampSeconds = Number(timestamp);
  // Written so that a clock or tolerance that is NaN refuses: every comparison with NaN is false.
  if (!(nowSeconds - timestampSeconds <= toleranceSeconds)) return refused('too_old');
  if (!(timestampSeconds - nowSeconds <= toleranceSeconds)) return refused('too_new');

  const signatures = signature.split(' ', MAX_SIGNATURES + 1);
  if (signatures.length > MAX_SIGNATURES) return refused('too_many_signatures');
  const head = contentHead(id, timestamp);
  const matches = secrets.some(({ kind, key }) =>
    kind === 'symmetric'
      ? hasSymmetricSignature(signatures, symmetricSignature(key, head, body))
      : hasAsymmetricSignature(signatures, wholeContent(head, body), key),
  );
  return matches ? { kind: 'verified', id, timestampSeconds } : refused('no_matching_signature');
}

/**
 * A header's value, '' when it's missing. Several values are joined by spaces, which is what a list of signatures is,
 * and what no id or timestamp can be: two ids are refused rather than one of them chosen.
 */
function header(headers: Received['headers'], name: string): string {
  return Object.entries(headers)
    .flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []))
    .join(' ');
}

/** Compares the texts, version and all: decoding first would let other spellings of the same base64 pass. */
function hasSymmetricSignature(signatures: readonly string[], expected: string): boolean {
  const expectedBytes = Buffer.from(expected);
  return signatures.some((signature) => {
    const bytes = Buffer.from(signature);
    return bytes.length === expectedBytes.length && timingSafeEqual(bytes, expectedBytes);
  });
}

function hasAsymmetricSignature(signatures: readonly string[], content: Buffer, key: KeyObject): boolean {
  return signatures.some((signature) => {
    if (!signature.startsWith('v1a,')) return false;
    const bytes = decodeBase64(signature.slice('v1a,'.length));
    return bytes !== undefined && verifyEd25519(null, content, key, bytes);
  });
}

function refused(reason: Refusal): Verification {
  return { kind: 'refused', reason };
}
