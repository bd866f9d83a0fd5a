import { createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { SecretKeys } from './secret-key.js';

const KEY_BYTES = 32;
/** HMAC-SHA256, in base64url. */
const MAC_LENGTH = 43;

/**
 * Signs texts that come back to us, and knows those that it signed: HMAC-SHA256 (RFC 2104) under keys that are derived from
 * the operator's (HKDF, RFC 5869), one for each purpose. The first key signs; what any of them signed is known.
 */
export class TokenSigner {
  readonly #first: KeyObject;
  readonly #keys: readonly KeyObject[];

  constructor(keys: SecretKeys, purpose: string) {
    const derive = ({ key }: SecretKeys[number]): KeyObject =>
      createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `postrider token: ${purpose}`, KEY_BYTES)));
    const [first, ...others] = keys;
    this.#first = derive(first);
    this.#keys = [this.#first, ...others.map(derive)];
  }

  /** The text, a dot, and its signature. */
  sign(text: string): string {
    return `${text}.${macOf(this.#first, text).toString('base64url')}`;
  }

  /** The text that was signed, or undefined for what nobody with one of the keys did. */
  open(signed: string): string | undefined {
    if (signed.at(-MAC_LENGTH - 1) !== '.') return undefined;
    const text = signed.slice(0, -MAC_LENGTH - 1);
    const mac = Buffer.from(signed.slice(-MAC_LENGTH), 'base64url');
    return this.#keys.some((key) => isEqual(macOf(key, text), mac)) ? text : undefined;
  }
}

const macOf = (key: KeyObject, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const isEqual = (mac: Buffer, given: Buffer): boolean => given.length === mac.length && timingSafeEqual(mac, given);
