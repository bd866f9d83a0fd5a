import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashApiKey, isApiKey, mintApiKey } from './api-key.js';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('an API key', () => {
  it('has a prefix, 43 random digits and 6 of checksum, and is another each time', () => {
    const keys = Array.from({ length: 100 }, () => mintApiKey().key);
    for (const key of keys) {
      expect(key).toMatch(/^prk_[0-9A-Za-z]{49}$/);
      expect(isApiKey(key)).toBe(true);
    }
    expect(new Set(keys.map((key) => key.slice(4, 16))).size).toBe(100);
  });

  it('uses every digit about as often as any other', () => {
    const counts = new Map<string, number>();
    const keyCount = 2000;
    for (let n = 0; n < keyCount; n++) {
      for (const digit of mintApiKey().key.slice(4, 47)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    }
    const expected = (keyCount * 43) / 62;
    expect([...counts.keys()].sort().join('')).toBe(alphabet);
    // Eight standard deviations: a fair source fails this once in 10^13 runs, a byte modulo 62 nearly always.
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(8 * Math.sqrt(expected));
  });

  it('carries a checksum that can be computed from its description alone', () => {
    const { key } = mintApiKey();
    const number = BigInt(`0x${createHash('sha256').update(key.slice(0, 47)).digest('hex').slice(0, 8)}`);
    const digits = Array.from(key.slice(47)).reduce((sum, digit) => sum * 62n + BigInt(alphabet.indexOf(digit)), 0n);
    expect(digits).toBe(number);
  });

  it('is told from a look-alike: no other character anywhere, none missing, none added', () => {
    const { key } = mintApiKey();
    for (let at = 0; at < key.length; at++) {
      for (const other of Array.from('0Aaz_-é').filter((each) => each !== key[at])) {
        expect(isApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
      }
      expect(isApiKey(key.slice(0, at) + key.slice(at + 1))).toBe(false);
    }
    for (const text of ['', 'prk_', `${key}0`, ` ${key}`, `${key}\n`, key.toUpperCase(), `prk_${'0'.repeat(49)}`]) {
      expect(isApiKey(text)).toBe(false);
    }
  });

  it('keeps its form for ever: a key that was given out once stays one', () => {
    expect(isApiKey('prk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg45ryDz')).toBe(true);
  });

  it('is stored as its SHA-256 in hex', () => {
    const minted = mintApiKey();
    expect(minted.hash).toBe(createHash('sha256').update(minted.key).digest('hex'));
    expect(minted.hash).toBe(hashApiKey(minted.key));
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(hashApiKey(text)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
    );
  });

  it('is hinted at by its first four random digits', () => {
    const { key, hint } = mintApiKey();
    expect(hint).toBe(`${key.slice(0, 8)}…`);
  });
});
