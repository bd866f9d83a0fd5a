import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, OpenLoop, Refused, status, type Tenant, verifies } from '@postrider/outside';
import { ApiKeyPage } from '@postrider/schemas';
import { eventually } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

/** Numbers and escapes that a parser would write in another way than they came. */
const EXACT = String.raw`{"amount":1.0,"id":12345678901234567890,"e":1e2,"s":"\u00e9\/"}`;

let postrider: Deployment;
let acme: Tenant;

beforeAll(async () => {
  postrider = await Deployment.start({ env: { RETRY_SCHEDULE_SECONDS: '1' } });
  acme = await postrider.tenant('order.created', 'order.item.added', 'order', 'invoice.paid');
});
afterAll(() => postrider.stop());

describe('a delivery', () => {
  it('is the event in its envelope, signed so that the official package verifies it', async () => {
    const mailbox = postrider.receiver.mailbox();
    const endpoint = await acme.register(mailbox);
    const publishedAt = Math.floor(Date.now() / 1000);
    const { id, type, timestamp, duplicate } = await acme.publish({ data: { order: 7 } });
    expect({ type, duplicate }).toEqual({ type: 'order.created', duplicate: false });
    expect(id).toMatch(/^evt_/);

    const request = await mailbox.arrival(id);
    expect(request).toMatchObject({ method: 'POST', verified: true, id });
    expect(request.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': id });
    expect(request.headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
    const sentAt = Number(request.headers['webhook-timestamp']);
    expect(Number.isInteger(sentAt)).toBe(true);
    expect(sentAt).toBeGreaterThanOrEqual(publishedAt);
    expect(sentAt).toBeLessThanOrEqual(Date.now() / 1000);
    expect(request.body.toString()).toBe(`{"type":"order.created","timestamp":"${timestamp}","data":{"order":7}}`);

    expect(await acme.settled(id, 'delivered')).toMatchObject({
      endpoint: endpoint.id,
      attempts: 1,
      lastStatusCode: 204,
    });
    await acme.delete(endpoint.id);
  });

  it('has the bytes of data that were published, and so has the log', async () => {
    const mailbox = postrider.receiver.mailbox();
    const endpoint = await acme.register(mailbox);
    const { id } = await acme.publishBytes(
      `{ "data" : ${EXACT} , "type":"order.created","timestamp":"2026-01-31T13:00:00+01:00"}`,
    );
    const { body, verified } = await mailbox.arrival(id);
    expect(body.toString()).toBe(`{"type":"order.created","timestamp":"2026-01-31T12:00:00.000Z","data":${EXACT}}`);
    expect(verified).toBe(true);

    await acme.settled(id, 'delivered');
    const logged = await postrider.client.ask('subscription', 'GET', acme.path(`/events/${id}`));
    expect(logged.body.toString()).toContain(`,"data":${EXACT},"deliveries":`);
    await acme.delete(endpoint.id);
  });

  it('carries the endpoint’s own headers, whose values no answer shows', async () => {
    const mailbox = postrider.receiver.mailbox();
    const headers = { 'X-Token': 'token-nobody-sees', Authorization: 'Bearer also-hidden' };
    const created = await acme.register(mailbox, { headers, metadata: { team: 'billing' } });
    expect((await acme.endpoint(created.id)).metadata).toEqual({ team: 'billing' });
    expect(created.headers).toEqual({ 'X-Token': '[hidden]', Authorization: '[hidden]' });
    const { id } = await acme.publish();
    expect((await mailbox.arrival(id)).headers).toMatchObject({
      'x-token': 'token-nobody-sees',
      authorization: 'Bearer also-hidden',
    });

    const shown = [await acme.endpoint(created.id), await acme.patch(created.id, { description: 'told' })];
    const list = await postrider.client.ask('subscription', 'GET', acme.path('/endpoints'));
    for (const text of [...shown.map((answer) => JSON.stringify(answer)), list.body.toString()]) {
      expect(text).toContain('[hidden]');
      expect(text).not.toMatch(/nobody-sees|also-hidden/);
    }
    // Changing something else has left them as they were.
    const { id: later } = await acme.publish();
    expect((await mailbox.arrival(later)).headers['x-token']).toBe('token-nobody-sees');
    await acme.delete(created.id);
  });

  it('can’t have its signature, or what is HTTP’s own, replaced by a header of the endpoint’s', async () => {
    const mailbox = postrider.receiver.mailbox();
    for (const name of [
      'Webhook-Signature',
      'webhook-new',
      'Host',
      'Content-Length',
      'Transfer-Encoding',
      'Connection',
    ])
      await expect(acme.register(mailbox, { headers: { [name]: 'forged' } })).rejects.toMatchObject({
        code: 'invalid_request',
        problem: { errors: [{ path: `/headers/${name}` }] },
      });
  });

  it('counts a redirect as a failure and goes nowhere', async () => {
    const [mailbox, elsewhere] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    mailbox.otherwise = status(307, { location: elsewhere.url });
    const endpoint = await acme.register(mailbox, { retry: { scheduleSeconds: [] } });
    const { id } = await acme.publish();
    const delivery = await acme.settled(id, 'dead', endpoint.id);
    expect(delivery).toMatchObject({ lastFailure: 'redirect', lastStatusCode: 307, attempts: 1 });
    expect(mailbox.requests).toHaveLength(1);
    expect(elsewhere.requests).toHaveLength(0);
    await acme.delete(endpoint.id);
  });
});

describe('subscriptions', () => {
  it('decide by pattern what an endpoint gets, the first that matches of several', async () => {
    const wanted = {
      everything: undefined,
      star: [['*']],
      orders: [['order.*']],
      created: [['order.created']],
      either: [['invoice.paid', 'order']],
      twice: [['order.item.*'], ['order.*']],
    };
    const endpoints = await Promise.all(
      Object.entries(wanted).map(async ([name, lists]) => {
        const mailbox = postrider.receiver.mailbox();
        const subscriptions = lists?.map((eventTypes) => ({ eventTypes }));
        return { name, mailbox, endpoint: await acme.register(mailbox, { subscriptions }) };
      }),
    );
    const types = ['order.created', 'order.item.added', 'order', 'invoice.paid'];
    const published = await Promise.all(types.map((type) => acme.publish({ type })));
    const expected: Record<string, string[]> = {
      everything: types,
      star: types,
      orders: ['order.created', 'order.item.added'],
      created: ['order.created'],
      either: ['order', 'invoice.paid'],
      twice: ['order.created', 'order.item.added'],
    };
    const typeOf = new Map(published.map(({ id, type }) => [id, type]));
    const seen = () =>
      Object.fromEntries(endpoints.map(({ name, mailbox }) => [name, mailbox.ids.map((id) => typeOf.get(id)).sort()]));
    const sorted = Object.fromEntries(Object.entries(expected).map(([name, names]) => [name, [...names].sort()]));
    const total = Object.values(expected).flat().length;
    await eventually('all deliveries', () => endpoints.flatMap(({ mailbox }) => mailbox.requests).length >= total);
    expect(seen()).toEqual(sorted);

    const twice = endpoints.find(({ name }) => name === 'twice')?.endpoint;
    const bySubscription = async (index: number): Promise<string | undefined> =>
      (await acme.settled(published[index]?.id ?? '', 'delivered', twice?.id)).subscription;
    expect(await bySubscription(0)).toBe(twice?.subscriptions?.[1]?.id);
    expect(await bySubscription(1)).toBe(twice?.subscriptions?.[0]?.id);
    for (const { endpoint } of endpoints) await acme.delete(endpoint.id);
  });

  it('that none match leave the event in the log all the same', async () => {
    const { id } = await acme.publish({ data: 'nobody wants it' });
    const event = await eventually('the event in the log', () => acme.event(id).catch(() => undefined));
    expect(event).toMatchObject({ id, data: 'nobody wants it', deliveries: [] });
    expect((await acme.events('eventType=order.created')).data.map((one) => one.id)).toContain(id);
  });
});

describe('what was configured before a publish', () => {
  it('applies to it: a new endpoint gets the very next event, fifty times under load', async () => {
    const tenant = await postrider.tenant('probe.sent', 'load.made');
    const sink = postrider.receiver.mailbox();
    await tenant.register(sink, { subscriptions: [{ eventTypes: ['load.*'] }] });
    const load = new OpenLoop(tenant.publishing('load.made'), 50);
    for (let round = 0; round < 50; round++) {
      const mailbox = postrider.receiver.mailbox();
      const { id } = await tenant.register(mailbox, { subscriptions: [{ eventTypes: ['probe.*'] }] });
      const published = await tenant.publish();
      expect((await mailbox.arrival(published.id)).verified).toBe(true);
      await tenant.delete(id);
    }
    await load.stop();
    expect(load.notAccepted).toEqual([]);
    await eventually('the load to be delivered', () => new Set(sink.ids).size === load.acknowledged.length);
  });

  it('is never refused: a new tenant, event type and key work at once', async () => {
    for (let round = 0; round < 10; round++) {
      const tenant = await postrider.tenant(`fresh.type${round}`);
      const { key } = await tenant.key('publish');
      await expect(tenant.as(key).publish()).resolves.toMatchObject({ duplicate: false });
    }
  });

  it('is the new one when an endpoint’s URL was changed', async () => {
    const tenant = await postrider.tenant();
    const [before, after] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    const { id, secret } = await tenant.register(before);
    after.trust(secret);
    const load = new OpenLoop(tenant, 50);
    await eventually('the load to flow', () => before.requests.length > 20);
    await tenant.patch(id, { url: after.url });
    const patchedAtMs = performance.now();
    const next = await tenant.publish();
    expect((await after.arrival(next.id)).verified).toBe(true);
    await eventually('a second of traffic to the new URL', () => after.requests.length > 60);
    await load.stop();
    // Those that were published while the change was under way may go to either.
    const publishedLater = load.acknowledged.filter(({ atMs, tookMs }) => atMs - tookMs > patchedAtMs);
    expect(publishedLater.length).toBeGreaterThan(0);
    for (const event of publishedLater) expect((await after.arrival(event.id)).verified).toBe(true);
    const atTheOld = new Set(before.ids);
    expect(publishedLater.filter((event) => atTheOld.has(event.id))).toEqual([]);
  });
});

describe('the log', () => {
  it('has an event, its delivery and its attempt soon after', async () => {
    const mailbox = postrider.receiver.mailbox();
    const endpoint = await acme.register(mailbox, { subscriptions: [{ eventTypes: ['invoice.paid'] }] });
    const { id } = await acme.publish({ type: 'invoice.paid' });
    await mailbox.arrival(id);
    const delivery = await acme.settled(id, 'delivered', endpoint.id);
    expect((await acme.deliveries(`endpoint=${endpoint.id}&status=delivered`)).map((one) => one.id)).toEqual([
      delivery.id,
    ]);
    const { attemptLog } = await acme.delivery(delivery.id);
    expect(attemptLog).toEqual([
      expect.objectContaining({ number: 1, run: 0, trigger: 'first', outcome: 'delivered', address: '127.0.0.1' }),
    ]);
    expect(attemptLog[0]?.response).toMatchObject({ statusCode: 204, body: '', truncated: false });
    await acme.delete(endpoint.id);
  });

  it('pages through a list without leaving one out or showing one twice', async () => {
    const tenant = await postrider.tenant();
    const published = await Promise.all(Array.from({ length: 25 }, (_, number) => tenant.publish({ data: number })));
    await eventually('all of them', async () => (await tenant.events()).data.length === 25);
    const seen: string[] = [];
    for (let query: string | undefined = 'limit=7'; query !== undefined;) {
      const { data, nextCursor }: Awaited<ReturnType<Tenant['events']>> = await tenant.events(query);
      seen.push(...data.map(({ id }) => id));
      query = nextCursor === null ? undefined : `limit=7&cursor=${encodeURIComponent(nextCursor)}`;
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen)).toEqual(new Set(published.map(({ id }) => id)));
  });
});

describe('a tenant', () => {
  it('finds nothing of another’s, and the other nothing of its', async () => {
    const [ours, theirs] = [await postrider.tenant(), await postrider.tenant()];
    const [ourBox, theirBox] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    const endpoint = await ours.register(ourBox);
    await theirs.register(theirBox);
    const event = await ours.publish({ id: 'same-id' });
    const delivery = await ours.settled(event.id, 'delivered');
    const theirKey = await theirs.key('publish', 'manage', 'read');
    const theirClient = theirs.client.as(theirKey.key);

    const paths = (tenant: string): readonly (readonly [string, string])[] => [
      ['GET', `/v1/tenants/${tenant}/endpoints/${endpoint.id}`],
      ['GET', `/v1/tenants/${tenant}/endpoints/${endpoint.id}/secret`],
      ['DELETE', `/v1/tenants/${tenant}/endpoints/${endpoint.id}`],
      ['POST', `/v1/tenants/${tenant}/endpoints/${endpoint.id}/disable`],
      ['GET', `/v1/tenants/${tenant}/events/${event.id}`],
      ['GET', `/v1/tenants/${tenant}/deliveries/${delivery.id}`],
      ['POST', `/v1/tenants/${tenant}/deliveries/${delivery.id}/cancel`],
    ];
    for (const [method, path] of [
      ...paths(ours.id),
      ...paths(theirs.id),
      ['GET', `/v1/tenants/${ours.id}/endpoints`] as const,
    ]) {
      expect([path, (await theirClient.ask('subscription', method, path)).problem.code]).toEqual([path, 'not_found']);
    }
    await expect(ours.as(theirKey.key).publish()).rejects.toMatchObject({ code: 'not_found' });
    const keys = await theirClient.get(ApiKeyPage, 'subscription', 'GET', '/v1/api-keys');
    expect(keys.data.map(({ id }) => id)).toEqual([theirKey.id]);

    // The same id is another event in another tenant.
    expect(await theirs.as(theirKey.key).publish({ id: 'same-id' })).toMatchObject({ duplicate: false });
    await theirBox.arrival('same-id');
    expect(ourBox.ids).toEqual(['same-id']);
    expect(theirBox.ids).toEqual(['same-id']);
  });

  it('does with a key what its scopes say, until the key is deleted', async () => {
    const tenant = await postrider.tenant();
    const [reading, publishing] = [await tenant.key('read'), await tenant.key('publish')];
    await expect(tenant.as(reading.key).publish()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(tenant.as(publishing.key).deliveries()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(tenant.as(reading.key).deliveries()).resolves.toEqual([]);
    await expect(tenant.as(publishing.key).publish()).resolves.toBeDefined();
    await tenant.client.do('subscription', 'DELETE', `/v1/api-keys/${publishing.id}`);
    await eventually('the key to open nothing', () =>
      tenant
        .as(publishing.key)
        .publish()
        .then(
          () => false,
          (error: unknown) => error instanceof Refused && error.code === 'unauthorized',
        ),
    );
  });
});

describe('an endpoint', () => {
  it('is signed for with both secrets while a rotation’s grace lasts, and then with the new one alone', async () => {
    /** Rotates the secret of an endpoint of its own, whose grace lasts beyond this test or is over soon. */
    const rotated = async (graceSeconds: number) => {
      const tenant = await postrider.tenant();
      const mailbox = postrider.receiver.mailbox();
      const { id, secret: old } = await tenant.register(mailbox);
      const { secret: fresh, previous } = await tenant.rotate(id, graceSeconds);
      expect(previous).toEqual([expect.objectContaining({ secret: old })]);
      return { tenant, mailbox, id, old, fresh };
    };
    const lasting = await rotated(3600);
    const during = await lasting.mailbox.arrival((await lasting.tenant.publish()).id);
    expect([verifies(lasting.old, during), verifies(lasting.fresh, during)]).toEqual([true, true]);
    expect(String(during.headers['webhook-signature']).split(' ')).toHaveLength(2);

    const { tenant, mailbox, id, old, fresh } = await rotated(2);
    await eventually('the grace to end', async () => (await tenant.secrets(id)).previous.length === 0);
    const after = await mailbox.arrival((await tenant.publish()).id);
    expect([verifies(old, after), verifies(fresh, after)]).toEqual([false, true]);
    expect(String(after.headers['webhook-signature']).split(' ')).toHaveLength(1);
    expect(await tenant.secrets(id)).toEqual({ secret: fresh, previous: [] });
  });

  it('that is deleted gets nothing more, and what was open is cancelled', async () => {
    const tenant = await postrider.tenant();
    const mailbox = postrider.receiver.mailbox();
    mailbox.otherwise = status(500);
    const { id } = await tenant.register(mailbox, { retry: { scheduleSeconds: [3600] } });
    const { id: event } = await tenant.publish();
    await tenant.settled(event, 'retrying');
    await tenant.delete(id);
    const { id: after } = await tenant.publish();
    expect(await tenant.settled(event, 'cancelled')).toMatchObject({ reason: 'endpoint_deleted', attempts: 1 });
    await eventually('the event after it', () => tenant.event(after).catch(() => undefined));
    expect((await tenant.event(after)).deliveries).toEqual([]);
    expect(mailbox.requests).toHaveLength(1);
    await expect(tenant.endpoint(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is made once when its creation is asked for twice with one Idempotency-Key', async () => {
    const tenant = await postrider.tenant();
    const mailbox = postrider.receiver.mailbox();
    const key = { 'idempotency-key': 'make-it-once' };
    const first = await tenant.register(mailbox, { description: 'one' }, key);
    expect(await tenant.register(mailbox, { description: 'one' }, key)).toEqual(first);
    await expect(tenant.register(mailbox, { description: 'other' }, key)).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    const { id } = await tenant.publish();
    await mailbox.arrival(id);
    await tenant.settled(id, 'delivered');
    expect(mailbox.ids).toEqual([id]);
  });
});
