import { createHmac, randomBytes, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { mintId, type EndpointEntity, type SigningProfile } from '@postrider/schemas';
import { parseSecretKeys, SecretBox } from '@postrider/secrets';
import { generateKeyPair, generateSecret, parseVerifyingSecret } from '@postrider/signing';
import { Webhook } from 'standardwebhooks';
import { signerOf } from './endpoint-signer.js';

const nowMs = Date.now();
const parsed = parseSecretKeys(randomBytes(32).toString('base64'));
if (parsed.kind === 'refused') throw new Error('the key was refused');
const box = new SecretBox(parsed.keys);
const id = mintId('ep', nowMs);
const at = (inMs: number): string => new Date(nowMs + inMs).toISOString();

const [current, old] = [generateSecret(), generateSecret()];
const [newKey, oldKey] = [generateKeyPair(), generateKeyPair()];

function signing(profiles: SigningProfile[] | undefined, ownSecrets?: Record<string, string>): EndpointEntity {
  const key = ({ privateKey, publicKey }: typeof newKey) => ({
    publicKey,
    sealed: box.seal(privateKey, `endpoint-key:${id}`),
  });
  return {
    kind: 'endpoint',
    id,
    tenant: 'acme',
    url: 'https://example.com/',
    status: 'enabled',
    secrets: [
      { sealed: box.seal(current, `endpoint-secret:${id}`) },
      { sealed: box.seal(old, `endpoint-secret:${id}`), expiresAt: at(60_000) },
    ],
    keys: [key(newKey), { ...key(oldKey), expiresAt: at(60_000) }],
    ...(profiles && { signing: profiles }),
    ...(ownSecrets && { sealedSigning: box.seal(JSON.stringify(ownSecrets), `endpoint-signing:${id}`) }),
  };
}

const github = {
  profile: 'custom',
  header: 'X-Hub-Signature-256',
  template: '{body}',
  value: 'sha256={signature}',
  hash: 'sha256',
  encoding: 'hex',
} as const;

const body = Buffer.from('{"n":1.0}');
const headersOf = (endpoint: EndpointEntity, laterMs = 0): Record<string, string> =>
  signerOf(endpoint, box, nowMs + laterMs).headers({
    id: 'evt_1',
    timestampSeconds: Math.floor((nowMs + laterMs) / 1000),
    body,
  });

/** The public keys that a header has a signature of. */
function signedBy(headers: Record<string, string>): string[] {
  const content = Buffer.from(`evt_1.${headers['webhook-timestamp']}.${body.toString()}`);
  const signatures = (headers['webhook-signature'] ?? '').split(' ').filter((each) => each.startsWith('v1a,'));
  return [newKey.publicKey, oldKey.publicKey].filter((publicKey) =>
    signatures.some((signature) =>
      verify(null, content, parseVerifyingSecret(publicKey).key, Buffer.from(signature.slice(4), 'base64')),
    ),
  );
}

describe('the signatures of an endpoint', () => {
  it('are v1 alone where nothing is said', () => {
    const headers = headersOf(signing(undefined));
    expect(() => new Webhook(current).verify(body, headers)).not.toThrow();
    expect(headers['webhook-signature']).not.toContain('v1a,');
  });

  it('are all that it asks for, at once', () => {
    const headers = headersOf(signing([{ profile: 'v1' }, { profile: 'v1a' }, { ...github, ownSecret: false }]));
    for (const secret of [current, old]) expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
    expect(signedBy(headers)).toEqual([newKey.publicKey, oldKey.publicKey]);
    expect(headers['x-hub-signature-256']).toBe(`sha256=${createHmac('sha256', old).update(body).digest('hex')}`);
  });

  it('are no longer those of a secret and a key that have expired', () => {
    const headers = headersOf(signing([{ profile: 'v1a' }, { ...github, ownSecret: false }]), 60_000);
    expect(signedBy(headers)).toEqual([newKey.publicKey]);
    expect(headers['x-hub-signature-256']).toBe(`sha256=${createHmac('sha256', current).update(body).digest('hex')}`);
  });

  it('are by a secret of a profile’s own where it has one', () => {
    const endpoint = signing([{ ...github, ownSecret: true }], { 'x-hub-signature-256': 'theirs' });
    expect(headersOf(endpoint)).toEqual({
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(nowMs / 1000)),
      'x-hub-signature-256': `sha256=${createHmac('sha256', 'theirs').update(body).digest('hex')}`,
    });
  });

  it('are never fewer than it asks for: what cannot be made stops the sending', () => {
    const withoutKeys = { ...signing([{ profile: 'v1' }, { profile: 'v1a' }]), keys: [] };
    expect(() => headersOf(withoutKeys)).toThrow('no_secrets');
    expect(() => headersOf(signing([{ ...github, ownSecret: true }]))).toThrow('no_secrets');
    expect(() => headersOf({ ...signing([{ profile: 'v1a' }]), id: mintId('ep', nowMs) })).toThrow('tampered');
  });
});
