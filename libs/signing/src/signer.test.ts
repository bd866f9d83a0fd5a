import { createHmac, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateKeyPair, generateSecret } from './generate-secret.js';
import { Signer } from './signer.js';
import { SigningError } from './signing-error.js';
import { parseSigningSecret, parseVerifyingSecret } from './signing-secret.js';
import { webhookHeaders } from './webhook-headers.js';

const signerOf = (...secrets: string[]): Signer => new Signer(secrets.map((text) => parseSigningSecret(text)));
const message = { id: 'evt_1', timestampSeconds: 1674087231, body: Buffer.from('{"type":"order.paid"}') };

describe('the signer', () => {
  it('agrees with the vector that the official libraries share', () => {
    expect(
      signerOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw').sign({
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        timestampSeconds: 1614265330,
        body: Buffer.from('{"test": 2432232314}'),
      }),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('agrees with the vector of the official Rust library', () => {
    expect(
      signerOf('whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD').sign({
        id: 'msg_27UH4WbU6Z5A5EzD8u03UvzRbpk',
        timestampSeconds: 1649367553,
        body: Buffer.from('{"email":"test@example.com","username":"test_user"}'),
      }),
    ).toBe('v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=');
  });

  it("makes the v1a signature of the spec's example header, whose key is Svix's test key", () => {
    const pair = '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
    const seed = '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=';
    for (const text of [pair, seed]) {
      expect(
        signerOf(`whsk_${text}`).sign({
          id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
          timestampSeconds: 1614265330,
          body: Buffer.from('{"test": 2432232314}'),
        }),
      ).toBe('v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==');
    }
  });

  it('signs the bytes of any body, valid UTF-8 or not, as a plain HMAC of id.timestamp.body does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.uint8Array({ minLength: 24, maxLength: 64 }), (body, key) => {
        const content = Buffer.concat([Buffer.from('evt_1.1674087231.'), body]);
        const expected = createHmac('sha256', key).update(content).digest('base64');
        const signer = signerOf(`whsec_${Buffer.from(key).toString('base64')}`);
        expect(signer.sign({ ...message, body: Buffer.from(body) })).toBe(`v1,${expected}`);
      }),
    );
  });

  it('signs several chunks as it signs their concatenation', () => {
    const signer = signerOf(generateSecret(), generateKeyPair().privateKey);
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 }), (chunks) => {
        const buffers = chunks.map((chunk) => Buffer.from(chunk));
        expect(signer.sign({ ...message, body: buffers })).toBe(
          signer.sign({ ...message, body: Buffer.concat(buffers) }),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('signs once with each live secret, in their order, separated by spaces', () => {
    const secrets = [generateSecret(), generateKeyPair().privateKey, generateSecret()];
    const alone = secrets.map((secret) => signerOf(secret).sign(message));
    expect(alone.map((signature) => signature.split(',')[0])).toEqual(['v1', 'v1a', 'v1']);
    expect(signerOf(...secrets).sign(message)).toBe(alone.join(' '));
  });

  it("makes v1a signatures that node's own ed25519 verifies", () => {
    const { privateKey, publicKey } = generateKeyPair();
    const signature = Buffer.from(signerOf(privateKey).sign(message).slice('v1a,'.length), 'base64');
    const content = Buffer.concat([Buffer.from('evt_1.1674087231.'), message.body]);
    expect(verify(null, content, parseVerifyingSecret(publicKey).key, signature)).toBe(true);
    expect(verify(null, content, generateKeyPairSync('ed25519').publicKey, signature)).toBe(false);
  });

  it('keeps to the secrets that it was built with', () => {
    const secrets = [parseSigningSecret(generateSecret())];
    const signer = new Signer(secrets);
    const before = signer.sign(message);
    secrets.push(parseSigningSecret(generateSecret()));
    expect(signer.sign(message)).toBe(before);
  });

  it("isn't built without a secret", () => {
    expect(() => new Signer([])).toThrow(new SigningError('no_secrets'));
  });

  it('refuses an id that would make the signed content ambiguous or break the header', () => {
    const signer = signerOf(generateSecret());
    for (const id of ['', 'a.1', '.', 'a b', 'a\r\nx-admin: 1', 'a\n', '\ta', 'a\0', 'é', 'a\u007f', '\ud800']) {
      expect(() => signer.sign({ ...message, id })).toThrow(new SigningError('unsafe_id'));
    }
    for (const id of ['evt_1', 'A-z_09', 'urn:x/1?y=~!']) {
      expect(signer.sign({ ...message, id })).toMatch(/^v1,/);
    }
  });

  it("refuses a time that isn't whole seconds, milliseconds among them", () => {
    const signer = signerOf(generateSecret());
    for (const timestampSeconds of [-1, 1.5, Number.NaN, Infinity, 1e21, 1674087231000, 100_000_000_000]) {
      expect(() => signer.sign({ ...message, timestampSeconds })).toThrow(new SigningError('unsafe_timestamp'));
    }
    for (const timestampSeconds of [0, 1, 99_999_999_999]) {
      expect(signer.sign({ ...message, timestampSeconds })).toMatch(/^v1,/);
    }
  });
});

describe('the webhook headers', () => {
  it('are the id, the time and the signatures of the message', () => {
    const signer = signerOf(`whsec_${randomBytes(32).toString('base64')}`);
    expect(webhookHeaders(signer, message)).toEqual({
      'webhook-id': 'evt_1',
      'webhook-timestamp': '1674087231',
      'webhook-signature': signer.sign(message),
    });
  });
});
