import { sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { generateKeyPair, generateSecret } from './generate-secret.js';
import { Signer } from './signer.js';
import { parseSigningSecret, parseVerifyingSecret } from './signing-secret.js';
import { verify, type Received, type Verification } from './verify.js';
import { webhookHeaders, type WebhookHeaders } from './webhook-headers.js';

const nowSeconds = 1_674_087_231;
const body = Buffer.from('{"type":"order.paid","data":{"amount":1.0,"id":12345678901234567890}}');
const symmetric = generateSecret();
const pair = generateKeyPair();

const signerOf = (...secrets: string[]): Signer => new Signer(secrets.map((text) => parseSigningSecret(text)));
const headersBy = (...secrets: string[]): WebhookHeaders =>
  webhookHeaders(signerOf(...secrets), { id: 'evt_1', timestampSeconds: nowSeconds, body });

function check(secrets: readonly string[], received: Partial<Received>): Verification {
  const parsed = secrets.map((text) => parseVerifyingSecret(text));
  return verify({ headers: headersBy(symmetric), body, nowSeconds, ...received, secrets: parsed });
}

const verified: Verification = { kind: 'verified', id: 'evt_1', timestampSeconds: nowSeconds };
const refused = (reason: string): unknown => ({ kind: 'refused', reason });

describe('verifying', () => {
  it('takes any body under the secret that signed it, symmetric or not, whole or in chunks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.nat(500), (bytes, cut) => {
        for (const [signing, verifying] of [
          [symmetric, symmetric],
          [pair.privateKey, pair.publicKey],
        ] as const) {
          const message = { id: 'evt_1', timestampSeconds: nowSeconds, body: Buffer.from(bytes) };
          const headers = webhookHeaders(signerOf(signing), message);
          expect(check([verifying], { headers, body: bytes })).toEqual(verified);
          expect(check([verifying], { headers, body: [bytes.subarray(0, cut), bytes.subarray(cut)] })).toEqual(
            verified,
          );
        }
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a body with any one bit flipped', () => {
    const headers = headersBy(symmetric, pair.privateKey);
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.nat(7), (at, bit) => {
        const flipped = Buffer.from(body);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
        expect(check([symmetric, pair.publicKey], { headers, body: flipped })).toEqual(
          refused('no_matching_signature'),
        );
      }),
    );
  });

  it('refuses a signature with any one character changed, cut off or added', () => {
    for (const [signing, verifying] of [
      [symmetric, symmetric],
      [pair.privateKey, pair.publicKey],
    ] as const) {
      const headers = headersBy(signing);
      const signature = headers['webhook-signature'];
      const changes = Array.from(signature, (character, at) => {
        const other = character === 'A' ? 'B' : 'A';
        return signature.slice(0, at) + other + signature.slice(at + 1);
      });
      changes.push(signature.slice(0, -1), `${signature}=`, `${signature},`, signature.slice(0, 8), signature.slice(1));
      // The last character before the padding has bits that a lenient decoder drops.
      changes.push(...Array.from('ABCDEFGHIJKLMNOP').flatMap((last) => signature.replace(/[^=](=+)$/, `${last}$1`)));
      for (const changed of changes.filter((each) => each !== signature)) {
        const changedHeaders = { ...headers, 'webhook-signature': changed };
        expect(check([verifying], { headers: changedHeaders })).toEqual(refused('no_matching_signature'));
      }
    }
  });

  it('refuses what was signed with any other secret, and everything when there is none', () => {
    expect(check([generateSecret()], {})).toEqual(refused('no_matching_signature'));
    expect(check([generateKeyPair().publicKey], { headers: headersBy(pair.privateKey) })).toEqual(
      refused('no_matching_signature'),
    );
    expect(check([], {})).toEqual(refused('no_matching_signature'));
  });

  it('refuses an id or a time that was not signed', () => {
    const headers = headersBy(symmetric, pair.privateKey);
    const secrets = [symmetric, pair.publicKey];
    for (const changed of [{ 'webhook-id': 'evt_2' }, { 'webhook-timestamp': String(nowSeconds + 1) }]) {
      expect(check(secrets, { headers: { ...headers, ...changed } })).toEqual(refused('no_matching_signature'));
    }
  });

  it('takes one match among several signatures and several secrets, as during a rotation', () => {
    const [old, next] = [generateSecret(), generateSecret()];
    const headers = headersBy(next, old);
    for (const secrets of [[old], [next], [generateSecret(), old], [pair.publicKey, next]]) {
      expect(check(secrets, { headers })).toEqual(verified);
    }
  });

  it('passes over versions that it does not know', () => {
    const { 'webhook-signature': signature, ...others } = headersBy(symmetric);
    const value = signature.slice('v1,'.length);
    for (const unknown of [
      `v2,${value}`,
      `v1b,${value}`,
      `V1,${value}`,
      value,
      `,${value}`,
      'v1,',
      'v1',
      'v1a,',
      ',',
    ]) {
      const alone = { ...others, 'webhook-signature': unknown };
      expect(check([symmetric, pair.publicKey], { headers: alone })).toEqual(refused('no_matching_signature'));
      const among = { ...others, 'webhook-signature': `${unknown} ${signature}  ${unknown}` };
      expect(check([symmetric], { headers: among })).toEqual(verified);
    }
  });

  it('never takes a v1 signature for a v1a one, nor the other way round', () => {
    const byMac = headersBy(symmetric);
    const byKey = headersBy(pair.privateKey);
    const relabelled = (headers: WebhookHeaders, from: string, to: string): WebhookHeaders => ({
      ...headers,
      'webhook-signature': headers['webhook-signature'].replace(from, to),
    });
    for (const [secret, headers] of [
      [symmetric, byKey],
      [pair.publicKey, byMac],
      [symmetric, relabelled(byMac, 'v1,', 'v1a,')],
      [pair.publicKey, relabelled(byKey, 'v1a,', 'v1,')],
    ] as const) {
      expect(check([secret], { headers })).toEqual(refused('no_matching_signature'));
    }
    // A sender that uses the public key, which everybody knows, as an HMAC key.
    const publicAsSecret = pair.publicKey.replace('whpk_', 'whsec_');
    expect(check([pair.publicKey], { headers: headersBy(publicAsSecret) })).toEqual(refused('no_matching_signature'));
  });

  it("takes a v1a signature that node's own ed25519 made", () => {
    const { key } = parseSigningSecret(pair.privateKey);
    const content = Buffer.concat([Buffer.from(`evt_1.${nowSeconds}.`), body]);
    const signature = `v1a,${sign(null, content, key).toString('base64')}`;
    expect(check([pair.publicKey], { headers: { ...headersBy(symmetric), 'webhook-signature': signature } })).toEqual(
      verified,
    );
  });

  it('finds its headers in any case and as arrays, and takes signatures from several headers', () => {
    const headers = headersBy(symmetric);
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
    expect(
      check([symmetric], {
        headers: { 'Webhook-Id': id, 'WEBHOOK-TIMESTAMP': [timestamp], 'Webhook-Signature': ['v1,AAAA', signature] },
      }),
    ).toEqual(verified);
  });

  it('refuses a request that lacks a header, or has it empty', () => {
    const headers = headersBy(symmetric);
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
      for (const missing of [undefined, '', []]) {
        expect(check([symmetric], { headers: { ...headers, [name]: missing } })).toEqual(refused('missing_header'));
      }
    }
    expect(check([symmetric], { headers: {} })).toEqual(refused('missing_header'));
  });

  it('refuses two ids or two times rather than choosing one', () => {
    const headers = headersBy(symmetric);
    expect(check([symmetric], { headers: { ...headers, 'webhook-id': ['evt_1', 'evt_2'] } })).toEqual(
      refused('malformed_id'),
    );
    expect(check([symmetric], { headers: { ...headers, 'Webhook-Id': 'evt_1' } })).toEqual(refused('malformed_id'));
    const timestamp = headers['webhook-timestamp'];
    expect(check([symmetric], { headers: { ...headers, 'webhook-timestamp': [timestamp, timestamp] } })).toEqual(
      refused('malformed_timestamp'),
    );
  });

  it('refuses an id with a full stop, under which another message could carry the same signature', () => {
    // The signed content of id "a", now, body "7.b" is that of id "a.<now>", time 7, body "b".
    const later = { id: 'a', timestampSeconds: nowSeconds, body: Buffer.from('7.b') };
    const { 'webhook-signature': signature } = webhookHeaders(signerOf(symmetric), later);
    const headers = { 'webhook-id': `a.${nowSeconds}`, 'webhook-timestamp': '7', 'webhook-signature': signature };
    expect(check([symmetric], { headers, body: Buffer.from('b'), nowSeconds: 7 })).toEqual(refused('malformed_id'));
    for (const id of ['a b', 'a\n', 'é', '\u0000']) {
      expect(check([symmetric], { headers: { ...headers, 'webhook-id': id } })).toEqual(refused('malformed_id'));
    }
  });

  it("refuses a time that isn't whole seconds in plain digits", () => {
    const headers = headersBy(symmetric);
    const now = String(nowSeconds);
    for (const timestamp of [
      'hello',
      `+${now}`,
      `-${now}`,
      `0${now}`,
      ` ${now}`,
      `${now}\n`,
      `${now}.0`,
      `${now}.`,
      `${now}000`,
      '1.674087231e9',
      '0x63c7',
      '１６７４０８７２３１',
      'NaN',
    ]) {
      expect(check([symmetric], { headers: { ...headers, 'webhook-timestamp': timestamp } })).toEqual(
        refused('malformed_timestamp'),
      );
    }
  });

  it('refuses a time further from its clock than the tolerance, 300 s by default', () => {
    const received = (offsetSeconds: number, toleranceSeconds?: number): Verification =>
      check([symmetric], { nowSeconds: nowSeconds + offsetSeconds, toleranceSeconds });
    expect(received(300)).toEqual(verified);
    expect(received(301)).toEqual(refused('too_old'));
    expect(received(300.5)).toEqual(refused('too_old'));
    expect(received(-300)).toEqual(verified);
    expect(received(-301)).toEqual(refused('too_new'));
    expect(received(11, 10)).toEqual(refused('too_old'));
    expect(received(-11, 10)).toEqual(refused('too_new'));
    expect(received(3600, 3600)).toEqual(verified);
  });

  it('refuses everything under a clock or a tolerance that is not a number', () => {
    expect(check([symmetric], { nowSeconds: Number.NaN })).toEqual(refused('too_old'));
    expect(check([symmetric], { toleranceSeconds: Number.NaN })).toEqual(refused('too_old'));
  });

  it('checks no more than 32 signatures', () => {
    const { 'webhook-signature': signature, ...others } = headersBy(symmetric);
    const withOthers = (count: number): Verification =>
      check([symmetric], {
        headers: { ...others, 'webhook-signature': [...Array<string>(count).fill('v1,AAAA'), signature] },
      });
    expect(withOthers(31)).toEqual(verified);
    expect(withOthers(32)).toEqual(refused('too_many_signatures'));
  });
});

describe('the official standardwebhooks package', () => {
  // It reads the machine's clock and can't be given another.
  const machineSeconds = (): number => Math.floor(Date.now() / 1000);

  it('verifies what we sign, with each of two secrets during a rotation', () => {
    const [old, next] = [generateSecret(), generateSecret()];
    const signer = signerOf(next, old, pair.privateKey);
    fc.assert(
      fc.property(fc.json(), (text) => {
        const payload = Buffer.from(text);
        const headers = webhookHeaders(signer, { id: 'evt_1', timestampSeconds: machineSeconds(), body: payload });
        for (const secret of [old, next]) {
          expect(() => new Webhook(secret).verify(payload, { ...headers })).not.toThrow();
        }
      }),
      { numRuns: 50 },
    );
  });

  it('refuses what we sign with another secret', () => {
    const headers = webhookHeaders(signerOf(symmetric), { id: 'evt_1', timestampSeconds: machineSeconds(), body });
    expect(() => new Webhook(generateSecret()).verify(body, { ...headers })).toThrow('No matching signature found');
  });

  it('signs what we verify', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 99_999_999_999 }), (text, timestampSeconds) => {
        const signature = new Webhook(symmetric).sign('evt_1', new Date(timestampSeconds * 1000), text);
        const headers = {
          'webhook-id': 'evt_1',
          'webhook-timestamp': String(timestampSeconds),
          'webhook-signature': signature,
        };
        expect(check([symmetric], { headers, body: Buffer.from(text), nowSeconds: timestampSeconds })).toEqual({
          kind: 'verified',
          id: 'evt_1',
          timestampSeconds,
        });
      }),
      { numRuns: 50 },
    );
  });
});
