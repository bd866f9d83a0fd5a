import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, status, Tenant } from '@postrider/outside';
import { Stats, Tenant as TenantAnswer } from '@postrider/schemas';
import { eventually } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

let postrider: Deployment;

beforeAll(async () => {
  postrider = await Deployment.start();
});
afterAll(() => postrider.stop());

const statsOf = (tenant: Tenant, path: string): Promise<Stats> =>
  tenant.client.get(Stats, 'subscription', 'GET', tenant.path(path));

describe('what is known', () => {
  it('of an attempt is what was sent, without its secrets, where the time went, and why it failed', async () => {
    const tenant = await postrider.tenant();
    const mailbox = postrider.receiver.mailbox();
    mailbox.otherwise = status(401, {}, 'who are you?');
    await tenant.register(mailbox, { headers: { 'X-Token': 'very-secret' }, retry: { scheduleSeconds: [3600] } });
    const { id } = await tenant.publish();
    const { attemptLog } = await tenant.delivery((await tenant.settled(id, 'retrying')).id);
    expect(attemptLog).toMatchObject([
      {
        failure: { title: 'Not authorised by the receiver' },
        request: { headers: { 'webhook-id': id, 'webhook-signature': '[hidden]', 'x-token': '[hidden]' } },
        response: { statusCode: 401, body: 'who are you?' },
        timings: { connectMs: expect.any(Number), firstByteMs: expect.any(Number) },
      },
    ]);
    const { headers: head } = await mailbox.arrival(id);
    const { headers = {} } = attemptLog[0]?.request ?? {};
    for (const [name, value] of Object.entries(headers)) if (value !== '[hidden]') expect(head[name]).toBe(value);
    const unseen = Object.keys(head).filter((name) => !(name in headers));
    expect(unseen.sort()).toEqual(['connection', 'content-length', 'host']);
    expect(JSON.stringify(attemptLog)).not.toContain('very-secret');
  });

  it('of a payload is hidden where a tenant or type lists it, and no receiver gets anything else than what was published', async () => {
    const tenant = await postrider.tenant();
    const mailbox = postrider.receiver.mailbox();
    mailbox.otherwise = status(200, {}, '{"token":"t0ken","ok":true}');
    await tenant.register(mailbox);
    const put = { redact: ['/data/card/number', '/response/token'], retentionDays: 1 };
    const path = `/v1/tenants/${tenant.id}`;
    const answered = await tenant.client.get(TenantAnswer, 'subscription', 'PUT', path, { body: put });
    expect(answered).toMatchObject(put);
    const refused = await tenant.client.ask('subscription', 'PUT', path, { body: { retentionDays: 3000 } });
    expect(refused.problem.errors).toMatchObject([{ path: '/retentionDays' }]);
    const data = '{"card":{"number":"4111","brand":"x"},"amount":1.0,"id":12345678901234567890}';
    const { id } = await tenant.publishBytes(`{"type":"${tenant.type}","data":${data}}`);
    const delivery = await tenant.settled(id, 'delivered');
    expect((await mailbox.arrival(id)).body.toString()).toContain(data);
    const [attempt] = (await tenant.delivery(delivery.id)).attemptLog;
    expect(attempt?.response?.body).toBe('{"token":"[redacted]","ok":true}');
    const shown = data.replace('4111', '[redacted]');
    for (const list of [`/events/${id}`, '/events/export'])
      expect((await tenant.client.ask('subscription', 'GET', tenant.path(list))).body.toString()).toContain(shown);
  });

  it('of a payload is gone once it is expunged, and what happened stays', async () => {
    const tenant = await postrider.tenant();
    const mailbox = postrider.receiver.mailbox();
    mailbox.otherwise = status(500, {}, 'a secret');
    await tenant.register(mailbox, { retry: { scheduleSeconds: [3600] } });
    const { id } = await tenant.publish();
    const { id: delivery } = await tenant.settled(id, 'retrying');
    const expunge = (of: string) => tenant.client.ask('subscription', 'DELETE', tenant.path(`/events/${of}/data`));
    expect((await expunge(id)).status).toBe(204);
    expect(await tenant.event(id)).toMatchObject({ id, data: null, bytes: 0, expungedAt: expect.any(String) });
    const { attemptLog, ...after } = await tenant.delivery(delivery);
    expect(after).toMatchObject({ status: 'cancelled', reason: 'expunged', attempts: 1 });
    expect(attemptLog).toMatchObject([{ response: { statusCode: 500, body: '', truncated: true } }]);
    const exported = await tenant.client.ask('subscription', 'GET', tenant.path('/events/export'));
    expect(exported.body.toString()).toContain('"data":null}');
    const [found] = (await tenant.events(`eventType=${tenant.type}`)).data;
    expect(found).toMatchObject({ id, expungedAt: expect.any(String) });
    expect(await tenant.deliveries(`event=${id}&status=cancelled&lastStatusCode=500`)).toMatchObject([
      { id: delivery },
    ]);
    expect((await expunge(id)).status).toBe(204);
    expect((await expunge('evt_nobody')).problem.code).toBe('not_found');
  });

  it('of a secret is when it was rotated, told to the operator', async () => {
    const operator = postrider.receiver.mailbox();
    const platform = new Tenant('postrider', 'postrider.secret.rotated', postrider.client);
    const told = await platform.register(operator, { subscriptions: [{ eventTypes: ['postrider.secret.*'] }] });
    const tenant = await postrider.tenant();
    const { id } = await tenant.register(postrider.receiver.mailbox());
    const { previous } = await tenant.rotate(id, 600);
    const [event] = await eventually(
      'the operator to be told',
      () => operator.requests.length > 0 && operator.requests,
    );
    const { type, data } = JSON.parse(event?.body.toString() ?? '') as { type: string; data: object };
    expect(type).toBe('postrider.secret.rotated');
    const previousExpiresAt = previous[0]?.expiresAt;
    expect(data).toMatchObject({ tenant: tenant.id, endpoint: id, kind: 'secret', previousExpiresAt });
    await platform.delete(told.id);
  });

  it('in numbers is what became of a tenant’s, an endpoint’s and a type’s deliveries', async () => {
    const tenant = await postrider.tenant('order.created', 'order.paid');
    const [well, ill] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    ill.otherwise = status(404);
    const [good, bad] = [await tenant.register(well), await tenant.register(ill, { retry: { scheduleSeconds: [] } })];
    for (let number = 0; number < 3; number++) {
      const { id } = await tenant.publish();
      await tenant.settled(id, 'delivered', good.id);
      await tenant.settled(id, 'dead', bad.id);
    }
    const { id: paid } = await tenant.publish({ type: 'order.paid' });
    await tenant.settled(paid, 'delivered', good.id);
    await tenant.settled(paid, 'dead', bad.id);
    await eventually('all of it to be counted', async () => {
      const { total } = await statsOf(tenant, '/stats?by=minute');
      return total.attempts === 8;
    });
    for (const by of ['minute', 'hour', 'day']) {
      const all = await statsOf(tenant, `/stats?by=${by}`);
      expect(all.total).toMatchObject({ attempts: 8, delivered: 4, failed: 4, dead: 4, parked: 0 });
      expect(all.data.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(8);
      const ofType = await statsOf(tenant, `/stats?by=${by}&eventType=order.paid`);
      // Its two deliveries may have ended on either side of a minute's end, or a day's.
      expect(ofType.total).toMatchObject({ attempts: 2, delivered: 1, dead: 1 });
      expect(ofType.data.map(({ attempts }) => attempts)).toEqual(ofType.data.length === 1 ? [2] : [1, 1]);
      const { p50 = 0, p99 = 0 } = all.total.latencyMs ?? {};
      expect(p50 > 0 && p50 <= p99).toBe(true);
      expect((await statsOf(tenant, `/endpoints/${good.id}/stats?by=${by}`)).total).toMatchObject({
        delivered: 4,
        failed: 0,
      });
      expect(
        (await statsOf(tenant, `/endpoints/${bad.id}/stats?by=${by}&eventType=${tenant.type}`)).total,
      ).toMatchObject({
        delivered: 0,
        dead: 3,
      });
    }
    expect((await statsOf(tenant, '/stats?eventType=nothing.of.this')).data).toEqual([]);
  });
});
