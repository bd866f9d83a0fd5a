import { createPublicKey, verify } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { publicKeyFromBytes } from './ed25519-key.js';
import { generateKeyPair, generateSecret, publicKeyOf } from './generate-secret.js';
import { SigningError, type SigningFault } from './signing-error.js';
import { parseSigningSecret, parseVerifyingSecret } from './signing-secret.js';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (text: string): Buffer => Buffer.from(text.slice(text.indexOf('_') + 1), 'base64');

function faultOf(parse: (text: string) => unknown, text: string): SigningFault | 'none' {
  try {
    parse(text);
    return 'none';
  } catch (error) {
    if (error instanceof SigningError) return error.code;
    throw error;
  }
}

describe('a signing secret', () => {
  it('is told by its prefix', () => {
    const pair = generateKeyPair();
    expect(parseSigningSecret(generateSecret()).kind).toBe('symmetric');
    expect(parseSigningSecret(pair.privateKey).kind).toBe('private');
    expect(parseVerifyingSecret(generateSecret()).kind).toBe('symmetric');
    expect(parseVerifyingSecret(pair.publicKey).kind).toBe('public');
    for (const text of ['', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', ' whsec_']) {
      expect(faultOf(parseSigningSecret, text)).toBe('unknown_prefix');
      expect(faultOf(parseVerifyingSecret, text)).toBe('unknown_prefix');
    }
  });

  it('signs only with what may sign, and verifies only with what a receiver may have', () => {
    const pair = generateKeyPair();
    expect(faultOf(parseSigningSecret, pair.publicKey)).toBe('cannot_sign');
    expect(faultOf(parseVerifyingSecret, pair.privateKey)).toBe('cannot_verify');
  });

  it('is decoded before it is used as a key', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 64 }), (bytes) => {
        const { key } = parseSigningSecret(`whsec_${base64(bytes)}`);
        expect(key.export()).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('has 24 to 64 bytes when it is symmetric', () => {
    const ofLength = (length: number): string => `whsec_${base64(new Uint8Array(length))}`;
    for (const length of [0, 1, 23, 65, 128]) {
      expect(faultOf(parseSigningSecret, ofLength(length))).toBe('wrong_length');
      expect(faultOf(parseVerifyingSecret, ofLength(length))).toBe('wrong_length');
    }
    for (const length of [24, 32, 64]) expect(faultOf(parseSigningSecret, ofLength(length))).toBe('none');
  });

  it('has 32 bytes, or 64 with its public key, when it is private, and 32 when it is public', () => {
    for (const length of [0, 31, 33, 63, 65]) {
      expect(faultOf(parseSigningSecret, `whsk_${base64(new Uint8Array(length))}`)).toBe('wrong_length');
    }
    for (const length of [0, 31, 33, 64]) {
      expect(faultOf(parseVerifyingSecret, `whpk_${base64(new Uint8Array(length))}`)).toBe('wrong_length');
    }
    const { privateKey, publicKey } = generateKeyPair();
    const seedAlone = `whsk_${base64(bytesOf(privateKey).subarray(0, 32))}`;
    const parsed = parseSigningSecret(seedAlone);
    expect(parsed.kind === 'private' && publicKeyOf(parsed)).toBe(publicKey);
  });

  it('is refused when its public half belongs to another seed', () => {
    const [mine, other] = [bytesOf(generateKeyPair().privateKey), bytesOf(generateKeyPair().privateKey)];
    const mixed = Buffer.concat([mine.subarray(0, 32), other.subarray(32)]);
    expect(faultOf(parseSigningSecret, `whsk_${base64(mixed)}`)).toBe('key_pair_mismatch');
  });

  it('has one spelling: no URL alphabet, no missing padding, no white space, no stray bits', () => {
    const canonical = base64(Buffer.alloc(32, 0xff));
    expect(faultOf(parseSigningSecret, `whsec_${canonical}`)).toBe('none');
    for (const spelling of [
      canonical.replaceAll('/', '_'),
      canonical.replaceAll('=', ''),
      `${canonical}\n`,
      ` ${canonical}`,
      `${canonical}=`,
      canonical.replace(/8=$/, '9='),
      'not base64!',
    ]) {
      expect(faultOf(parseSigningSecret, `whsec_${spelling}`)).toBe('not_base64');
    }
  });

  it('is refused as a public key when one fixed signature verifies under it without a private key', () => {
    // The neutral element as R, and 0 as S.
    const forgery = Buffer.alloc(64);
    forgery[0] = 1;
    const ys = [
      '00'.repeat(32),
      '01' + '00'.repeat(31),
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      'ec' + 'ff'.repeat(30) + '7f',
      'ed' + 'ff'.repeat(30) + '7f',
      'ee' + 'ff'.repeat(30) + '7f',
    ];
    for (const [y, sign] of ys.flatMap((each) => [[each, 0] as const, [each, 0x80] as const])) {
      const bytes = Buffer.from(y, 'hex');
      bytes.writeUInt8(bytes.readUInt8(31) | sign, 31);
      const key = publicKeyFromBytes(bytes);
      const messages = Array.from({ length: 100 }, (_, n) => Buffer.from(`message ${n}`));
      expect(messages.some((message) => verify(null, message, key, forgery))).toBe(true);
      expect(faultOf(parseVerifyingSecret, `whpk_${base64(bytes)}`)).toBe('weak_key');
    }
  });

  it('never shows in an error, in JSON or in what a logger prints', () => {
    const pair = generateKeyPair();
    const material = base64(Buffer.alloc(23, 'A secret of 23 bytes!!!'));
    for (const text of [`whsec_${material}`, `whsk_${material}`, `whsec_${material}?`, `nobody_${material}`]) {
      try {
        parseSigningSecret(text);
        expect('refused').toBe('accepted');
      } catch (error) {
        expect(error).toBeInstanceOf(SigningError);
        const shown = `${String(error)} ${inspect(error, { showHidden: true, depth: 9 })} ${JSON.stringify(error)}`;
        expect(shown).not.toContain(material.slice(0, 8));
      }
    }
    for (const text of [generateSecret(), pair.privateKey]) {
      const secret = parseSigningSecret(text);
      const shown = inspect(secret, { showHidden: true, depth: 9 }) + JSON.stringify(secret);
      expect(shown).not.toContain(text.slice(text.indexOf('_') + 1).slice(0, 8));
      expect(shown).not.toContain(bytesOf(text).toString('hex').slice(0, 8));
    }
  });
});

describe('a generated secret', () => {
  it('is symmetric, has 32 bytes, and is another each time', () => {
    const texts = Array.from({ length: 50 }, generateSecret);
    for (const text of texts) {
      expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(parseSigningSecret(text).key.symmetricKeySize).toBe(32);
    }
    expect(new Set(texts).size).toBe(50);
  });

  it('is a pair whose private half holds the seed and the public half, when it is asymmetric', () => {
    const { privateKey, publicKey } = generateKeyPair();
    expect(privateKey).toMatch(/^whsk_[A-Za-z0-9+/]{86}==$/);
    expect(publicKey).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    expect(bytesOf(privateKey).subarray(32)).toEqual(bytesOf(publicKey));
    const secret = parseSigningSecret(privateKey);
    expect(createPublicKey(secret.key).equals(parseVerifyingSecret(publicKey).key)).toBe(true);
    expect(generateKeyPair().privateKey).not.toBe(privateKey);
  });
});
