import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, status, type Received, type Tenant } from '@postrider/outside';
import { FilterTested } from '@postrider/schemas';
import { eventually } from '@postrider/testing';
import { HTTP, type CloudEvent } from 'cloudevents';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

const PUBLIC_URL = 'https://hooks.example.com';
const EXACT = '{"amount":1.0,"id":12345678901234567890}';

let postrider: Deployment;
let acme: Tenant;

beforeAll(async () => {
  postrider = await Deployment.start({ env: { RETRY_SCHEDULE_SECONDS: '1', PUBLIC_URL } });
  acme = await postrider.tenant('order.created');
});
afterAll(() => postrider.stop());

/** The subscriptions that an event went by, once it's logged. */
async function subscriptionsOf(event: string, count: number): Promise<unknown[]> {
  const logged = async () => {
    const { deliveries } = await acme.event(event).catch(() => ({ deliveries: undefined }));
    return deliveries?.length === count ? deliveries : undefined;
  };
  const deliveries = await eventually(`${event} to be logged with ${count} deliveries`, logged);
  return deliveries.map(({ subscription }) => subscription);
}

describe('a subscription with a filter', () => {
  it('gets what matches, by the first that does, with numbers as they were published', async () => {
    const mailbox = postrider.receiver.mailbox();
    const body = `{"url":"${mailbox.url}","subscriptions":[
      {"eventTypes":["order.*"],"filter":{"data":{"id":12345678901234567890}}},
      {"eventTypes":["*"],"labels":["vip"],"filter":{"data":{"amount":{"$gt":5}}}}]}`;
    const created = await acme.client.ask('subscription', 'POST', acme.path('/endpoints'), { body });
    const { id, subscriptions, secret } = created.json as { id: string; subscriptions: object[]; secret: string };
    mailbox.trust(secret);
    expect(subscriptions).toMatchObject([
      { filter: { data: { id: { $number: '1.234567890123456789e19' } } } },
      { labels: ['vip'], filter: { data: { amount: { $gt: 5 } } } },
    ]);
    expect((await acme.endpoint(id)).subscriptions).toEqual(subscriptions);
    const [first, second] = (await acme.endpoint(id)).subscriptions ?? [];

    const publish = (data: string, labels = '[]') =>
      acme.publishBytes(`{"type":"order.created","labels":${labels},"data":${data}}`);
    const [exact, near, both, labelled, missing] = [
      await publish(EXACT),
      await publish(EXACT.replace('890}', '891}')),
      await publish('{"id":12345678901234567890.0,"amount":6}', '["vip"]'),
      await publish('{"amount":6}', '["eu","vip","eu"]'),
      await publish('{"amount":6}', '["eu"]'),
    ];
    expect(await subscriptionsOf(exact.id, 1)).toEqual([first?.id]);
    expect(await subscriptionsOf(near.id, 0)).toEqual([]);
    expect(await subscriptionsOf(both.id, 1)).toEqual([first?.id]);
    expect(await subscriptionsOf(labelled.id, 1)).toEqual([second?.id]);
    expect(await subscriptionsOf(missing.id, 0)).toEqual([]);

    await acme.settled(labelled.id, 'delivered');
    expect((await acme.events('label=vip')).data.map((event) => event.id)).toEqual([labelled.id, both.id]);
    expect((await acme.events('label=eu')).data.map((event) => event.id)).toEqual([missing.id, labelled.id]);
    expect(await acme.deliveries('label=eu')).toMatchObject([{ event: labelled.id, labels: ['eu', 'vip'] }]);
    await acme.delete(id);
  });

  it('is refused with the path of every fault', async () => {
    const subscriptions = [
      { eventTypes: ['*'], filter: { data: { total: { $like: 1 } }, total: 1 } },
      { eventTypes: ['*'], labels: ['no label'] },
    ];
    const url = 'https://example.com/';
    const ask = (body: object) => acme.client.ask('subscription', 'POST', acme.path('/endpoints'), { body });
    const labelled = await ask({ url, subscriptions });
    expect(labelled.problem.errors).toMatchObject([{ path: '/subscriptions/1/labels/0' }]);
    const filtered = await ask({ url, subscriptions: subscriptions.slice(0, 1) });
    expect(filtered.problem.errors?.map(({ path }) => path)).toEqual([
      '/subscriptions/0/filter/data/total/$like',
      '/subscriptions/0/filter/total',
    ]);
  });

  it('can be tried before', async () => {
    const body = (id: string) => `{"filter":{"data":{"id":${id}}},"event":{"type":"order.created","data":${EXACT}}}`;
    const tried = (id: string) =>
      acme.client.get(FilterTested, 'subscription', 'POST', acme.path('/test-filter'), { body: body(id) });
    expect(await tried('12345678901234567890')).toEqual({ matches: true, undecided: false, reasons: [] });
    expect(await tried('12345678901234567891')).toMatchObject({ matches: false, reasons: [{ path: '/data/id' }] });
  });

  it('has lists of which one item, or every item, has to fit', async () => {
    const filter = {
      labels: { $any: { $in: ['vip', 'gold'] } },
      data: { lines: { $any: { sku: 'A', count: { $gt: 1 } }, $all: { paid: { $ne: false } } } },
    };
    const [few, many] = [
      { sku: 'A', count: 1, paid: true },
      { sku: 'A', count: 2, paid: true },
    ];
    const other = { ...many, sku: 'B' };
    const event = (lines: unknown, labels = ['vip']) => ({ type: 'order.created', labels, data: { lines } });
    const matches = async (body: object) =>
      (await acme.client.get(FilterTested, 'subscription', 'POST', acme.path('/test-filter'), { body })).matches;
    expect(await matches({ filter, event: event([other, many]) })).toBe(true);
    // No one item has both; one isn't paid; one doesn't say; there is none; it's no list.
    const unfit = [[few, other], [many, { ...other, paid: false }], [many, { sku: 'B' }], [], many];
    for (const lines of unfit) expect([lines, await matches({ filter, event: event(lines) })]).toEqual([lines, false]);
    expect(await matches({ filter, event: event([many], ['eu']) })).toBe(false);
  });
});

describe('an endpoint that asks for', () => {
  const read = ({ headers, body }: Received): CloudEvent<unknown> => {
    const event = HTTP.toEvent({ headers, body: body.toString('utf8') });
    if (Array.isArray(event)) throw new Error('it was read as a batch');
    return event as CloudEvent<unknown>;
  };

  it('CloudEvents gets what the official package reads, signed, on every attempt', async () => {
    const mailbox = postrider.receiver.mailbox().answers(status(500));
    const endpoint = await acme.register(mailbox, { format: 'cloudevents' });
    const structured = `{"specversion":"1.0","id":"c-1","source":"/shop","type":"order.created","labels":"eu,vip","data":${EXACT}}`;
    const headers = { 'content-type': 'application/cloudevents+json' };
    const { id } = await acme.publishBytes(structured, headers);
    for (const attempt of [1, 2]) {
      const request = await mailbox.arrival(id, attempt);
      expect(request).toMatchObject({ verified: true, headers: { 'content-type': 'application/cloudevents+json' } });
      expect(request.body.toString('utf8')).toContain(`"data":${EXACT}}`);
      expect(read(request)).toMatchObject({ id: 'c-1', source: '/shop', type: 'order.created', labels: 'eu,vip' });
    }
    const plain = await acme.publish();
    expect(read(await mailbox.arrival(plain.id))).toMatchObject({
      id: plain.id,
      source: `${PUBLIC_URL}/v1/tenants/${acme.id}`,
      time: plain.timestamp,
      data: { order: 1 },
    });
    expect(await acme.patch(endpoint.id, { format: null })).toMatchObject({ format: 'standard', payload: 'full' });
    await acme.delete(endpoint.id);
  });

  it('thin payloads gets a link to the event', async () => {
    const mailbox = postrider.receiver.mailbox();
    const endpoint = await acme.register(mailbox, { payload: 'thin' });
    const { id, timestamp } = await acme.publish();
    const request = await mailbox.arrival(id);
    expect(request.verified).toBe(true);
    const path = acme.path(`/events/${id}`);
    expect(JSON.parse(request.body.toString('utf8'))).toEqual({
      type: 'order.created',
      timestamp,
      id,
      link: `${PUBLIC_URL}${path}`,
    });
    await acme.settled(id, 'delivered');
    expect((await acme.client.ask('subscription', 'GET', path)).json).toMatchObject({ id, data: { order: 1 } });
    await acme.delete(endpoint.id);
  });
});
