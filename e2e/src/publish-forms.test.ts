import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, type Mailbox, type Tenant } from '@postrider/outside';
import { BatchPublished, derivedEventId, Published } from '@postrider/schemas';
import { eventually } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

/** A number and a fraction that no JavaScript program prints as they were. */
const EXACT = '{"amount":1.0,"id":12345678901234567890}';

let postrider: Deployment;
let acme: Tenant;
let mailbox: Mailbox;

beforeAll(async () => {
  postrider = await Deployment.start();
  acme = await postrider.tenant('order.created');
  mailbox = postrider.receiver.mailbox();
  await acme.register(mailbox);
});
afterAll(() => postrider.stop());

const publish = (body: string, headers: Record<string, string>) =>
  acme.client.get(Published, 'ingestion', 'POST', acme.path('/events'), { body, headers });

const publishBatch = (body: unknown, headers?: Record<string, string>, path = '/events/batch') =>
  acme.client.get(BatchPublished, 'ingestion', 'POST', acme.path(path), { body, headers });

/** The data of a delivered event, as it stands in the request. */
async function dataOf(id: string): Promise<string> {
  const { body } = await mailbox.arrival(id);
  const text = body.toString('utf8');
  return text.slice(text.indexOf('"data":') + '"data":'.length, -1);
}

const structured = (id: string): string =>
  `{"specversion":"1.0","id":"${id}","source":"/shop","type":"order.created","data":${EXACT}}`;

describe('a CloudEvent over HTTP', () => {
  it('is delivered in structured mode, its data byte for byte', async () => {
    const accepted = await publish(structured('s-1'), { 'content-type': 'application/cloudevents+json' });
    expect(accepted).toMatchObject({ id: derivedEventId('/shop', 's-1'), duplicate: false });
    expect(await dataOf(accepted.id)).toBe(EXACT);
    const found = () => acme.events('source=/shop&sourceId=s-1');
    await eventually('the event to be logged', async () => (await found()).data.length > 0);
    expect((await found()).data).toMatchObject([{ id: accepted.id, cloudEvent: { source: '/shop', id: 's-1' } }]);
  });

  it('is delivered in binary mode, and is the same event in either', async () => {
    const headers = {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'b-1',
      'ce-source': '/shop',
      'ce-type': 'order.created',
      'ce-time': '2026-03-01T12:00:00Z',
    };
    const accepted = await publish(EXACT, headers);
    expect(accepted).toMatchObject({ timestamp: '2026-03-01T12:00:00.000Z', duplicate: false });
    expect(await dataOf(accepted.id)).toBe(EXACT);
    const again = await publish(structured('b-1'), { 'content-type': 'application/cloudevents+json' });
    expect(again).toMatchObject({ id: accepted.id, duplicate: true });
  });

  it('is refused with the attribute that is at fault', async () => {
    const refused = await acme.client.ask('ingestion', 'POST', acme.path('/events'), {
      body: '{"specversion":"1.0","id":"x","type":"order.created","data":1}',
      headers: { 'content-type': 'application/cloudevents+json' },
    });
    expect(refused.problem).toMatchObject({ code: 'invalid_request', errors: [{ path: '/source' }] });
  });
});

describe('a batch', () => {
  it('has a result for each event, in their order, and what is good is delivered', async () => {
    const { results } = await publishBatch(
      `[{"type":"order.created","id":"in-batch","data":${EXACT}},
        {"type":"order.unknown","data":1},
        {"type":"order.created"},
        {"type":"order.created","id":"in-batch","data":2},
        {"type":"order.created","data":{"a":1,"a":2}},
        {"type":"order.created","data":${'['.repeat(200)}${']'.repeat(200)}},
        7]`,
    );
    expect(results).toMatchObject([
      { status: 202, id: 'in-batch', duplicate: false },
      { status: 422, code: 'unknown_event_type' },
      { status: 400, code: 'invalid_request', errors: [{ path: '/data' }] },
      { status: 202, id: 'in-batch', duplicate: true },
      { status: 400, code: 'malformed_json' },
      { status: 400, code: 'malformed_json' },
      { status: 400, code: 'malformed_json' },
    ]);
    expect(await dataOf('in-batch')).toBe(EXACT);
  });

  it('of a thousand events is accepted whole, and one more is not', async () => {
    const events = Array.from({ length: 1000 }, (_, number) => ({
      type: 'order.created',
      orderingKey: `key-${number % 7}`,
      data: { number },
    }));
    const { results } = await publishBatch(events);
    expect(results.filter(({ status }) => status === 202)).toHaveLength(1000);
    const ids = results.flatMap((result) => ('id' in result ? result.id : []));
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) await mailbox.arrival(id);
    const { problem } = await acme.client.ask('ingestion', 'POST', acme.path('/events/batch'), {
      body: [...events, ...events.slice(0, 1)],
    });
    expect(problem.code).toBe('invalid_request');
  });

  it.each(['/events', '/events/batch'])('in a charset that JSON can’t be in is refused at %s', async (path) => {
    const { problem } = await acme.client.ask('ingestion', 'POST', acme.path(path), {
      body: '[{"type":"order.created","data":1}]',
      headers: { 'content-type': 'application/json; charset=iso-8859-1' },
    });
    expect(problem.code).toBe('unsupported_media_type');
  });

  it('is the same events again with the same Idempotency-Key', async () => {
    const events = [1, 2].map((number) => ({ type: 'order.created', data: number }));
    const key = { 'idempotency-key': 'the-batch' };
    const [first, second] = [await publishBatch(events, key), await publishBatch(events, key)];
    expect(second.results).toEqual(first.results.map((result) => ({ ...result, duplicate: true })));
  });

  it('of CloudEvents is taken at either address', async () => {
    const headers = { 'content-type': 'application/cloudevents-batch+json' };
    const batch = `[${structured('c-1')},${structured('c-2').replace('"1.0"', '"0.3"')}]`;
    const { results } = await publishBatch(batch, headers);
    expect(results).toMatchObject([
      { status: 202, id: derivedEventId('/shop', 'c-1'), duplicate: false },
      { status: 400, code: 'invalid_request', errors: [{ path: '/specversion' }] },
    ]);
    const again = await publishBatch(batch, headers, '/events');
    expect(again.results[0]).toMatchObject({ status: 202, duplicate: true });
  });
});
