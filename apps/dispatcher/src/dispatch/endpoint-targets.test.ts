import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createLog } from '@postrider/observability';
import { mintId, type AcceptedEvent, type EndpointAuth, type EndpointEntity } from '@postrider/schemas';
import { parseSecretKeys, SecretBox } from '@postrider/secrets';
import { generateSecret } from '@postrider/signing';
import { SystemClock } from '@postrider/time';
import { Webhook } from 'standardwebhooks';
import { deliveryRequest } from './delivery-request.js';
import { EndpointTargets, type Target } from './endpoint-targets.js';

const nowMs = Date.now();
const log = createLog('test', 'silent');

function boxWith(key = randomBytes(32)): SecretBox {
  const parsed = parseSecretKeys(key.toString('base64'));
  if (parsed.kind === 'refused') throw new Error('the key was refused');
  return new SecretBox(parsed.keys);
}

const box = boxWith();
const id = mintId('ep', nowMs);
const issuing = {
  clock: new SystemClock(),
  sender: { send: () => Promise.reject(new Error('nothing is sent here')) },
};

function endpointWith(
  secrets: readonly { secret: string; expiresInMs?: number }[],
  headers?: Record<string, string>,
): EndpointEntity {
  return {
    kind: 'endpoint',
    id,
    tenant: 'acme',
    url: 'https://example.com/hooks?a=1',
    status: 'enabled',
    secrets: secrets.map(({ secret, expiresInMs }) => ({
      sealed: box.seal(secret, `endpoint-secret:${id}`),
      ...(expiresInMs !== undefined && { expiresAt: new Date(nowMs + expiresInMs).toISOString() }),
    })),
    ...(headers && { sealedHeaders: box.seal(JSON.stringify(headers), `endpoint-headers:${id}`) }),
  };
}

const event: AcceptedEvent = {
  meta: {
    tenant: 'acme',
    id: 'evt_1',
    type: 'order.created',
    timestamp: '2026-03-01T12:00:00.000Z',
    acceptedAt: '2026-03-01T12:00:00.000Z',
    idChosen: false,
  },
  data: Buffer.from(String.raw`{"amount":1.0,"id":12345678901234567890,"e":1e2,"s":"\u00e9\/"}`),
};

function requestTo(target: Target | undefined) {
  if (!target) throw new Error('there is no target');
  const request = deliveryRequest(event, target, nowMs, 5000);
  return { ...request, body: Buffer.concat(request.body as Buffer[]) };
}

describe('the request of an attempt', () => {
  it('has the data byte for byte in its envelope, and a signature that the official library takes', () => {
    const secret = generateSecret();
    const request = requestTo(new EndpointTargets(box, log, issuing).of(endpointWith([{ secret }]), nowMs));
    expect(request.body.toString()).toBe(
      String.raw`{"type":"order.created","timestamp":"2026-03-01T12:00:00.000Z","data":{"amount":1.0,"id":12345678901234567890,"e":1e2,"s":"\u00e9\/"}}`,
    );
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    });
    expect(() => new Webhook(secret).verify(request.body, request.headers)).not.toThrow();
    expect(() => new Webhook(generateSecret()).verify(request.body, request.headers)).toThrow();
  });

  it('has the endpoint’s own headers, and none that could pass for ours', () => {
    const headers = { 'X-Token': 'abc', 'Webhook-Signature': 'v1,forged' };
    const request = requestTo(
      new EndpointTargets(box, log, issuing).of(endpointWith([{ secret: generateSecret() }], headers), nowMs),
    );
    expect(request.headers['x-token']).toBe('abc');
    expect(request.headers['webhook-signature']).not.toContain('forged');
    expect(Object.keys(request.headers).filter((name) => name !== name.toLowerCase())).toEqual([]);
  });
});

describe('the credentials of an endpoint', () => {
  const withAuth = (auth: EndpointAuth, headers?: Record<string, string>): EndpointEntity => ({
    ...endpointWith([{ secret: generateSecret() }], headers),
    sealedAuth: box.seal(JSON.stringify(auth), `endpoint-auth:${id}`),
  });
  const targetOf = (auth: EndpointAuth, headers?: Record<string, string>): Target | undefined =>
    new EndpointTargets(box, log, issuing).of(withAuth(auth, headers), nowMs);

  it.each<[EndpointAuth, Record<string, string>]>([
    // RFC 7617, section 2 and 2.1.
    [
      { type: 'basic', username: 'Aladdin', password: 'open sesame' },
      { authorization: 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==' },
    ],
    [{ type: 'basic', username: 'test', password: '123£' }, { authorization: 'Basic dGVzdDoxMjPCow==' }],
    [{ type: 'bearer', token: 'a.b-c' }, { authorization: 'Bearer a.b-c' }],
    [{ type: 'apiKey', header: 'X-Api-Key', value: 'abc' }, { 'x-api-key': 'abc' }],
  ])('are in a header: %j', (auth, headers) => {
    const request = requestTo(targetOf(auth, { 'x-own': '1' }));
    expect(request.headers).toMatchObject({ ...headers, 'x-own': '1' });
  });

  it('are a certificate, which is told apart by endpoint, certificate and key', () => {
    const auth = { type: 'mtls', certificate: 'certificate', key: 'key' } as const;
    const target = targetOf(auth);
    expect(requestTo(target).identity).toMatchObject({ certificate: 'certificate', key: 'key' });
    expect(target?.identity?.id).toBe(targetOf(auth)?.identity?.id);
    expect(target?.identity?.id).not.toBe(targetOf({ ...auth, key: 'other' })?.identity?.id);
    expect(target?.identity?.id).toContain(id);
  });

  it('are not what a transformation says', () => {
    const target = targetOf({ type: 'bearer', token: 'ours' }, { 'x-own': '1', 'x-other': '2' });
    const headers = { Authorization: 'Bearer theirs', 'X-Own': '3', 'X-More': '4' };
    const request = target && deliveryRequest(event, target, nowMs, 5000, { headers });
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer ours',
      'x-own': '3',
      'x-other': '2',
      'x-more': '4',
    });
  });

  it('stop the sending where they cannot be read', () => {
    const moved = { ...withAuth({ type: 'bearer', token: 'x' }), sealedAuth: box.seal('{}', 'endpoint-auth:other') };
    expect(new EndpointTargets(box, log, issuing).of(moved, nowMs)).toBeUndefined();
  });
});

describe('the targets of endpoints', () => {
  it('sign with every live secret, and no longer with one that has expired', () => {
    const [current, old] = [generateSecret(), generateSecret()];
    const targets = new EndpointTargets(box, log, issuing);
    const endpoint = endpointWith([{ secret: current }, { secret: old, expiresInMs: 60_000 }]);
    const during = requestTo(targets.of(endpoint, nowMs));
    expect(() => new Webhook(old).verify(during.body, during.headers)).not.toThrow();
    expect(() => new Webhook(current).verify(during.body, during.headers)).not.toThrow();
    const after = requestTo(targets.of(endpoint, nowMs + 60_000));
    expect(() => new Webhook(old).verify(after.body, after.headers)).toThrow();
    expect(() => new Webhook(current).verify(after.body, after.headers)).not.toThrow();
  });

  it('are got ready once for each version of an endpoint', () => {
    const targets = new EndpointTargets(box, log, issuing);
    const endpoint = endpointWith([{ secret: generateSecret() }]);
    expect(targets.of(endpoint, nowMs)).toBe(targets.of(endpoint, nowMs + 1000));
    expect(targets.of({ ...endpoint }, nowMs)).not.toBe(targets.of(endpoint, nowMs));
  });

  it('are none where a secret or the headers cannot be opened', () => {
    const endpoint = endpointWith([{ secret: generateSecret() }], { a: 'b' });
    expect(new EndpointTargets(boxWith(), log, issuing).of(endpoint, nowMs)).toBeUndefined();
    const moved = { ...endpoint, id: mintId('ep', nowMs) };
    expect(new EndpointTargets(box, log, issuing).of(moved, nowMs)).toBeUndefined();
    expect(new EndpointTargets(box, log, issuing).of({ ...endpoint, secrets: [] }, nowMs)).toBeUndefined();
  });
});
