import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Answered, type Asked, Deployment, PostriderClient, status, Tenant } from '@postrider/outside';
import { ApiKey, ApiKeyCreated, AuditPage, mintId, PortalToken, type AuditEntry } from '@postrider/schemas';
import { eventually } from '@postrider/testing';
import { openApiOf, operationsOf, pathOf, type ApiOperation } from './outside/open-api-operations.js';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

let postrider: Deployment;
let acme: Tenant;
const TRIALS = ['testEndpoint', 'testFilter', 'testTransform'];
/** What must be in no entry of the audit log. */
const secrets: string[] = [];

beforeAll(async () => {
  postrider = await Deployment.start({ env: { TRUSTED_PROXY_CIDRS: '127.0.0.0/8' } });
  acme = await postrider.tenant();
});
afterAll(() => postrider.stop());

const manage = (method: string, path: string, asked?: Asked, client: PostriderClient = postrider.client) =>
  client.ask('subscription', method, path, asked);

const newKey = async (body: object, client: PostriderClient = postrider.client): Promise<ApiKeyCreated> => {
  const key = await client.get(ApiKeyCreated, 'subscription', 'POST', '/v1/api-keys', {
    body: { name: 'tried', scopes: ['read'], ...body },
  });
  secrets.push(key.key);
  return key;
};

const audit = async (query = '', path = '/v1/audit-log'): Promise<readonly AuditEntry[]> =>
  (await postrider.client.get(AuditPage, 'subscription', 'GET', `${path}?limit=250&${query}`)).data;

const etagOf = ({ headers }: Answered): string => headers.get('etag') ?? 'none';
const codeOf = (answered: Answered): string =>
  answered.status < 300 ? String(answered.status) : answered.problem.code;

describe('the audit log', () => {
  /** A delivery that waits for its next attempt. */
  const retrying = async () => {
    const failing = postrider.receiver.mailbox();
    failing.otherwise = status(404);
    const type = `fails.${mintId('evt', Date.now()).slice(-8)}`;
    await postrider.eventType(type);
    await acme.register(failing, { subscriptions: [{ eventTypes: [type] }], retry: { scheduleSeconds: [3600] } });
    return acme.settled((await acme.publish({ type })).id, 'retrying');
  };

  /** What there has to be for an operation to have something to do, made anew for each. */
  const things = {
    endpoint: async () => {
      const headers = { 'x-token': `header-secret-${mintId('evt', Date.now())}` };
      const signing = [{ profile: 'v1' }, { profile: 'v1a' }];
      const subscriptions = [{ eventTypes: ['nobody.publishes_it'] }];
      const endpoint = await acme.register(postrider.receiver.mailbox(), { headers, signing, subscriptions });
      secrets.push(endpoint.secret, headers['x-token']);
      return endpoint.id;
    },
    delivery: async () => (await retrying()).id,
    event: async () => (await retrying()).event,
    job: async () => (await acme.redrive()).job,
    key: async () => (await newKey({})).id,
  };

  const idFor = ({ path }: ApiOperation): Promise<string> => {
    if (path.includes('/endpoints/')) return things.endpoint();
    if (path.includes('/deliveries/')) return things.delivery();
    if (path.includes('/events/')) return things.event();
    return path.includes('/jobs/') ? things.job() : things.key();
  };

  /** What a body has to have, by its name. */
  const needed: Readonly<Record<string, unknown>> = {
    url: 'https://example.com/',
    name: 'tried',
    scopes: ['read'],
    since: '2026-01-01T00:00:00Z',
    status: 'dead',
    openapi: '3.1.0',
    webhooks: {
      'audited.imported': {
        post: { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    },
  };

  const bodyOf = ({ body }: ApiOperation): object | undefined =>
    body && Object.fromEntries(((body.required ?? []) as string[]).map((name) => [name, needed[name]]));

  it('has an entry for every operation that changes something, whoever did it and from where', async () => {
    const operations = operationsOf(await openApiOf(postrider.client, 'subscription'), 'subscription')
      // To try something changes nothing: an endpoint gets an event like any other.
      .filter(({ method, id }) => method !== 'GET' && !TRIALS.includes(id))
      // What others need goes last.
      .sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE') || b.path.length - a.path.length);
    expect(operations.length).toBeGreaterThan(20);
    await postrider.eventType('audited.type');
    await manage('PUT', '/v1/event-types/audited.type/versions/2', { body: {} });
    const done: { readonly operation: string; readonly id: string; readonly requestId: string | null }[] = [];
    for (const operation of operations) {
      const id = operation.path.includes('{id}') ? await idFor(operation) : '';
      const tenant = operation.path === '/v1/tenants/{tenant}' ? 'audited' : acme.id;
      const path = pathOf(operation, { tenant, type: 'audited.type', version: '2', id });
      const answered = await manage(operation.method, path, {
        body: bodyOf(operation),
        headers: { 'x-forwarded-for': '203.0.113.7' },
      });
      expect([operation.id, answered.status < 300 ? 'done' : answered.problem]).toEqual([operation.id, 'done']);
      done.push({ operation: operation.id, id, requestId: answered.headers.get('x-request-id') });
    }
    const all = await audit();
    const actor = { kind: 'root', id: 'root', address: '203.0.113.7' };
    for (const { operation, id, requestId } of done) {
      const entries = all.filter((entry) => entry.requestId === requestId);
      expect([operation, entries.length > 0]).toEqual([operation, true]);
      for (const entry of entries) expect(entry).toMatchObject({ operation, actor });
      if (id !== '') expect(entries.map(({ target }) => target)).toContain(id);
    }
  });

  it('says what was before and after, to the tenant too, and to no other', async () => {
    const { id } = await acme.register(postrider.receiver.mailbox());
    const key = await newKey({ name: 'a tenant’s', scopes: ['manage', 'read'], tenant: acme.id });
    await acme.as(key.key).patch(id, { description: 'changed' });
    const [patched, made, ...others] = await audit(`id=${id}&kind=endpoint`, acme.path('/audit-log'));
    expect(others).toEqual([]);
    expect(made).toMatchObject({ operation: 'createEndpoint', actor: { kind: 'root' } });
    expect(made?.before).toBeUndefined();
    expect(patched).toMatchObject({
      operation: 'updateEndpoint',
      tenant: acme.id,
      actor: { kind: 'key', id: key.id, name: 'a tenant’s' },
      before: made?.after,
      after: { description: 'changed', status: 'enabled' },
    });
    expect(await audit(`actor=${key.id}`)).toEqual([patched]);
    expect(await audit(`id=${id}&until=${made?.at ?? ''}`)).toEqual([]);
    const other = await postrider.tenant();
    expect(codeOf(await manage('GET', other.path('/audit-log'), {}, postrider.client.as(key.key)))).toBe('not_found');
    expect(codeOf(await manage('GET', '/v1/audit-log', {}, postrider.client.as(key.key)))).toBe('not_found');
  });

  it('has nothing of what was refused, and nothing secret', async () => {
    const refused = await manage('DELETE', acme.path(`/endpoints/${mintId('ep', Date.now())}`));
    expect(codeOf(refused)).toBe('not_found');
    const entries = await audit();
    expect(entries.map(({ requestId }) => requestId)).not.toContain(refused.headers.get('x-request-id'));
    expect(secrets.length).toBeGreaterThan(10);
    const text = JSON.stringify(entries);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/box1\.|whsec_/);
  });
});

describe('entity tags', () => {
  it('let a change be made only of what was seen', async () => {
    const { id } = await acme.register(postrider.receiver.mailbox());
    const path = acme.path(`/endpoints/${id}`);
    const seen = etagOf(await manage('GET', path));
    expect(seen).toMatch(/^"\d+"$/);
    expect((await manage('GET', path, { headers: { 'if-none-match': seen } })).status).toBe(304);
    const patch = (etag: string, description: string) =>
      manage('PATCH', path, { body: { description }, headers: { 'if-match': etag } });
    const first = await patch(seen, 'first');
    expect([first.status, etagOf(first)]).toEqual([200, etagOf(await manage('GET', path))]);
    expect(codeOf(await patch(seen, 'second'))).toBe('precondition_failed');
    expect(codeOf(await patch('no tag', 'third'))).toBe('invalid_request');
    expect(await acme.endpoint(id)).toMatchObject({ description: 'first' });
    await acme.pause(id);
    expect(codeOf(await manage('DELETE', path, { headers: { 'if-match': etagOf(first) } }))).toBe(
      'precondition_failed',
    );
    const now = etagOf(await manage('GET', path));
    expect(codeOf(await manage('DELETE', path, { headers: { 'if-match': now } }))).toBe('204');
  });

  it('let something be made only where there is nothing', async () => {
    for (const path of [`/v1/tenants/${mintId('evt', Date.now())}`, `/v1/event-types/tagged.${Date.now()}`]) {
      const put = (headers: Record<string, string>) => manage('PUT', path, { body: {}, headers });
      expect(codeOf(await put({ 'if-match': '*' }))).toBe('precondition_failed');
      const made = await put({ 'if-none-match': '*' });
      expect([made.status, etagOf(made)]).toEqual([201, etagOf(await manage('GET', path))]);
      expect(codeOf(await put({ 'if-none-match': '*' }))).toBe('precondition_failed');
      expect(codeOf(await put({ 'if-match': etagOf(made) }))).toBe('200');
      expect(codeOf(await put({ 'if-match': etagOf(made) }))).toBe('precondition_failed');
    }
  });
});

describe('API keys', () => {
  const get = (key: string, headers: Record<string, string> = {}) =>
    manage('GET', acme.path('/endpoints?limit=1'), { headers }, postrider.client.as(key));
  const rotate = (id: string, graceSeconds: number, client = postrider.client) =>
    client.ask('subscription', 'POST', `/v1/api-keys/${id}/rotate`, { body: { graceSeconds } });

  it('are rotated: old and new work for the grace, and then the new one alone', async () => {
    const made = await newKey({ scopes: ['publish', 'read'], tenant: acme.id });
    const second = ApiKeyCreated.parse((await rotate(made.id, 3600)).json);
    expect(second).toMatchObject({ id: made.id, previous: [{}] });
    for (const { key } of [made, second]) {
      expect(codeOf(await get(key))).toBe('200');
      await acme.as(key).publish();
    }
    const third = ApiKeyCreated.parse((await rotate(made.id, 0)).json);
    for (const { key } of [made, second]) {
      await eventually('the old keys to work no more', async () => codeOf(await get(key)) === 'unauthorized');
      // Each service by itself.
      const refused = await eventually('them to publish no more', () => acme.as(key).refusal());
      expect(refused).toMatchObject({ code: 'unauthorized' });
    }
    expect(codeOf(await get(third.key))).toBe('200');
    const shown = await postrider.client.get(ApiKey, 'subscription', 'GET', `/v1/api-keys/${made.id}`);
    expect([shown.hint, shown.previous]).toEqual([third.hint, undefined]);
  });

  it('are renewed and loosened by nobody who could not make them', async () => {
    const [publishing, managing] = [
      await newKey({ scopes: ['publish'], tenant: acme.id }),
      await newKey({ scopes: ['manage'], tenant: acme.id, allowedCidrs: ['127.0.0.0/8'] }),
    ];
    const client = postrider.client.as(managing.key);
    expect(codeOf(await rotate(publishing.id, 0, client))).toBe('forbidden');
    const loosened = await manage('PATCH', `/v1/api-keys/${managing.id}`, { body: { allowedCidrs: null } }, client);
    expect(codeOf(loosened)).toBe('forbidden');
    expect(await newKey({ scopes: ['manage'] }, client)).toMatchObject({
      tenant: acme.id,
      allowedCidrs: ['127.0.0.0/8'],
    });
  });

  it('open nothing from elsewhere than they may', async () => {
    const { key, id } = await newKey({
      scopes: ['publish', 'read'],
      tenant: acme.id,
      allowedCidrs: ['203.0.113.0/24'],
    });
    expect(codeOf(await get(key))).toBe('address_not_allowed');
    expect(codeOf(await get(key, { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' }))).toBe('200');
    // What somebody says in front of the proxy counts for nothing.
    expect(codeOf(await get(key, { 'x-forwarded-for': '203.0.113.9, 198.51.100.1' }))).toBe('address_not_allowed');
    await expect(acme.as(key).publish()).rejects.toMatchObject({ code: 'address_not_allowed' });
    expect(await acme.as(key).publish({}, { 'x-forwarded-for': '203.0.113.9' })).toMatchObject({ duplicate: false });
    const body = { allowedCidrs: ['203.0.113.9'] };
    expect((await manage('PATCH', `/v1/api-keys/${id}`, { body })).problem.errors).toMatchObject([
      { path: '/allowedCidrs/0' },
    ]);
  });

  it('ask no faster than they may', async () => {
    const { key } = await newKey({ scopes: ['read'], tenant: acme.id, rateLimit: { perSecond: 0.1, burst: 2 } });
    const beganAtMs = performance.now();
    expect([codeOf(await get(key)), codeOf(await get(key))]).toEqual(['200', '200']);
    const limited = await get(key);
    expect(codeOf(limited)).toBe('rate_limited');
    // One is given back every ten seconds: a part of it has been meanwhile.
    const waitSeconds = Number(limited.headers.get('retry-after'));
    expect(waitSeconds).toBeLessThanOrEqual(10);
    expect(waitSeconds).toBeGreaterThanOrEqual(10 - (performance.now() - beganAtMs) / 1000);
  });

  it('are made once for one Idempotency-Key, as whatever else is made by a POST', async () => {
    const { id } = await acme.register(postrider.receiver.mailbox());
    const bodies = {
      '/v1/api-keys': { name: 'once', scopes: ['read'] },
      [acme.path('/portal-tokens')]: {},
      [acme.path('/dead-letters/redrive')]: {},
      [acme.path(`/endpoints/${id}/backfill`)]: { since: '2026-01-01T00:00:00Z' },
      [acme.path(`/endpoints/${id}/secret/rotate`)]: {},
    };
    for (const [path, body] of Object.entries(bodies)) {
      const make = (key: string) => manage('POST', path, { body, headers: { 'idempotency-key': `${key}:${path}` } });
      const [first, second, other] = [await make('a'), await make('a'), await make('b')];
      expect([path, second.status, second.json]).toEqual([path, first.status, first.json]);
      expect([path, second.headers.get('idempotency-replayed')]).toEqual([path, 'true']);
      expect(other.json).not.toEqual(first.json);
    }
    await acme.delete(id);
  });

  it('say when they were last used', async () => {
    const { id, key } = await newKey({ scopes: ['publish'], tenant: acme.id });
    const shown = () => postrider.client.get(ApiKey, 'subscription', 'GET', `/v1/api-keys/${id}`);
    expect(await shown()).not.toHaveProperty('lastUsedAt');
    // It's written every minute, and when a process ends, as this one does.
    const other = await postrider.replica('ingestion');
    const client = new PostriderClient({ ingestion: other.address, subscription: 'none' }, key);
    const beforeMs = Date.now();
    await new Tenant(acme.id, acme.type, client).publish();
    await other.stop();
    const { lastUsedAt = '' } = await shown();
    expect(Date.parse(lastUsedAt)).toBeGreaterThanOrEqual(beforeMs);
  });
});

describe('quotas', () => {
  it('bound the endpoints, the events of a day and their size', async () => {
    const small = await postrider.tenant();
    const quota = { endpoints: 1, eventsPerDay: 3, maxEventBytes: 100 };
    const put = await manage('PUT', `/v1/tenants/${small.id}`, { body: { quota } });
    expect(put.json).toMatchObject({ quota });
    await small.register(postrider.receiver.mailbox());
    await expect(small.register(postrider.receiver.mailbox())).rejects.toMatchObject({
      code: 'endpoint_quota_exceeded',
      status: 409,
    });
    const large = { data: 'x'.repeat(100) };
    const known = async () => (await small.refusal(large))?.code === 'payload_too_large';
    await eventually('the quota to be known', known);
    const results = await small.publishBatch([{}, {}, large, {}, {}]);
    expect(results.map((result) => result.status).sort()).toEqual([202, 202, 202, 413, 429]);
    const refused = await small.refusal();
    expect([refused?.code, refused?.status]).toEqual(['event_quota_exceeded', 429]);
    expect(Number(refused?.headers.get('retry-after') ?? Infinity)).toBeLessThanOrEqual(86_400);
    // More is allowed: at once.
    await manage('PUT', `/v1/tenants/${small.id}`, { body: {} });
    await eventually('it to publish again', async () => (await small.refusal()) === undefined);
  });

  it('are told the operator when they are nearly used up, and when they are', async () => {
    const news = postrider.receiver.mailbox();
    const operator = new Tenant('postrider', 'none', postrider.client);
    const { id } = await operator.register(news, { subscriptions: [{ eventTypes: ['postrider.quota.*'] }] });
    const near = await postrider.tenant();
    const quota = { endpoints: 1, eventsPerDay: 5, maxEventBytes: 100 };
    await manage('PUT', `/v1/tenants/${near.id}`, { body: { quota } });
    await near.register(postrider.receiver.mailbox());
    const large = () => near.publishBatch([{ data: 'x'.repeat(100) }]);
    await eventually('the quota to be known', async () => (await large())[0]?.status === 413);
    await near.publishBatch([{}, {}, {}, {}, {}]);
    const told = () =>
      news.requests
        .map(({ body }) => JSON.parse(body.toString()) as { type: string; data: Record<string, unknown> })
        .filter(({ data }) => data.tenant === near.id);
    // They're looked at every ten seconds.
    await eventually('both parts of both to be told', () => told().length >= 4, 60_000);
    const events = { tenant: near.id, quota: 'eventsPerDay', limit: 5, used: expect.any(Number) };
    const endpoints = { tenant: near.id, quota: 'endpoints', limit: 1, used: 1 };
    const day = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
    expect(told()).toHaveLength(4);
    for (const part of [0.8, 1]) {
      expect(told().map(({ data }) => data)).toContainEqual({ ...events, part, day });
      expect(told().map(({ data }) => data)).toContainEqual({ ...endpoints, part });
    }
    await operator.delete(id);
  });
});

describe('portal tokens', () => {
  const mint = (body: object = {}, by: Tenant = acme) =>
    by.client.get(PortalToken, 'subscription', 'POST', by.path('/portal-tokens'), { body });

  it('open one tenant, for both APIs, and make nothing that outlives them', async () => {
    const { token, id } = await mint({ scopes: ['publish', 'manage', 'read'], name: 'somebody', ttlSeconds: 60 });
    secrets.push(token);
    const portal = acme.as(token);
    await portal.publish();
    const endpoint = await portal.register(postrider.receiver.mailbox());
    const [entry] = await audit(`id=${endpoint.id}`);
    expect(entry?.actor).toMatchObject({ kind: 'portal', id, name: 'somebody' });
    const [minted] = await audit(`id=${id}`);
    expect(minted).toMatchObject({ operation: 'createPortalToken', kind: 'portal-token', tenant: acme.id });
    expect(JSON.stringify(await audit())).not.toContain(token);
    const other = await postrider.tenant();
    expect(codeOf(await manage('GET', other.path('/endpoints'), {}, portal.client))).toBe('not_found');
    await expect(other.as(token).publish()).rejects.toMatchObject({ code: 'not_found' });
    const key = { body: { name: 'mine', scopes: ['read'] } };
    expect(codeOf(await manage('POST', '/v1/api-keys', key, portal.client))).toBe('forbidden');
    await expect(mint({}, portal)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('do what they are made for, and end together', async () => {
    const { token } = await mint();
    const portal = acme.as(token);
    expect(codeOf(await manage('GET', acme.path('/endpoints'), {}, portal.client))).toBe('200');
    await expect(portal.publish()).rejects.toMatchObject({ code: 'forbidden' });
    const reading = await newKey({ scopes: ['manage'], tenant: acme.id });
    await expect(mint({ scopes: ['publish'] }, acme.as(reading.key))).rejects.toMatchObject({ code: 'forbidden' });
    await acme.client.do('subscription', 'DELETE', acme.path('/portal-tokens'));
    await eventually(
      'it to be over',
      async () => codeOf(await manage('GET', acme.path('/endpoints'), {}, portal.client)) === 'unauthorized',
    );
    const refused = await eventually('it to be over for what it publishes', () => portal.refusal());
    expect(refused).toMatchObject({ code: 'unauthorized' });
    const { token: next } = await mint();
    expect(codeOf(await manage('GET', acme.path('/endpoints'), {}, acme.as(next).client))).toBe('200');
  });
});
