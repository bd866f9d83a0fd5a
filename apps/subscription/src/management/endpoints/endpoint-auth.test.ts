import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { EndpointRow } from '@postrider/persistence';
import { EndpointAuth, mintId } from '@postrider/schemas';
import { parseSecretKeys, SecretBox } from '@postrider/secrets';
import { ProblemError } from '@postrider/service';
import { selfSigned } from '@postrider/testing';
import { authColumns } from './endpoint-auth.js';
import { endpointFaults } from './endpoint-faults.js';

const parsed = parseSecretKeys(randomBytes(32).toString('base64'));
if (parsed.kind === 'refused') throw new Error('the key was refused');
const box = new SecretBox(parsed.keys);
const id = mintId('ep', Date.now());

const pair = (name: string, until?: string) => {
  const { cert: certificate, key } = selfSigned(name, until);
  return { certificate, key };
};
const [VALID, OTHER, EXPIRED] = [pair('client.test'), pair('client.test'), pair('client.test', '250101000000Z')];

const columns = (auth: EndpointAuth | null) => authColumns(id, auth, box, Date.now());

function refusalOf(work: () => unknown): ProblemError {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const all: readonly EndpointAuth[] = [
  { type: 'basic', username: 'us', password: 'sesame' },
  { type: 'bearer', token: 'sesame' },
  { type: 'apiKey', header: 'X-Key', value: 'sesame' },
  {
    type: 'oauth2',
    tokenUrl: 'https://id.example/token',
    clientId: 'us',
    clientSecret: 'sesame',
    scopes: ['a'],
    authMethod: 'post',
  },
  { type: 'mtls', ...VALID },
];

describe('the auth of an endpoint', () => {
  it.each(all)('is shown without what is secret of it, and sealed as a whole: $type', (auth) => {
    const { auth: shown, sealedAuth } = columns(auth);
    expect(JSON.stringify(shown)).not.toMatch(/sesame|PRIVATE KEY/);
    expect(shown).toMatchObject({ type: auth.type });
    expect(JSON.stringify(shown)).toContain('[hidden]');
    expect(box.open(sealedAuth ?? '', `endpoint-auth:${id}`)).toEqual({
      kind: 'opened',
      plaintext: JSON.stringify(auth),
    });
    // What was shown can't be given back as if it were the value.
    expect(EndpointAuth.safeParse(shown).success).toBe(false);
    expect(EndpointAuth.safeParse(auth).success).toBe(true);
  });

  it('says whom a certificate names and when it expires', () => {
    expect(columns({ type: 'mtls', ...VALID }).auth).toMatchObject({
      subject: 'CN=client.test',
      expiresAt: '2049-12-31T23:59:59.000Z',
    });
    expect(columns({ type: 'mtls', ...VALID, certificate: VALID.certificate + OTHER.certificate }).auth).toMatchObject({
      subject: 'CN=client.test',
    });
  });

  it.each([
    ['no certificate', { ...VALID, certificate: 'hello' }, '/auth/certificate', /not a certificate in PEM/],
    ['a certificate that has expired', EXPIRED, '/auth/certificate', /has expired/],
    ['no key', { ...VALID, key: 'sesame' }, '/auth/key', /not a private key in PEM/],
    ['the key of another certificate', { ...VALID, key: OTHER.key }, '/auth/key', /not the key of the certificate/],
    [
      'a chain that is damaged',
      { ...VALID, certificate: `${VALID.certificate}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n` },
      '/auth/certificate',
      /chain is damaged/,
    ],
  ])('is refused with its place for %s', (_, given, path, message) => {
    const refused = refusalOf(() => columns({ type: 'mtls', ...given }));
    expect(refused.document.errors).toEqual([{ path, message: expect.stringMatching(message) }]);
    expect(JSON.stringify(refused.document)).not.toMatch(/sesame|PRIVATE KEY/);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a user name with a colon', { type: 'basic', username: 'a:b', password: 'c' }],
    ['a token with a space', { type: 'bearer', token: 'a b' }],
    ['a header of ours', { type: 'apiKey', header: 'webhook-id', value: 'x' }],
    ['a header of HTTP’s', { type: 'apiKey', header: 'Host', value: 'x' }],
    ['a value with a line break', { type: 'apiKey', header: 'x-key', value: 'a\r\nb: c' }],
    ['a scope with a space', { ...all[3], scopes: ['a b'] }],
    ['another’s field', { type: 'bearer', token: 'a', password: 'b' }],
    ['a type that there is not', { type: 'digest' }],
  ])('is refused with %s', (_, auth) => {
    expect(EndpointAuth.safeParse(auth).success).toBe(false);
  });

  it('sets no header that another part of the endpoint sets, and no certificate without TLS', () => {
    const rowOf = (auth: EndpointAuth, given: Partial<EndpointRow>): EndpointRow =>
      Object.assign(
        new EndpointRow(),
        { url: 'https://a.example/', headerNames: [], signing: null },
        given,
        columns(auth),
      );
    const [basic, , apiKey] = all;
    const mtls: EndpointAuth = { type: 'mtls', ...VALID };
    if (!basic || !apiKey) throw new Error('there are five');
    expect(endpointFaults(rowOf(basic, { headerNames: ['Authorization'] }), false)).toEqual([
      { path: '/auth', message: "authorization is one of the endpoint's own headers already" },
    ]);
    const form = {
      template: '{body}',
      value: '{signature}',
      hash: 'sha256',
      encoding: 'hex',
      ownSecret: false,
    } as const;
    const signing = [{ profile: 'custom', header: 'x-key', ...form }] as const;
    expect(endpointFaults(rowOf(apiKey, { signing: [...signing] }), false)).toEqual([
      { path: '/signing/0/header', message: 'x-key is what auth sets already' },
    ]);
    expect(endpointFaults(rowOf(mtls, { url: 'http://a.example/' }), false)).toEqual([
      { path: '/auth', message: expect.stringContaining('needs an https URL') },
    ]);
    expect(endpointFaults(rowOf(mtls, { headerNames: ['authorization'] }), false)).toEqual([]);
  });
});
