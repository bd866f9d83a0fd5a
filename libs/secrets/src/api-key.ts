import { hash, randomInt } from 'node:crypto';

const PREFIX = 'prk_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The fewest base62 digits that hold 256 bits: 62^43 > 2^256 > 62^42. */
const RANDOM_DIGITS = 43;

/** The fewest base62 digits that hold 32 bits. */
const CHECKSUM_DIGITS = 6;

/** Random digits in a hint: enough to recognise a key among others, and 232 bits stay unknown. */
const HINT_DIGITS = 4;

const keyForm = /^prk_[0-9A-Za-z]{49}$/;

/** A key that was just made. `key` is answered once and kept nowhere. */
export interface MintedApiKey {
  readonly key: string;
  /** {@link hashApiKey} of the key: what is stored, and looked up by. */
  readonly hash: string;
  /** The beginning of the key, for lists: `prk_x7Qa…`. */
  readonly hint: string;
}

/**
 * Makes an API key: `prk_`, 43 random base62 digits, 6 base62 digits of checksum; 53 characters that a double click
 * selects whole.
 *
 * The checksum is the first 32 bits, big-endian, of the SHA-256 of the 47 characters before it, padded with zeros on
 * the left, digits in the order 0-9, A-Z, a-z. So a leak scanner can match
 * `\bprk_[0-9A-Za-z]{49}\b` and tell a real key from a look-alike without asking anyone; see {@link isApiKey}.
 * The checksum guards against slips and is no signature.
 */
export function mintApiKey(): MintedApiKey {
  let digits = '';
  for (let n = 0; n < RANDOM_DIGITS; n++) digits += ALPHABET.charAt(randomInt(ALPHABET.length));
  const body = PREFIX + digits;
  const key = body + checksum(body);
  return { key, hash: hashApiKey(key), hint: `${PREFIX}${digits.slice(0, HINT_DIGITS)}…` };
}

/**
 * The SHA-256 of a key in lower-case hex. Slow, salted hashes are for secrets that can be guessed: nobody can
 * try 2^256 keys, however fast. This one can be looked up by index, and costs a request less than 1 µs.
 */
export function hashApiKey(key: string): string {
  return hash('sha256', key, 'hex');
}

/** Whether a text has the form and the checksum of a key that {@link mintApiKey} made; not whether the key exists. */
export function isApiKey(text: string): boolean {
  return keyForm.test(text) && text.slice(-CHECKSUM_DIGITS) === checksum(text.slice(0, -CHECKSUM_DIGITS));
}

function checksum(text: string): string {
  let rest = hash('sha256', text, 'buffer').readUInt32BE();
  let digits = '';
  for (let n = 0; n < CHECKSUM_DIGITS; n++) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
