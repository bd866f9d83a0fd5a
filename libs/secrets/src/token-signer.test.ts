import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSecretKeys } from './secret-key.js';
import { TokenSigner } from './token-signer.js';

const newKey = (): string => randomBytes(32).toString('base64');

function signerOf(keys: readonly string[], purpose = 'test'): TokenSigner {
  const parsed = parseSecretKeys(keys.join(','));
  if (parsed.kind === 'refused') throw new TypeError(parsed.problems[0]?.message);
  return new TokenSigner(parsed.keys, purpose);
}

describe('signing a token', () => {
  const key = newKey();
  const signer = signerOf([key]);

  it('gives the text back to whoever has the key, and to nobody else', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        (text) => {
          const signed = signer.sign(text);
          expect(signer.open(signed)).toBe(text);
          expect(signerOf([newKey()]).open(signed)).toBeUndefined();
          expect(signerOf([key], 'another purpose').open(signed)).toBeUndefined();
        },
      ),
    );
  });

  it('shows any change', () => {
    const signed = signer.sign('a text');
    fc.assert(
      fc.property(fc.nat(signed.length - 2), fc.constantFrom('A', 'b', '0', '.', ' '), (at, letter) => {
        const changed = signed.slice(0, at) + letter + signed.slice(at + 1);
        expect(signer.open(changed)).toBe(changed === signed ? 'a text' : undefined);
      }),
    );
    for (const text of ['', '.', 'a text', 'a text.', signed.slice(0, -1), `${signed}A`])
      expect(signer.open(text)).toBeUndefined();
  });

  it('goes on knowing what an older key signed, for as long as that is in the list', () => {
    const signed = signer.sign('a text');
    const next = newKey();
    expect(signerOf([next, key]).open(signed)).toBe('a text');
    expect(signerOf([next]).open(signed)).toBeUndefined();
    expect(signerOf([key]).open(signerOf([next, key]).sign('a text'))).toBeUndefined();
  });
});
