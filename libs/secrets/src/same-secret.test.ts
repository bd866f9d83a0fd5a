import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sameSecret } from './same-secret.js';

describe('comparing secrets', () => {
  it('answers as equality does, for texts of any lengths and any code units', () => {
    const text = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 });
    const characters = (units: readonly number[]): string => String.fromCharCode(...units);
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(sameSecret(characters(a), characters(b))).toBe(characters(a) === characters(b));
        expect(sameSecret(characters(a), characters([...a]))).toBe(true);
        expect(sameSecret(characters(a), characters([...a, 0]))).toBe(false);
      }),
    );
  });

  it('tells apart what UTF-8 would make the same', () => {
    expect(sameSecret('a\ud800', 'a\ufffd')).toBe(false);
    expect(sameSecret('\u00e9', 'e\u0301')).toBe(false);
  });

  it('finds a difference in any one place', () => {
    const secret = 'an-admin-key-of-some-length';
    for (let at = 0; at < secret.length; at++) {
      expect(sameSecret(secret, `${secret.slice(0, at)}#${secret.slice(at + 1)}`)).toBe(false);
      expect(sameSecret(secret, secret.slice(0, at))).toBe(false);
    }
  });
});
