import { createDecipheriv, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IllFormedText, SecretBox, type Opened } from './secret-box.js';
import { parseSecretKeys } from './secret-key.js';

const newKey = (): string => randomBytes(32).toString('base64');

function boxOf(...keys: string[]): SecretBox {
  const parsed = parseSecretKeys(keys.join(','));
  if (parsed.kind === 'refused') throw new Error('refused');
  return new SecretBox(parsed.keys);
}

const unopenable = (reason: string): unknown => ({ kind: 'unopenable', reason });
const opened = (plaintext: string): Opened => ({ kind: 'opened', plaintext });
const text = fc.string({ unit: 'binary' });

const context = 'endpoint:ep_1';
const key = newKey();
const box = boxOf(key);

describe('a secret box', () => {
  it('opens what it sealed, whatever the text and the context, in compact printable ASCII', () => {
    fc.assert(
      fc.property(text, text, (plaintext, anyContext) => {
        const sealed = box.seal(plaintext, anyContext);
        expect(sealed).toMatch(/^box1\.[\w-]{8}\.[\w-]+$/);
        const bytes = 12 + Buffer.byteLength(plaintext) + 16;
        expect(sealed.length).toBe('box1.'.length + 8 + '.'.length + Math.ceil((bytes * 4) / 3));
        expect(box.open(sealed, anyContext)).toEqual(opened(plaintext));
      }),
    );
  });

  it('never seals twice alike', () => {
    const sealed = Array.from({ length: 200 }, () => box.seal('whsec_1', context));
    expect(new Set(sealed.map((each) => each.slice(14, 30))).size).toBe(200);
  });

  it('is AES-256-GCM, with version, key id and context authenticated', () => {
    const sealed = box.seal('whsec_1', context);
    const [version, keyId, payload = ''] = sealed.split('.');
    const bytes = Buffer.from(payload, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from(`${version}.${keyId}.${context}`));
    decipher.setAuthTag(bytes.subarray(-16));
    expect(decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')).toBe('whsec_1');
  });

  it('does not open in another context', () => {
    fc.assert(
      fc.property(text, text, text, (plaintext, mine, other) => {
        fc.pre(mine !== other);
        expect(box.open(box.seal(plaintext, mine), other)).toEqual(unopenable('tampered'));
      }),
    );
  });

  it('does not open when any one bit of nonce, ciphertext or tag is flipped', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(7), (plaintext, position, bit) => {
        const sealed = box.seal(plaintext, context);
        const at = sealed.lastIndexOf('.') + 1;
        const bytes = Buffer.from(sealed.slice(at), 'base64url');
        const byte = position % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(byte) ^ (1 << bit), byte);
        expect(box.open(sealed.slice(0, at) + bytes.toString('base64url'), context)).toEqual(unopenable('tampered'));
      }),
    );
  });

  it('does not open when any one character is changed, cut off or added', () => {
    // Plaintexts of three lengths, so that the last character has 0, 2 and 4 bits to spare.
    for (const plaintext of ['12', '123', '1234']) {
      const sealed = box.seal(plaintext, context);
      const changes = Array.from(sealed).flatMap((character, at) =>
        Array.from('ABCDQgw5_-.+/= é')
          .filter((other) => other !== character)
          .map((other) => sealed.slice(0, at) + other + sealed.slice(at + 1)),
      );
      changes.push(...Array.from(sealed, (_, at) => sealed.slice(0, at)));
      changes.push(`${sealed}A`, `${sealed}=`, `${sealed}\n`, ` ${sealed}`, sealed.repeat(2));
      for (const changed of changes) expect(box.open(changed, context).kind).toBe('unopenable');
    }
  });

  it('does not open when it is relabelled as sealed under another of its keys', () => {
    const rotating = boxOf(newKey(), key);
    const foreign = rotating.seal('whsec_1', context);
    const mine = box.seal('whsec_1', context);
    const relabelled = foreign.slice(0, 13) + mine.slice(13);
    expect(rotating.open(mine, context)).toEqual(opened('whsec_1'));
    expect(rotating.open(relabelled, context)).toEqual(unopenable('tampered'));
  });

  it('tells what it cannot read from what it has no key for', () => {
    const payload = 'A'.repeat(40);
    for (const malformed of ['', 'whsec_1', 'box1', 'box1..', `box2.AAAAAAAA.${payload}`, 'box1.AAAAAAAA.AAAA']) {
      expect(box.open(malformed, context)).toEqual(unopenable('malformed'));
    }
    expect(box.open(boxOf(newKey()).seal('whsec_1', context), context)).toEqual(unopenable('unknown_key'));
  });

  it('opens under every key of a rotation, seals under the first, and says what to seal again', () => {
    const [older, old, next] = [newKey(), newKey(), newKey()];
    const before = boxOf(old, older);
    const after = boxOf(next, old, older);
    for (const sealed of [boxOf(older).seal('whsec_1', context), before.seal('whsec_1', context)]) {
      expect(after.open(sealed, context)).toEqual(opened('whsec_1'));
      expect(sealed.startsWith(after.prefix)).toBe(false);
    }
    const sealed = after.seal('whsec_1', context);
    expect(sealed.startsWith(after.prefix)).toBe(true);
    expect(boxOf(next).open(sealed, context)).toEqual(opened('whsec_1'));
    expect(before.open(sealed, context)).toEqual(unopenable('unknown_key'));
  });

  it('seals no text that UTF-8 would change, and opens nothing in such a context', () => {
    expect(() => box.seal('a\ud800', context)).toThrow(new IllFormedText('plaintext'));
    expect(() => box.seal('whsec_1', '\udc00')).toThrow(new IllFormedText('context'));
    expect(box.open(box.seal('whsec_1', '\ufffd'), '\udc00')).toEqual(unopenable('tampered'));
  });

  it('shows neither plaintext nor key in what it throws, answers as a failure, or prints', () => {
    const plaintext = 'whsec_do-not-show';
    const sealed = box.seal(plaintext, context);
    const shown: unknown[] = [box, sealed, box.open(sealed, 'endpoint:ep_2'), boxOf(newKey()).open(sealed, context)];
    try {
      box.seal(`${plaintext}\ud800`, context);
    } catch (error) {
      shown.push(error, String(error));
    }
    expect(shown).toHaveLength(6);
    for (const value of shown) {
      const print = inspect(value, { showHidden: true, depth: 9 }) + JSON.stringify(value);
      expect(print).not.toContain('do-not-show');
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        expect(print).not.toContain(Buffer.from(key, 'base64').subarray(0, 6).toString(encoding));
      }
    }
  });
});
