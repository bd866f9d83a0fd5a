import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { CustomSigner } from './custom-signer.js';
import { generateKeyPair, generateSecret } from './generate-secret.js';
import { MessageSigner } from './message-signer.js';
import { publicJwk } from './public-jwk.js';
import { Signer } from './signer.js';
import { parseSigningSecret } from './signing-secret.js';

const message = { id: 'evt_1', timestampSeconds: Math.floor(Date.now() / 1000), body: Buffer.from('{"a":1.0}') };
const form = {
  header: 'X-Ours',
  template: '{body}',
  value: '{signature}',
  hash: 'sha256',
  encoding: 'hex',
} as const;

describe('the headers of a message', () => {
  it('have v1 and v1a in one: the official library takes the one, the JSON Web Key verifies the other', () => {
    const [secret, pair] = [generateSecret(), generateKeyPair()];
    const signer = new Signer([secret, pair.privateKey].map(parseSigningSecret));
    const headers = new MessageSigner(signer).headers(message);
    expect(() => new Webhook(secret).verify(message.body, headers)).not.toThrow();
    const [, signature = ''] = /v1a,(\S+)/.exec(headers['webhook-signature'] ?? '') ?? [];
    const jwk = publicJwk(pair.publicKey);
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const content = Buffer.from(`evt_1.${message.timestampSeconds}.{"a":1.0}`);
    expect(verify(null, content, key, Buffer.from(signature, 'base64'))).toBe(true);
    expect(verify(null, Buffer.from(`${content.toString()} `), key, Buffer.from(signature, 'base64'))).toBe(false);
  });

  it('have custom ones beside the standard, or instead of it', () => {
    const standard = new Signer([parseSigningSecret(generateSecret())]);
    const custom = [new CustomSigner(form, ['secret'])];
    expect(Object.keys(new MessageSigner(standard, custom).headers(message)).sort()).toEqual([
      'webhook-id',
      'webhook-signature',
      'webhook-timestamp',
      'x-ours',
    ]);
    expect(Object.keys(new MessageSigner(undefined, custom).headers(message)).sort()).toEqual([
      'webhook-id',
      'webhook-timestamp',
      'x-ours',
    ]);
  });
});

describe('the JSON Web Key of a public key', () => {
  it('has the thumbprint of RFC 8037, appendix A.3, as its id', () => {
    const bytes = Buffer.from('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', 'base64url');
    expect(publicJwk(`whpk_${bytes.toString('base64')}`)).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      use: 'sig',
      alg: 'EdDSA',
      kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    });
  });

  it('is none of a symmetric secret', () => {
    expect(() => publicJwk(generateSecret())).toThrow(TypeError);
  });
});
