import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSecretKeys, type SecretKeys } from './secret-key.js';

const newKey = (): string => randomBytes(32).toString('base64');

function keysOf(list: string): SecretKeys {
  const parsed = parseSecretKeys(list);
  if (parsed.kind === 'refused') throw new Error('refused');
  return parsed.keys;
}

function faultsOf(list: string): string[] {
  const parsed = parseSecretKeys(list);
  return parsed.kind === 'parsed' ? [] : parsed.problems.map(({ position, fault }) => `${position} ${fault}`);
}

describe('the list of secret keys', () => {
  it('is read in its order, white space around the keys ignored', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.uint8Array({ minLength: 32, maxLength: 32 }), {
          minLength: 1,
          maxLength: 5,
          selector: (bytes) => bytes.join(),
        }),
        fc.constantFrom(',', ', ', ' ,', '\n,\t'),
        (keys, separator) => {
          const list = keys.map((bytes) => Buffer.from(bytes).toString('base64')).join(separator);
          expect(keysOf(` ${list}\n`).map(({ key }) => key.export())).toEqual(keys.map((bytes) => Buffer.from(bytes)));
        },
      ),
    );
  });

  it('reports every problem at once, by position', () => {
    const key = newKey();
    const short = randomBytes(31).toString('base64');
    expect(faultsOf([key, short, '', 'not base64!', key].join(','))).toEqual([
      '2 wrong_length',
      '3 empty',
      '4 not_base64',
      '5 duplicate',
    ]);
  });

  it('needs at least one key', () => {
    expect(faultsOf('')).toEqual(['1 empty']);
    expect(faultsOf(' ')).toEqual(['1 empty']);
    expect(faultsOf(`${newKey()},`)).toEqual(['2 empty']);
  });

  it('takes 32 bytes and nothing else, in the one spelling of base64', () => {
    for (const length of [1, 16, 24, 31, 33, 64]) {
      expect(faultsOf(randomBytes(length).toString('base64'))).toEqual(['1 wrong_length']);
    }
    const key = Buffer.alloc(32, 0xff).toString('base64');
    for (const text of [key.replaceAll('/', '_'), key.replaceAll('=', ''), `${key}=`, key.replace(/8=$/, '9=')]) {
      expect(faultsOf(text)).toEqual(['1 not_base64']);
    }
  });

  it('gives each key an id that depends on the key alone', () => {
    const [a, b] = [newKey(), newKey()];
    const [first, second] = keysOf(`${a},${b}`);
    expect(keysOf(b)[0].id).toBe(second?.id);
    expect(first.id).not.toBe(second?.id);
    // An id that came out otherwise would orphan everything that was ever sealed.
    expect(keysOf(Buffer.alloc(32).toString('base64'))[0].id).toBe('VCv_Ue21');
  });

  it('shows no key material, whether it is read or refused', () => {
    const bytes = randomBytes(32);
    const [key, tooLong] = [bytes.toString('base64'), Buffer.concat([bytes, bytes]).toString('base64')];
    for (const list of [key, tooLong, `${key}!`, `${key},${key}`]) {
      const parsed = parseSecretKeys(list);
      const shown = JSON.stringify(parsed) + inspect(parsed, { showHidden: true, depth: 9 });
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        expect(shown).not.toContain(bytes.subarray(0, 6).toString(encoding));
      }
    }
  });
});
