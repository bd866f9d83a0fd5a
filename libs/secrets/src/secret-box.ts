import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretKey, SecretKeys } from './secret-key.js';
import { TokenSigner } from './token-signer.js';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 'box1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `box1.<key id>.<nonce, ciphertext and tag in base64url>` */
const sealedForm = /^box1\.([A-Za-z0-9_-]{8})\.([A-Za-z0-9_-]{38,})$/;

/** Why a sealed text doesn't open; closed. A value that was moved to another context counts as tampered with. */
export type Unopenable = 'unknown_key' | 'tampered' | 'malformed';

/** What {@link SecretBox.open} found. */
export type Opened =
  | { readonly kind: 'opened'; readonly plaintext: string }
  | { readonly kind: 'unopenable'; readonly reason: Unopenable };

/** A text with a lone surrogate: UTF-8 can't carry it, so that another text would be sealed. */
export class IllFormedText extends Error {
  constructor(what: 'plaintext' | 'context') {
    super(`the ${what} has a lone surrogate and can't be encoded as UTF-8`);
  }
}

/**
 * Encrypts secrets at rest with AES-256-GCM (NIST SP 800-38D) under the first of its keys, and opens what any sealed.
 *
 * Each value gets a random nonce of 96 bits. Section 8.3 of SP 800-38D allows 2^32 of them for one key, after which a
 * repeat has a chance of 2^-33; it would reveal the XOR of two plaintexts and allow forgeries. Sealing happens when a
 * secret is created, changed or sealed again: even a thousand a second, without a pause, take 49 days to get there.
 * Nobody counts them; rotate the key long before.
 * A sealed text shows which key sealed it and how long the plaintext is in bytes, and nothing else.
 */
export class SecretBox {
  readonly #first: SecretKey;
  readonly #keys: ReadonlyMap<string, SecretKey>;

  constructor(private readonly keys: SecretKeys) {
    this.#first = keys[0];
    this.#keys = new Map(keys.map((key) => [key.id, key]));
  }

  /**
   * Encrypts a text under the first key, as printable ASCII. Only the same `context`, for example `endpoint:ep_…`,
   * opens it again: a sealed value that was copied to another row is worthless there. Throws {@link IllFormedText}.
   */
  seal(plaintext: string, context: string): string {
    if (!isWellFormed(plaintext)) throw new IllFormedText('plaintext');
    if (!isWellFormed(context)) throw new IllFormedText('context');
    const { id, key } = this.#first;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(authenticated(id, context));
    const sealed = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${id}.${sealed.toString('base64url')}`;
  }

  /** Decrypts what {@link seal} made in the same context. Never throws, and never answers a part of a plaintext. */
  open(sealed: string, context: string): Opened {
    const parts = parse(sealed);
    if (!parts) return unopenable('malformed');
    const key = this.#keys.get(parts.keyId);
    if (!key) return unopenable('unknown_key');
    // Encoding would turn the lone surrogate into a character that another context may have.
    if (!isWellFormed(context)) return unopenable('tampered');
    const { bytes } = parts;
    const decipher = createDecipheriv(ALGORITHM, key.key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticated(key.id, context));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const plaintext = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    try {
      decipher.final();
    } catch {
      // The one reason for which final() throws in GCM: the tag doesn't fit.
      return unopenable('tampered');
    }
    return { kind: 'opened', plaintext: plaintext.toString('utf8') };
  }

  /** Signs tokens for a purpose, with keys of their own that follow from these. */
  signer(purpose: string): TokenSigner {
    return new TokenSigner(this.keys, purpose);
  }

  /** How all begins that is sealed under the first key: what doesn't is to be sealed again before another key can go. */
  get prefix(): string {
    return `${VERSION}.${this.#first.id}.`;
  }
}

function parse(sealed: string): { keyId: string; bytes: Buffer } | undefined {
  const [, keyId, payload] = sealedForm.exec(sealed) ?? [];
  if (keyId === undefined || payload === undefined) return undefined;
  const bytes = Buffer.from(payload, 'base64url');
  // The last character may have bits that the decoder drops; only the spelling that seal() wrote is taken.
  return bytes.toString('base64url') === payload ? { keyId, bytes } : undefined;
}

/** Version and key id are authenticated with the context. The key id's fixed length keeps them apart from it. */
function authenticated(keyId: string, context: string): Buffer {
  return Buffer.from(`${VERSION}.${keyId}.${context}`);
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function unopenable(reason: Unopenable): Opened {
  return { kind: 'unopenable', reason };
}
