import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { POISON_HEADERS } from '@postrider/kafka';
import { Deployment, type Mailbox, metricsOf, readTopic, type Tenant } from '@postrider/outside';
import { deadLetterTopicOf, derivedEventId, topics } from '@postrider/schemas';
import { eventually } from '@postrider/testing';
import { produce, type Codec, type ConsoleRecord } from './outside/kafka-console.js';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

const EXACT = String.raw`{"amount":1.0,"id":12345678901234567890,"e":1e2,"s":"\u00e9\/"}`;
const SOURCE = '/orders';
const CODECS: readonly Codec[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

let postrider: Deployment;
let acme: Tenant;
let mailbox: Mailbox;

beforeAll(async () => {
  postrider = await Deployment.start({ env: { INBOX_TOPICS: 'orders=acme,postrider.inbox', MAX_EVENT_BYTES: '4096' } });
  acme = await postrider.tenantCalled('acme', 'order.created', 'order.checked');
  await postrider.eventType('order.checked', {
    schema: { type: 'object', properties: { amount: { type: 'number' }, lines: { items: { required: ['sku'] } } } },
  });
  mailbox = postrider.receiver.mailbox();
  await acme.register(mailbox);
});
afterAll(() => postrider.stop());

const eventId = (id: string): string => derivedEventId(SOURCE, id);

function binary(id: string, value: string, headers: Record<string, string> = {}): ConsoleRecord {
  const required = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: SOURCE,
    ce_type: 'order.created',
    ce_tenant: acme.id,
  };
  return { key: 'one-key', headers: { ...required, ...headers }, value };
}

describe('a CloudEvent from another language’s Kafka client', () => {
  it('is delivered byte for byte, however it was compressed', async () => {
    await Promise.all(
      CODECS.map((codec) => produce(postrider.stack, topics.inbox.name, [binary(codec, ` ${EXACT} `)], codec)),
    );
    for (const codec of CODECS) {
      const { body, verified } = await mailbox.arrival(eventId(codec));
      expect([codec, verified]).toEqual([codec, true]);
      expect(body.toString()).toMatch(/^\{"type":"order\.created","timestamp":"[^"]+","data":/);
      expect(body.toString().endsWith(`,"data": ${EXACT} }`)).toBe(true);
    }
  });

  it('may be in structured mode, with its own time and a key to order by', async () => {
    const time = '2026-01-31T13:00:00.5+01:00';
    const event = `{"specversion":"1.0","id":"structured","source":"${SOURCE}","type":"order.created","time":"${time}",
      "tenant":"acme","orderingkey":"order-7","data":${EXACT}}`;
    const headers = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
    await produce(postrider.stack, topics.inbox.name, [{ headers, value: event.replaceAll('\n', ' ') }]);
    const { body } = await mailbox.arrival(eventId('structured'));
    expect(body.toString()).toBe(`{"type":"order.created","timestamp":"2026-01-31T12:00:00.500Z","data":${EXACT}}`);
    const logged = await eventually('the event in the log', async () => {
      const { data } = await acme.events(`source=${encodeURIComponent(SOURCE)}&sourceId=structured`);
      return data[0];
    });
    expect(logged).toMatchObject({
      id: eventId('structured'),
      orderingKey: 'order-7',
      cloudEvent: { source: SOURCE, id: 'structured' },
    });
  });

  it('on a topic that is bound to a tenant is that tenant’s, whatever it says itself', async () => {
    await produce(postrider.stack, 'orders', [binary('bound', '{"order":1}', { ce_tenant: 'somebody-else' })]);
    expect((await mailbox.arrival(eventId('bound'))).verified).toBe(true);
  });
});

describe('a record that can’t be accepted', () => {
  const unacceptable: readonly (readonly [string, () => ConsoleRecord, RegExp])[] = [
    [
      'no CloudEvent',
      () => ({ key: 'one-key', headers: { mine: 'kept' }, value: '{"order":1}' }),
      /no headers that begin with ce_/,
    ],
    ['no JSON', () => binary('not-json', '{"order":'), /data can't be carried: .*byte 9/],
    ['one name twice', () => binary('twice', '{"a":1,"a":2}'), /data can't be carried: .*path "\/a"/],
    ['no data', () => binary('no-data', '%null%'), /has no data/],
    ['an attribute missing', () => binary('', '{}', { ce_id: '' }), /attribute id is empty/],
    ['other than JSON', () => binary('xml', '<a/>', { 'content-type': 'text/xml' }), /only application\/json/],
    ['too large', () => binary('large', JSON.stringify('x'.repeat(4096))), /4098 bytes, and 4096 are allowed/],
    [
      'a tenant that there isn’t',
      () => binary('stranger', '{}', { ce_tenant: 'nobody' }),
      /^not_found: .*no tenant nobody/,
    ],
    ['no tenant', () => binary('whose', '{}', { ce_tenant: '' }), /^invalid_request: .* tenant /],
    [
      'an unknown type',
      () => binary('untyped', '{}', { ce_type: 'order.unknown' }),
      /^unknown_event_type: .*order\.unknown/,
    ],
    [
      'data that doesn’t fit its schema',
      () => binary('misfit', '{"amount":"1","lines":[{"sku":"a"},{}]}', { ce_type: 'order.checked' }),
      /^schema_mismatch: .*\/data\/amount .*\/data\/lines\/1/,
    ],
  ];

  it('is put aside byte for byte with the reason, and the next one is delivered', async () => {
    const records = unacceptable.map(([, make]) => make());
    await produce(postrider.stack, topics.inbox.name, [...records, binary('after-them', '{"order":1}')]);
    await mailbox.arrival(eventId('after-them'));

    const aside = await eventually('all of them to be put aside', async () => {
      const found = await readTopic(postrider.stack, deadLetterTopicOf(topics.inbox.name));
      return found.length >= records.length && found;
    });
    expect(aside).toHaveLength(records.length);
    for (const [index, [what, , reason]] of unacceptable.entries()) {
      const wanted = records[index];
      // They had one key, hence one partition, and are put aside in their order.
      const found = aside.find(({ headers }) => reason.test(String(headers[POISON_HEADERS.reason])));
      const value = found?.value?.toString() ?? '%null%';
      expect([what, value, found?.key?.toString()]).toEqual([what, wanted?.value, 'one-key']);
      const headers = Object.fromEntries(
        Object.entries(found?.headers ?? {}).map(([name, bytes]) => [name, String(bytes)]),
      );
      expect(headers).toMatchObject(wanted?.headers ?? {});
      expect(headers).toMatchObject({
        [POISON_HEADERS.topic]: topics.inbox.name,
        [POISON_HEADERS.partition]: String(found?.partition),
        [POISON_HEADERS.offset]: expect.stringMatching(/^\d+$/),
        [POISON_HEADERS.at]: expect.stringMatching(/^\d{4}-.*Z$/),
      });
    }
    // What doesn't fit its schema is told as over HTTP: every failing path, in the same words.
    const misfit = { type: 'order.checked', data: { amount: '1', lines: [{ sku: 'a' }, {}] } };
    const refused = await acme.client.ask('ingestion', 'POST', acme.path('/events'), { body: misfit });
    const reason = aside
      .map(({ headers }) => String(headers[POISON_HEADERS.reason]))
      .find((text) => text.startsWith('schema_'));
    expect(refused.problem).toMatchObject({ code: 'schema_mismatch', status: 422 });
    expect(refused.problem.errors).toHaveLength(2);
    for (const { path, message } of refused.problem.errors ?? []) {
      expect(reason).toContain(path);
      expect(reason).toContain(message);
    }
    // They are counted once they are there.
    const page = await eventually('all of them to be counted', async () => {
      const found = await metricsOf(postrider.stack.service('ingestion'));
      const count = found.value('postrider_poison_records_total', { topic: topics.inbox.name }) ?? 0;
      return count >= records.length && found;
    });
    expect(page.value('postrider_poison_records_total', { topic: topics.inbox.name })).toBe(records.length);
    expect(page.value('postrider_events_rejected_total', { via: 'inbox', code: 'schema_mismatch' })).toBe(1);
  });
});

describe('a record of a tenant that has used up its quota', () => {
  it('is put aside, counted and named, and the tenants behind it are not held up', async () => {
    const full = await postrider.tenant();
    const own = postrider.receiver.mailbox();
    const quota = { eventsPerDay: 1, maxEventBytes: 100 };
    await postrider.client.ask('subscription', 'PUT', full.path(''), { body: { quota } });
    const known = async () => (await full.publishBatch([{ data: 'x'.repeat(100) }]))[0]?.status === 413;
    await eventually('the quota to be known', known);
    await full.register(own);
    const of = (id: string) => binary(id, '{"order":1}', { ce_tenant: full.id });
    await produce(postrider.stack, topics.inbox.name, [of('last'), of('over'), binary('behind', '{"order":1}')]);
    await own.arrival(eventId('last'));
    await mailbox.arrival(eventId('behind'));
    const aside = await eventually('it to be put aside', async () => {
      const found = await readTopic(postrider.stack, deadLetterTopicOf(topics.inbox.name));
      return found.find(({ headers }) => String(headers.ce_id) === 'over');
    });
    expect(String(aside.headers[POISON_HEADERS.reason])).toMatch(/^event_quota_exceeded: /);
    expect(aside.value?.toString()).toBe('{"order":1}');
    expect(own.ids).toEqual([eventId('last')]);
    expect((await full.publishBatch([{}]))[0]).toMatchObject({ status: 429, code: 'event_quota_exceeded' });
  });
});
