import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, type Mailbox, status, Tenant } from '@postrider/outside';
import { RESERVED_TENANT } from '@postrider/schemas';
import { eventually } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

/** An endpoint that only fails is disabled after this, in this file. */
const DISABLE_AFTER_SECONDS = 8;

let postrider: Deployment;
/** Where the operator hears what happens to endpoints. */
let news: Mailbox;

beforeAll(async () => {
  postrider = await Deployment.start({ env: { DISABLE_AFTER_FAILING_SECONDS: String(DISABLE_AFTER_SECONDS) } });
  news = postrider.receiver.mailbox();
  const operator = new Tenant(RESERVED_TENANT, 'none', postrider.client);
  await operator.register(news, { subscriptions: [{ eventTypes: ['postrider.endpoint.*'] }], maxInFlight: 1 });
});
afterAll(() => postrider.stop());

/** A tenant with one endpoint that is sent one after another, so that what arrives is in the order of its sending. */
async function oneEndpoint(settings: object = {}) {
  const tenant = await postrider.tenant();
  const mailbox = postrider.receiver.mailbox();
  const { id } = await tenant.register(mailbox, { maxInFlight: 1, ...settings });
  return { tenant, mailbox, endpoint: id };
}

/** What was told of an endpoint so far: the types without their common part, and what they say beside which endpoint. */
function toldOf(endpoint: string): { type: string; data: Record<string, unknown> }[] {
  return news.requests.flatMap(({ body, verified }) => {
    const { type, data } = JSON.parse(body.toString()) as { type: string; data: Record<string, unknown> };
    if (!verified) throw new Error(`${type} is not signed as it should be`);
    return data.endpoint === endpoint ? [{ type: type.replace('postrider.endpoint.', ''), data }] : [];
  });
}

const publish = async (tenant: Tenant, count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let number = 0; number < count; number++) ids.push((await tenant.publish({ data: number })).id);
  return ids;
};

describe('a paused endpoint', () => {
  it('is sent nothing from the answer on; what comes is held and listed, and goes out in order once it is resumed', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint();
    const [before = ''] = await publish(tenant, 1);
    await tenant.settled(before, 'delivered');
    const paused = await tenant.pause(endpoint);
    expect(paused).toMatchObject({ status: 'paused' });
    expect(await tenant.pause(endpoint)).toEqual(paused);
    expect(await tenant.endpoint(endpoint)).toEqual(paused);

    const held = await publish(tenant, 25);
    for (const id of held) expect(await tenant.settled(id, 'held')).toMatchObject({ reason: 'endpoint_paused' });
    expect(new Set((await tenant.deliveries('status=held&limit=250')).map(({ event }) => event))).toEqual(
      new Set(held),
    );
    expect(mailbox.ids).toEqual([before]);
    const [one] = await tenant.deliveries('status=held&limit=1');
    await expect(tenant.retry(one?.id ?? '')).rejects.toMatchObject({ code: 'conflict' });

    expect(await tenant.resume(endpoint)).toMatchObject({ status: 'enabled' });
    for (const id of held) await tenant.settled(id, 'delivered');
    expect(mailbox.ids).toEqual([before, ...held]);
    expect(await tenant.deliveries('status=held')).toEqual([]);
    expect(toldOf(endpoint)).toEqual([]);
  });

  it('and resumed again and again under traffic gets every event once', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint({ maxInFlight: 10 });
    const published: string[] = [];
    for (let round = 0; round < 6; round++) {
      await Promise.all([
        round % 2 === 0 ? tenant.pause(endpoint) : tenant.resume(endpoint),
        ...Array.from({ length: 20 }, async () => published.push((await tenant.publish()).id)),
      ]);
    }
    for (const id of published) await tenant.settled(id, 'delivered');
    expect([...mailbox.ids].sort()).toEqual([...published].sort());
  });

  it('holds what waits for its retry too, which goes on when it is resumed', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint({ retry: { scheduleSeconds: [3600] } });
    mailbox.answers(status(500));
    const { id } = await tenant.publish();
    await tenant.settled(id, 'retrying');
    await tenant.pause(endpoint);
    expect(await tenant.settled(id, 'held')).toMatchObject({ reason: 'endpoint_paused', attempts: 1 });
    await tenant.resume(endpoint);
    expect(await tenant.settled(id, 'delivered')).toMatchObject({ attempts: 2 });
  });

  it('can be disabled, and then says that of what is held; what makes no sense is refused', async () => {
    const { tenant, endpoint } = await oneEndpoint();
    await tenant.pause(endpoint);
    const [id = ''] = await publish(tenant, 1);
    await tenant.settled(id, 'held');
    await expect(tenant.enable(endpoint)).rejects.toMatchObject({ code: 'conflict' });
    await tenant.disable(endpoint);
    await eventually('it to be held for another reason', async () => {
      const [one] = await tenant.deliveries('status=held');
      return one?.reason === 'endpoint_disabled';
    });
    await expect(tenant.pause(endpoint)).rejects.toMatchObject({ code: 'conflict' });
    await expect(tenant.resume(endpoint)).rejects.toMatchObject({ code: 'conflict' });
    await tenant.enable(endpoint);
    await tenant.settled(id, 'delivered');
    expect(await tenant.resume(endpoint)).toMatchObject({ status: 'enabled' });
  });
});

describe('what happens to an endpoint is told the operator', () => {
  const toldSo = (endpoint: string, count: number) =>
    eventually(`${count} events about ${endpoint}`, () => {
      const told = toldOf(endpoint);
      return told.length >= count && told;
    });

  it('when it is disabled on request or by a 410, and enabled again', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint();
    const disabled = await tenant.disable(endpoint);
    expect(await tenant.disable(endpoint)).toEqual(disabled);
    await tenant.enable(endpoint);
    mailbox.answers(status(410));
    const [id = ''] = await publish(tenant, 1);
    expect(await tenant.settled(id, 'held')).toMatchObject({ reason: 'endpoint_gone' });
    await toldSo(endpoint, 3);
    await tenant.enable(endpoint);
    await tenant.settled(id, 'delivered');
    const about = { tenant: tenant.id, endpoint, url: mailbox.url };
    expect(await toldSo(endpoint, 4)).toEqual([
      { type: 'disabled', data: { ...about, reason: 'requested' } },
      { type: 'recovered', data: { ...about, reason: 'enabled' } },
      { type: 'disabled', data: { ...about, reason: 'gone' } },
      { type: 'recovered', data: { ...about, reason: 'enabled' } },
    ]);
  });

  it('while it only fails, before it is disabled for that', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint({ retry: { scheduleSeconds: Array(30).fill(1) } });
    // Not an illness, which would open its breaker.
    mailbox.otherwise = status(400);
    const { id } = await tenant.publish();
    expect(await tenant.settled(id, 'held', endpoint, 90_000)).toMatchObject({ reason: 'endpoint_disabled' });
    expect(await tenant.endpoint(endpoint)).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
    await eventually('its end to be told', () => toldOf(endpoint).at(-1)?.type === 'disabled');
    const told = toldOf(endpoint);
    const warnings = told.slice(0, -1).map(({ data }) => data);
    // Which parts of the time are told depends on when there were attempts; each is told once, and one at least.
    const parts = warnings.map(({ part }) => part);
    expect(parts.length).toBeGreaterThan(0);
    expect([0.5, 0.7, 0.9].filter((part) => parts.includes(part))).toEqual(parts);
    for (const { failingSince, disablesAt } of warnings)
      expect(Date.parse(String(disablesAt)) - Date.parse(String(failingSince))).toBeGreaterThanOrEqual(
        DISABLE_AFTER_SECONDS * 1000,
      );
    expect(told.at(-1)?.data).toMatchObject({ tenant: tenant.id, reason: 'failing' });
  });
});

describe('the platform’s own tenant', () => {
  it('is there from the start with its event types, and is published to and changed by nobody', async () => {
    const { client } = postrider;
    const codeOf = async (api: 'ingestion' | 'subscription', method: string, path: string, body?: object) =>
      (await client.ask(api, method, path, { body })).problem.code;
    const own = new Tenant(RESERVED_TENANT, 'postrider.endpoint.failing', client);
    await expect(own.publish()).rejects.toMatchObject({ code: 'reserved', status: 403 });
    const other = await postrider.tenant();
    await expect(own.publish({ type: other.type })).rejects.toMatchObject({ code: 'reserved' });
    await expect(other.publish({ type: own.type })).rejects.toMatchObject({ code: 'reserved' });
    expect(await codeOf('subscription', 'PUT', own.path(''), {})).toBe('reserved');
    expect(await codeOf('subscription', 'DELETE', own.path(''))).toBe('reserved');
    for (const type of [own.type, 'postrider.mine']) {
      expect(await codeOf('subscription', 'PUT', `/v1/event-types/${type}`, {})).toBe('reserved');
      expect(await codeOf('subscription', 'DELETE', `/v1/event-types/${type}`)).toBe('reserved');
    }
    expect((await client.ask('subscription', 'GET', own.path(''))).status).toBe(200);
    expect((await client.ask('subscription', 'GET', `/v1/event-types/${own.type}`)).status).toBe(200);
  });
});
