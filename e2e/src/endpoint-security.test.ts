import { createHmac, createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, status, type Received, type Tenant } from '@postrider/outside';
import {
  EgressIps,
  EndpointCreated,
  EndpointSigningKeys,
  EndpointTestStarted,
  Jwks,
  Tenant as TenantAnswer,
} from '@postrider/schemas';
import { TemporaryFolder } from '@postrider/stack';
import { ConnectProxy, eventually, selfSigned } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

const certificate = selfSigned('localhost');
let proxy: ConnectProxy;
let folder: TemporaryFolder;
let postrider: Deployment;
let acme: Tenant;

beforeAll(async () => {
  folder = await TemporaryFolder.create();
  const trusted = join(folder.path, 'trusted.pem');
  await writeFile(trusted, certificate.cert);
  proxy = await ConnectProxy.start();
  postrider = await Deployment.start({
    env: { EGRESS_IPS: '192.0.2.1,2001:db8::/64', NODE_EXTRA_CA_CERTS: trusted },
    serviceEnv: {
      dispatcher: {
        EGRESS_MIN_TLS: '1.3',
        EGRESS_PROXY_URL: `http://127.0.0.1:${proxy.port}`,
        EGRESS_PROXY_EXCEPT: '127.0.0.1,localhost',
      },
    },
  });
  acme = await postrider.tenant();
});
afterAll(async () => {
  await postrider.stop();
  await proxy.close();
  await folder.remove();
});

const policy = ({ id }: Tenant, body: object): Promise<unknown> =>
  postrider.client.get(TenantAnswer, 'subscription', 'PUT', `/v1/tenants/${id}`, { body });

const withoutKey = async (path: string): Promise<unknown> =>
  (await postrider.client.ask('subscription', 'GET', path, { headers: { authorization: '' } })).json;

const contentOf = ({ headers, body }: Received): Buffer =>
  Buffer.concat([Buffer.from(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.`), body]);

/** Which keys of an endpoint’s JWK Set a delivery is signed with, by their ids. */
async function signersOf(path: string, received: Received): Promise<string[]> {
  const { keys } = Jwks.parse(await withoutKey(path));
  const signatures = String(received.headers['webhook-signature'])
    .split(' ')
    .flatMap((each) => (each.startsWith('v1a,') ? [Buffer.from(each.slice(4), 'base64')] : []));
  return keys.flatMap((jwk) => {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return signatures.some((signature) => verify(null, contentOf(received), key, signature)) ? [jwk.kid] : [];
  });
}

describe('signatures', () => {
  it('are made in every form that an endpoint asks for, and its keys are rotated with overlap', async () => {
    const mailbox = postrider.receiver.mailbox();
    const form = { profile: 'custom', hash: 'sha256', encoding: 'hex' };
    const endpoint = await acme.register(mailbox, {
      signing: [
        { profile: 'v1' },
        { profile: 'v1a' },
        { ...form, header: 'X-Hub-Signature-256', template: '{body}', value: 'sha256={signature}', secret: 'theirs' },
        { ...form, header: 'Stripe-Signature', template: '{timestamp}.{body}', value: 't={timestamp},v1={signature}' },
      ],
    });
    expect(JSON.stringify(await acme.endpoint(endpoint.id))).not.toContain('theirs');
    const jwks = acme.path(`/endpoints/${endpoint.id}/jwks.json`);

    const first = await mailbox.arrival((await acme.publish()).id);
    expect(first.verified).toBe(true);
    expect(await signersOf(jwks, first)).toHaveLength(1);
    const time = String(first.headers['webhook-timestamp']);
    const hmac = (secret: string, content: Buffer) => createHmac('sha256', secret).update(content).digest('hex');
    expect(first.headers['x-hub-signature-256']).toBe(`sha256=${hmac('theirs', first.body)}`);
    const timed = Buffer.concat([Buffer.from(`${time}.`), first.body]);
    expect(first.headers['stripe-signature']).toBe(`t=${time},v1=${hmac(endpoint.secret, timed)}`);

    const rotated = await acme.client.get(
      EndpointSigningKeys,
      'subscription',
      'POST',
      acme.path(`/endpoints/${endpoint.id}/signing-keys/rotate`),
      { body: { graceSeconds: 3600 } },
    );
    expect(rotated.keys.map(({ expiresAt }) => typeof expiresAt)).toEqual(['undefined', 'string']);
    expect((await acme.endpoint(endpoint.id)).signingKeys).toEqual(rotated.keys);
    const second = await mailbox.arrival((await acme.publish()).id);
    expect(await signersOf(jwks, second)).toHaveLength(2);
    await acme.delete(endpoint.id);
  });

  it('take no header that is somebody else’s', async () => {
    const body = {
      url: postrider.receiver.mailbox().url,
      headers: { 'X-Ours': 'a' },
      signing: [{ profile: 'custom', header: 'x-ours', template: '{body}', hash: 'sha256', encoding: 'hex' }],
    };
    const { problem } = await acme.client.ask('subscription', 'POST', acme.path('/endpoints'), { body });
    expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ path: '/signing/0/header' }] });
    const { id } = await acme.register(postrider.receiver.mailbox(), { headers: body.headers });
    const patched = await acme.client.ask('subscription', 'PATCH', acme.path(`/endpoints/${id}`), {
      body: { signing: body.signing },
    });
    expect(patched.problem.errors).toMatchObject([{ path: '/signing/0/header' }]);
    await acme.delete(id);
  });
});

describe('credentials', () => {
  it('are tokens that are asked for: while there is none, the delivery fails for its auth and is tried again', async () => {
    const [issuer, mailbox] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    issuer.answers(status(401, {}, '{"error":"invalid_client"}'));
    issuer.otherwise = status(200, {}, '{"access_token":"a-token","token_type":"Bearer","expires_in":3600}');
    const { id } = await acme.register(mailbox, {
      retry: { scheduleSeconds: [1, 1] },
      auth: { type: 'oauth2', tokenUrl: issuer.url, clientId: 'us', clientSecret: 'open sesame', scopes: ['hooks'] },
    });
    const shown = await acme.endpoint(id);
    expect(shown.auth).toMatchObject({ type: 'oauth2', clientId: 'us', clientSecret: '[hidden]' });
    const event = await acme.publish();
    const arrived = await mailbox.arrival(event.id);
    expect(arrived.headers.authorization).toBe('Bearer a-token');
    const { attemptLog } = await acme.delivery((await acme.settled(event.id, 'delivered', id)).id);
    expect(attemptLog[0]).toMatchObject({
      outcome: 'failed',
      reason: 'auth',
      detail: 'the token URL answered 401 (invalid_client)',
    });
    expect(attemptLog[1]?.request?.headers).toMatchObject({ authorization: '[hidden]' });
    expect(JSON.stringify([shown, attemptLog])).not.toContain('sesame');

    await acme.patch(id, { auth: { type: 'basic', username: 'us', password: 'open sesame' } });
    const next = await mailbox.arrival((await acme.publish()).id);
    expect(next.headers.authorization).toBe(`Basic ${Buffer.from('us:open sesame').toString('base64')}`);
    expect(issuer.requests).toHaveLength(2);
    await acme.delete(id);
  });

  it('are a token that is asked for again when it is over', async () => {
    const [issuer, mailbox] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    issuer.answers(status(200, {}, '{"access_token":"first","token_type":"Bearer","expires_in":1}'));
    issuer.otherwise = status(200, {}, '{"access_token":"second","token_type":"Bearer","expires_in":3600}');
    const { id } = await acme.register(mailbox, {
      auth: { type: 'oauth2', tokenUrl: issuer.url, clientId: 'us', clientSecret: 'open sesame' },
    });
    const sentWith = async (): Promise<unknown> =>
      (await mailbox.arrival((await acme.publish()).id)).headers.authorization;
    expect(await sentWith()).toBe('Bearer first');
    await eventually('another token', async () => (await sentWith()) === 'Bearer second');
    expect(await sentWith()).toBe('Bearer second');
    expect(issuer.requests).toHaveLength(2);
    await acme.delete(id);
  });

  it('are a certificate that the receiver asks for; one that is none is refused where it is given', async () => {
    const client = selfSigned('client.test');
    const names: unknown[] = [];
    const server = createServer(
      { ...certificate, ca: [client.cert], requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        if (request.socket instanceof TLSSocket) names.push(request.socket.getPeerCertificate().subject.CN);
        response.end();
      },
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const body = (key: string) => ({
      url: `https://localhost:${port}/`,
      auth: { type: 'mtls', certificate: client.cert, key },
    });
    const path = acme.path('/endpoints');
    const refused = await acme.client.ask('subscription', 'POST', path, { body: body(certificate.key) });
    expect(refused.problem.errors).toEqual([{ path: '/auth/key', message: 'is not the key of the certificate' }]);
    const endpoint = await acme.client.get(EndpointCreated, 'subscription', 'POST', path, { body: body(client.key) });
    expect(endpoint.auth).toMatchObject({ key: '[hidden]', expiresAt: '2049-12-31T23:59:59.000Z' });
    const { id } = await acme.publish();
    const delivered = await acme.settled(id, 'delivered', endpoint.id);
    expect(names).toEqual(['client.test']);
    const [attempt] = (await acme.delivery(delivered.id)).attemptLog;
    expect(attempt?.address).toBe('127.0.0.1');
    const { dnsMs = -1, connectMs = -1, tlsMs = -1, firstByteMs = -1 } = attempt?.timings ?? {};
    expect(Math.min(dnsMs, connectMs, tlsMs, firstByteMs)).toBeGreaterThanOrEqual(0);
    expect(dnsMs + connectMs + tlsMs + firstByteMs).toBeLessThanOrEqual((attempt?.durationMs ?? 0) + 1);
    await acme.delete(endpoint.id);
    server.closeAllConnections();
    server.close();
  });
});

describe('the way out', () => {
  it('is a proxy that connects to the address that was judged, but for what is excepted', async () => {
    const requests: string[] = [];
    const server = createPlainServer((request, response) => {
      requests.push(String(request.headers['webhook-id']));
      response.end();
    }).listen(0, '127.0.0.2');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const tenant = await postrider.tenant();
    const direct = postrider.receiver.mailbox();
    await tenant.register(direct);
    const body = { url: `http://127.0.0.2:${port}/` };
    const endpoint = await tenant.client.get(EndpointCreated, 'subscription', 'POST', tenant.path('/endpoints'), {
      body,
    });
    const { id } = await tenant.publish();
    await tenant.settled(id, 'delivered', endpoint.id);
    await direct.arrival(id);
    expect(requests).toEqual([id]);
    expect(proxy.asked.map(({ authority }) => authority)).toEqual([`127.0.0.2:${port}`]);
    server.closeAllConnections();
    server.close();
  });

  it('takes no TLS that is older than it may be', async () => {
    const server = createServer({ ...certificate, maxVersion: 'TLSv1.2' }, (_request, response) => {
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const tenant = await postrider.tenant();
    const body = { url: `https://localhost:${port}/` };
    const endpoint = await tenant.client.get(EndpointCreated, 'subscription', 'POST', tenant.path('/endpoints'), {
      body,
    });
    const { id } = await tenant.publish();
    const delivery = await tenant.settled(id, 'retrying', endpoint.id);
    expect((await tenant.delivery(delivery.id)).attemptLog[0]).toMatchObject({ outcome: 'failed', reason: 'tls' });
    server.close();
  });
});

describe('https alone', () => {
  it('is a tenant’s to want: other URLs are refused, and nothing is sent to those that are there', async () => {
    const tenant = await postrider.tenant();
    const mailbox = postrider.receiver.mailbox();
    const { id } = await tenant.register(mailbox);
    await mailbox.arrival((await tenant.publish()).id);
    await policy(tenant, { httpsOnly: true });
    const again = { body: { url: mailbox.url } };
    const { problem } = await tenant.client.ask('subscription', 'POST', tenant.path('/endpoints'), again);
    expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ path: '/url' }] });
    const attempted = await eventually('an attempt that was not made', async () => {
      const event = await tenant.publish();
      const { id: delivery } = await tenant.settled(event.id, 'retrying', id, 2000).catch(() => ({ id: undefined }));
      return delivery !== undefined && (await tenant.delivery(delivery)).attemptLog[0];
    });
    expect(attempted).toMatchObject({ outcome: 'failed', reason: 'https_required' });
  });
});

describe('the owner of a URL', () => {
  it('shows it by answering with a challenge; a tenant may want nothing sent before', async () => {
    const tenant = await postrider.tenant();
    await policy(tenant, { verifiedOnly: true });
    const mailbox = postrider.receiver.mailbox();
    const { id } = await tenant.register(mailbox, { retry: { scheduleSeconds: Array(30).fill(1) } });
    const early = await eventually('an event that is not sent', async () => {
      const { id: event } = await tenant.publish();
      const found = await tenant.settled(event, 'retrying', id, 2000).catch(() => undefined);
      return found && (await tenant.delivery(found.id)).attemptLog[0]?.reason === 'unverified' && event;
    });
    const verify = () =>
      tenant.client.get(EndpointTestStarted, 'subscription', 'POST', tenant.path(`/endpoints/${id}/verify`));
    mailbox.otherwise = (response, { body }) => {
      const { data } = JSON.parse(body.toString()) as { data: { challenge?: string } };
      response.end(JSON.stringify({ challenge: data.challenge }));
    };
    mailbox.answers(status(204));
    const { event } = await verify();
    await tenant.settled(event, 'delivered', id);
    expect(mailbox.of(event)).toHaveLength(2);
    expect((await tenant.endpoint(id)).verifiedAt).toBeDefined();
    await mailbox.arrival(early);
    const { verifiedAt } = await tenant.patch(id, { url: `${mailbox.url}?moved` });
    expect(verifiedAt).toBeUndefined();
    await tenant.delete(id);
  });
});

describe('for receivers', () => {
  it('the addresses that deliveries come from are there without a key', async () => {
    expect(EgressIps.parse(await withoutKey('/v1/egress-ips'))).toEqual({ ips: ['192.0.2.1', '2001:db8::/64'] });
  });

  it('an endpoint is tried with the example of a type, which goes to nobody else', async () => {
    const type = 'test.example';
    await postrider.eventType(type, { example: { order: 7 } });
    const [tried, other] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    const { id } = await acme.register(tried, { subscriptions: [{ eventTypes: ['something.else'] }] });
    const { id: otherId } = await acme.register(other);
    const start = (body: object) =>
      acme.client.get(EndpointTestStarted, 'subscription', 'POST', acme.path(`/endpoints/${id}/test`), { body });
    const { event, delivery } = await start({ eventType: type });
    const arrived = await tried.arrival(event);
    expect([arrived.verified, JSON.parse(arrived.body.toString())]).toMatchObject([true, { type, data: { order: 7 } }]);
    expect(await acme.settled(event, 'delivered', id)).toMatchObject({ id: delivery });
    const plain = await tried.arrival((await start({})).event);
    expect(JSON.parse(plain.body.toString())).toMatchObject({
      type: 'postrider.endpoint.test',
      data: { endpoint: id },
    });
    // What comes after them for the other one comes without them.
    await other.arrival((await acme.publish()).id);
    expect(other.requests).toHaveLength(1);

    await postrider.eventType('test.bare');
    const path = acme.path(`/endpoints/${id}/test`);
    const refusals = await Promise.all(
      ['test.bare', 'test.unknown', 'postrider.endpoint.disabled'].map((eventType) =>
        acme.client.ask('subscription', 'POST', path, { body: { eventType } }),
      ),
    );
    const codes = refusals.map(({ problem }) => problem.code);
    expect(codes).toEqual(['invalid_request', 'unknown_event_type', 'reserved']);
    for (const each of [id, otherId]) await acme.delete(each);
  });
});
