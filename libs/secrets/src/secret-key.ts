import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** What AES-256 takes. */
const KEY_BYTES = 32;

/** Bytes of a key's id: two of an operator's few keys never share 48 bits by chance. */
const ID_BYTES = 6;

/** A key that encrypts secrets at rest. `key` is opaque to loggers and JSON; `id` may be shown. */
export interface SecretKey {
  /** Tells keys apart in what was sealed with them; a keyed hash, from which nothing of the key can be told. */
  readonly id: string;
  readonly key: KeyObject;
}

/** Keys in the order of their use: the first encrypts, every one decrypts. */
export type SecretKeys = readonly [SecretKey, ...SecretKey[]];

/** What can be wrong with an entry of the list; closed. */
export type SecretKeyFault = 'empty' | 'not_base64' | 'wrong_length' | 'duplicate';

/** An entry that can't be used: where it stands, counted from 1, and why. Never what it is. */
export interface SecretKeyProblem {
  readonly position: number;
  readonly fault: SecretKeyFault;
  /** The same as a sentence for the operator. */
  readonly message: string;
}

/** All keys of a list, or everything that is wrong with it. */
export type ParsedSecretKeys =
  | { readonly kind: 'parsed'; readonly keys: SecretKeys }
  | { readonly kind: 'refused'; readonly problems: readonly SecretKeyProblem[] };

const sentences: Readonly<Record<SecretKeyFault, string>> = {
  empty: 'is empty; a key is 32 random bytes in base64, made for example by: openssl rand -base64 32',
  not_base64: "isn't padded standard base64 (RFC 4648, section 4)",
  wrong_length: "isn't 32 bytes long; make one with: openssl rand -base64 32",
  duplicate: 'is the same as an earlier one',
};

/**
 * Reads POSTRIDER_SECRET_KEY: keys of 32 bytes in base64, separated by commas, white space around them ignored.
 * To rotate, put the new key first and leave the old one in the list until nothing is sealed under it any more.
 */
export function parseSecretKeys(commaList: string): ParsedSecretKeys {
  const keys: SecretKey[] = [];
  const problems: SecretKeyProblem[] = [];
  for (const [index, entry] of commaList.split(',').entries()) {
    const key = parseKey(entry.trim(), keys);
    if (typeof key !== 'string') keys.push(key);
    else problems.push({ position: index + 1, fault: key, message: `key ${index + 1} ${sentences[key]}` });
  }
  const [first, ...others] = keys;
  return first && problems.length === 0 ? { kind: 'parsed', keys: [first, ...others] } : { kind: 'refused', problems };
}

function parseKey(text: string, earlier: readonly SecretKey[]): SecretKey | SecretKeyFault {
  if (text === '') return 'empty';
  const bytes = Buffer.from(text, 'base64');
  // Node's decoder skips what it doesn't know: a mangled key would silently become another one.
  if (bytes.toString('base64') !== text) return 'not_base64';
  if (bytes.length !== KEY_BYTES) return 'wrong_length';
  const id = keyId(bytes);
  return earlier.some((key) => key.id === id) ? 'duplicate' : { id, key: createSecretKey(bytes) };
}

/** The text that is hashed never changes: every sealed value has such an id in it. */
function keyId(key: Buffer): string {
  return createHmac('sha256', key)
    .update('postrider secret key id')
    .digest()
    .subarray(0, ID_BYTES)
    .toString('base64url');
}
