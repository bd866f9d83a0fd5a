import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { schemasWithoutId as asyncApiSchemas } from '@asyncapi/specs';
import { Deployment, type Mailbox, type Tenant } from '@postrider/outside';
import {
  EventType,
  EventTypePage,
  EventTypesImported,
  EventTypeVersion,
  EventTypeVersionPage,
  Published,
} from '@postrider/schemas';
import { eventually } from '@postrider/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

const numbers = { type: 'object', required: ['amount'], properties: { amount: { type: 'number' } } };
const texts = { type: 'object', required: ['amount'], properties: { amount: { type: 'string' } } };

let postrider: Deployment;
let acme: Tenant;

beforeAll(async () => {
  postrider = await Deployment.start();
  acme = await postrider.tenant('order.created', 'order.paid', 'order.archived');
});
afterAll(() => postrider.stop());

const manage = (method: string, path: string, body?: unknown) =>
  postrider.client.ask('subscription', method, `/v1/event-types/${path}`, { body });

describe('an event type with versions', () => {
  let everything: Mailbox;
  let first: Mailbox;
  let ids: { everything: string; first: string; second: string };

  beforeAll(async () => {
    await postrider.eventType('order.created', { schema: numbers, example: { amount: 1 } });
    await postrider.eventTypeVersion('order.created', 2, { schema: texts, description: 'Amounts are texts.' });
    // A version that is named is waited for; those that are known already change within a second.
    await acme.publish({ version: 2, data: { amount: '0' } });
    [everything, first] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    const pinned = (version: number) => ({ subscriptions: [{ eventTypes: ['order.*'], version }] });
    ids = {
      everything: (await acme.register(everything)).id,
      first: (await acme.register(first, pinned(1))).id,
      second: (await acme.register(postrider.receiver.mailbox(), pinned(2))).id,
    };
  });

  /** Sees that an event was delivered to these endpoints, each of which is logged by itself, and to no other. */
  async function expectReceivers(id: string, endpoints: readonly string[]): Promise<void> {
    for (const endpoint of endpoints) await acme.settled(id, 'delivered', endpoint);
    expect((await acme.event(id)).deliveries.map(({ endpoint }) => endpoint).sort()).toEqual([...endpoints].sort());
  }

  it('has events in the version that their publisher names, else in the latest, and the body says which', async () => {
    const [one, latest] = [
      await acme.publish({ version: 1, data: { amount: 1 } }),
      await acme.publish({ data: { amount: '1' } }),
    ];
    expect((await everything.arrival(one.id)).body.toString()).toBe(
      `{"type":"order.created","timestamp":"${one.timestamp}","version":1,"data":{"amount":1}}`,
    );
    expect((await everything.arrival(latest.id)).body.toString()).toBe(
      `{"type":"order.created","timestamp":"${latest.timestamp}","version":2,"data":{"amount":"1"}}`,
    );
    expect((await first.arrival(one.id)).verified).toBe(true);
    await expectReceivers(one.id, [ids.everything, ids.first]);
    await expectReceivers(latest.id, [ids.everything, ids.second]);
    expect(await acme.event(latest.id)).toMatchObject({ version: 2 });
  });

  it('checks data against the version that it’s in, and knows those that there are', async () => {
    await expect(acme.publish({ version: 1, data: { amount: '1' } })).rejects.toMatchObject({
      code: 'schema_mismatch',
      problem: { errors: [{ path: '/data/amount' }] },
    });
    await expect(acme.publish({ version: 3 })).rejects.toMatchObject({ code: 'unknown_version' });
    const results = await acme.publishBatch([
      { version: 2, data: { amount: '2' } },
      { version: 1, data: { amount: '2' } },
      { version: 7 },
    ]);
    expect(results).toMatchObject([{ status: 202 }, { code: 'schema_mismatch' }, { code: 'unknown_version' }]);
  });

  it('takes the version of a CloudEvent from its extension', async () => {
    const event = { specversion: '1.0', source: '/shop', type: 'order.created', data: { amount: 5 } };
    const headers = { 'content-type': 'application/cloudevents+json' };
    const publish = (more: object) =>
      acme.client.get(Published, 'ingestion', 'POST', acme.path('/events'), { body: { ...event, ...more }, headers });
    const { id } = await publish({ id: 'in-1', dataversion: 1 });
    expect((await first.arrival(id)).body.toString()).toContain('"version":1,"data":{"amount":5}');
    await expect(publish({ id: 'in-2', dataversion: 2 })).rejects.toMatchObject({ code: 'schema_mismatch' });
    await expect(publish({ id: 'in-x', dataversion: 'x' })).rejects.toMatchObject({
      problem: { errors: [{ path: '/dataversion' }] },
    });
  });

  it('compares values whose members have names that JavaScript knows', async () => {
    const [one, other] = [{ valueOf: 1, toString: { a: 1 } }, { valueOf: 2 }];
    const twice = await manage('PUT', 'order.paid', { schema: { type: [one, other] } });
    expect(twice.problem.code).toBe('invalid_schema');
    const schema = { properties: { one: { enum: [one] }, all: { uniqueItems: true } } };
    await postrider.eventType('order.odd', { schema, example: { one } });
    const odd = acme.publishing('order.odd');
    expect(await odd.publish({ data: { one, all: [one, other] } })).toMatchObject({ duplicate: false });
    await expect(odd.publish({ data: { one: other, all: [one, one] } })).rejects.toMatchObject({
      problem: { errors: [{ path: '/data/one' }, { path: '/data/all' }] },
    });
  });

  it('lists its versions, each with what is said of it', async () => {
    const { client } = postrider;
    const path = '/v1/event-types/order.created';
    expect(await client.get(EventType, 'subscription', 'GET', path)).toMatchObject({
      schema: numbers,
      example: { amount: 1 },
      versions: [1, 2],
    });
    const page = await client.get(EventTypeVersionPage, 'subscription', 'GET', `${path}/versions?limit=1`);
    expect(page).toMatchObject({ data: [{ version: 1, schema: numbers }], nextCursor: '1' });
    expect(await client.get(EventTypeVersion, 'subscription', 'GET', `${path}/versions/2`)).toMatchObject({
      schema: texts,
      description: 'Amounts are texts.',
    });
    expect((await manage('GET', 'order.created/versions/9')).problem.code).toBe('not_found');
    expect((await manage('PUT', 'order.unknown/versions/2', {})).problem.code).toBe('not_found');
    expect(await acme.endpoint(ids.second)).toMatchObject({ subscriptions: [{ version: 2 }] });
  });
});

describe('what is archived', () => {
  it('takes no events, stays listed, and comes back as it was', async () => {
    const type = acme.publishing('order.archived');
    /** A change is in force everywhere within a second. */
    const refusal = (version: number) => eventually('it to be refused', () => type.refusal({ version }));
    await postrider.eventTypeVersion('order.archived', 2);
    await manage('POST', 'order.archived/versions/2/archive');
    expect(await refusal(2)).toMatchObject({ code: 'archived' });
    const event = await type.publish();
    await manage('POST', 'order.archived/archive');
    expect(await refusal(1)).toMatchObject({ code: 'archived' });
    const archived = await postrider.client.get(
      EventTypePage,
      'subscription',
      'GET',
      '/v1/event-types?archived=true&limit=250',
    );
    expect(archived.data).toMatchObject([{ type: 'order.archived', archived: true, versions: [1, 2] }]);
    // A put describes the type, and isn't what brings it back.
    expect(await postrider.eventType('order.archived')).toMatchObject({ archived: true });
    await manage('POST', 'order.archived/restore');
    await manage('POST', 'order.archived/versions/2/restore');
    // What was answered before a publish applies to it.
    await type.publish({ version: 2 });
    expect(event.duplicate).toBe(false);
  });
});

describe('a version that breaks with the one before it', () => {
  const breaks = [{ against: 1, path: '/properties/amount/type', kind: 'type_narrowed' }];

  it('is taken with a list of what breaks, and refused where its type is strict, tried or not', async () => {
    await postrider.eventType('order.paid', { schema: numbers });
    expect((await manage('PUT', 'order.paid/versions/2?dryRun=true', { schema: texts })).json).toMatchObject({
      breaks,
    });
    expect((await manage('GET', 'order.paid/versions/2')).problem.code).toBe('not_found');
    expect(await postrider.eventTypeVersion('order.paid', 2, { schema: texts })).toMatchObject({ breaks });
    await postrider.eventType('order.paid', { schema: numbers, compatibility: 'strict' });
    for (const query of ['', '?dryRun=true']) {
      const { problem } = await manage('PUT', `order.paid/versions/2${query}`, { schema: texts });
      const errors = [{ path: '/schema/properties/amount/type', kind: 'type_narrowed' }];
      expect(problem).toMatchObject({ code: 'incompatible_schema', errors });
    }
    // Nor is what there is put differently, under the same number.
    expect((await manage('PUT', 'order.paid', { schema: texts, compatibility: 'strict' })).problem.code).toBe(
      'incompatible_schema',
    );
    await postrider.eventType('order.paid', { schema: texts, compatibility: 'none' });
  });
});

describe('event types in documents', () => {
  const imported = async (body: unknown, query = '') =>
    (await postrider.client.get(EventTypesImported, 'subscription', 'POST', `/v1/event-types/import${query}`, { body }))
      .results;
  const exported = async (query: string) => (await manage('GET', `export?${query}`)).json as Record<string, unknown>;
  const webhook = (schema: unknown) => ({
    post: { summary: 'Told', requestBody: { content: { 'application/json': { schema } } } },
  });
  const document = {
    openapi: '3.1.0',
    info: { title: 'A shop', version: '1' },
    webhooks: {
      'parcel.sent': webhook({ $ref: '#/components/schemas/Parcel' }),
      'parcel.sent@2': webhook({ type: 'object', required: ['weight'] }),
      'parcel.lost': webhook({ $ref: 'https://example.com/parcel.json' }),
      'parcel.odd': webhook({ type: 'nonsense' }),
      'a parcel': webhook(true),
    },
    components: {
      schemas: { Parcel: { type: 'object', properties: { to: { $ref: '#/components/schemas/Parcel' } } } },
    },
  };
  const results = [
    { name: 'parcel.lost', status: 400, code: 'invalid_request', errors: [{ path: '/webhooks/parcel.lost' }] },
    { name: 'a parcel', status: 400, code: 'invalid_request' },
    { name: 'parcel.sent', status: 201, version: 1, breaks: [] },
    { name: 'parcel.odd', status: 422, code: 'invalid_schema' },
    { name: 'parcel.sent@2', status: 201, version: 2 },
  ];

  it('are imported, each by itself, and tried before', async () => {
    const tried = results.map((result) => (result.status === 201 ? { ...result, status: 200 } : result));
    expect(await imported(document, '?dryRun=true')).toMatchObject(tried);
    expect((await manage('GET', 'parcel.sent')).problem.code).toBe('not_found');
    expect(await imported(document)).toMatchObject(results);
    const parcel = { type: 'object', properties: { to: { $ref: '#' } } };
    expect((await manage('GET', 'parcel.sent')).json).toMatchObject({
      description: 'Told',
      schema: parcel,
      versions: [1, 2],
    });
    // Of the two versions the second may come into force a moment later.
    const parcels = acme.publishing('parcel.sent');
    await parcels.publish({ version: 2, data: { weight: 1 } });
    await expect(parcels.publish()).rejects.toMatchObject({ code: 'schema_mismatch' });
  });

  it('are exported as OpenAPI, and that imported is what there is already', async () => {
    const whole = await exported('format=openapi');
    expect(Object.keys(whole.webhooks as object)).toEqual(expect.arrayContaining(['parcel.sent@1', 'order.created@2']));
    expect(JSON.stringify(whole)).not.toContain('postrider.endpoint');
    const before = (await manage('GET', 'parcel.sent/versions')).json as { data: object[] };
    const again = await imported(await exported('eventTypes=parcel.*'));
    expect(again).toMatchObject([
      { name: 'parcel.sent@1', status: 200, breaks: [] },
      { name: 'parcel.sent@2', status: 200 },
    ]);
    const withoutTimes = ({ data }: { data: object[] }) => data.map((version) => ({ ...version, updatedAt: '' }));
    const after = (await manage('GET', 'parcel.sent/versions')).json as { data: object[] };
    expect(withoutTimes(after)).toEqual(withoutTimes(before));
    expect(await new Validator().validate(whole)).toEqual({ valid: true });
  });

  it('are exported as AsyncAPI', async () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const isAsyncApi = ajv.compile({ ...asyncApiSchemas['3.0.0'] });
    expect(isAsyncApi(await exported('format=asyncapi')) || isAsyncApi.errors).toBe(true);
    expect((await exported('format=asyncapi&eventTypes=postrider.*')).channels).toMatchObject({
      'postrider.endpoint.failing': {},
    });
  });

  it('have addresses that no event type has', async () => {
    expect((await manage('PUT', 'import', {})).problem.code).toBe('method_not_allowed');
    expect((await manage('DELETE', 'export')).headers.get('allow')).toContain('GET');
  });
});
