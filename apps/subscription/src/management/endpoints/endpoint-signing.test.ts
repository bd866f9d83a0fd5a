import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { EndpointRow } from '@postrider/persistence';
import { mintId, type Signing } from '@postrider/schemas';
import { parseSecretKeys, SecretBox } from '@postrider/secrets';
import { endpointFaults } from './endpoint-faults.js';
import { shownSigning, signingColumns } from './endpoint-signing.js';

const parsed = parseSecretKeys(randomBytes(32).toString('base64'));
if (parsed.kind === 'refused') throw new Error('the key was refused');
const box = new SecretBox(parsed.keys);
const id = mintId('ep', Date.now());

const custom = {
  profile: 'custom',
  header: 'X-Ours',
  template: '{body}',
  value: '{signature}',
  hash: 'sha256',
  encoding: 'hex',
} as const;

const rowOf = (signing: Signing | null, headerNames: string[] = []): EndpointRow =>
  Object.assign(new EndpointRow(), { id, headerNames, ...signingColumns(id, signing, box) });

describe('the signing of an endpoint', () => {
  it('is shown as v1 where nothing is said', () => {
    expect(shownSigning(rowOf(null))).toEqual([{ profile: 'v1' }]);
  });

  it('is kept and shown without its secrets, which are sealed', () => {
    const row = rowOf([{ profile: 'v1a' }, { ...custom, secret: 'open sesame' }]);
    expect(JSON.stringify(row)).not.toContain('sesame');
    expect(shownSigning(row)).toEqual([{ profile: 'v1a' }, { ...custom, secret: '[hidden]' }]);
    expect(box.open(row.sealedSigning ?? '', `endpoint-signing:${id}`)).toEqual({
      kind: 'opened',
      plaintext: '{"x-ours":"open sesame"}',
    });
  });

  it('must leave the endpoint’s own headers alone, in whatever letters', () => {
    expect(endpointFaults(rowOf([{ profile: 'v1' }, custom], ['x-OURS', 'x-else']), false)).toEqual([
      { path: '/signing/1/header', message: "X-Ours is one of the endpoint's own headers already" },
    ]);
    expect(endpointFaults(rowOf([custom], ['x-else']), false)).toEqual([]);
  });
});
