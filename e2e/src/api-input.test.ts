import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { type Answered, type Api, Deployment, type Tenant } from '@postrider/outside';
import { mintId } from '@postrider/schemas';
import { ownEnvironment } from '@postrider/stack';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { badCursor, badJson, badText, bodyWith } from './outside/bad-input.js';
import {
  openApiOf,
  operationsOf,
  pathOf,
  placesOf,
  type ApiOperation,
  type Parameter,
  type Schema,
} from './outside/open-api-operations.js';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

const APIS: readonly Api[] = ['ingestion', 'subscription'];
/** The same requests on every run; API_INPUT_SEED=n tries others. What fails is printed with its seed. */
const SEED = Number(ownEnvironment.API_INPUT_SEED ?? 20_260_201);
const RUNS = 40;

let postrider: Deployment;
let acme: Tenant;
let operations: ApiOperation[];
/** What can be named in a path, all of it {@link acme}'s. */
let names: Record<string, string>;
const documents = new Map<Api, Record<string, unknown>>();

beforeAll(async () => {
  postrider = await Deployment.start();
  acme = await postrider.tenant();
  for (const api of APIS) documents.set(api, await openApiOf(postrider.client, api));
  operations = [...documents].flatMap(([api, document]) => operationsOf(document, api));
  names = { tenant: acme.id, type: 'order.created', version: '1' };
});
afterAll(() => postrider.stop());

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);

/** One test for each operation would need their names before the service runs: each is tried in turn instead. */
async function tryEach(kind: (operation: ApiOperation) => boolean, tried: (operation: ApiOperation) => Promise<void>) {
  const those = operations.filter(kind);
  expect(those.length).toBeGreaterThan(0);
  for (const operation of those) await tried(operation);
}

const ask = (operation: ApiOperation, path: string, body?: string | Buffer, headers?: Record<string, string>) =>
  acme.client.ask(operation.api, operation.method, path, { body, headers });

/** Whatever is answered is either a success or a problem of the caller's making; answers the problem's places. */
function placesIn(answered: Answered): string[] | undefined {
  if (answered.status < 300) return undefined;
  const { status, errors = [] } = answered.problem;
  expect(status).toBeLessThan(500);
  return errors.map(({ path }) => path);
}

/** An id for a path that nothing has, of the kind that belongs there. */
const nobody = ({ path }: ApiOperation): string => {
  if (path.includes('/endpoints/')) return mintId('ep', Date.now());
  if (path.includes('/jobs/')) return mintId('job', Date.now());
  if (path.includes('/api-keys/')) return mintId('key', Date.now());
  return path.includes('/deliveries/') ? mintId('dlv', Date.now()) : mintId('evt', Date.now());
};

const goodPath = (operation: ApiOperation): string => pathOf(operation, { ...names, id: nobody(operation) });

/** What a body has to have, of its example. */
function needed({ body, bodies: [form] }: ApiOperation): Record<string, unknown> {
  const example = (form?.example ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(((body?.required ?? []) as readonly string[]).map((name) => [name, example[name]]));
}

/** A body that says what has to be said, for an operation that takes one. */
const bodyOf = (operation: ApiOperation): string | undefined => operation.body && JSON.stringify(needed(operation));
/** Whether a path of the document leads to another of it as well. One without names in it is a route's in full, and that route's alone. */
function covers(path: string, other: string): boolean {
  if (!other.includes('{')) return path === other;
  const parts = path.split('/');
  const otherParts = other.split('/');
  return (
    parts.length === otherParts.length &&
    parts.every(
      (part, index) => part === otherParts[index] || (part.startsWith('{') && !otherParts[index]?.startsWith('{')),
    )
  );
}

const compiled = new Map<Schema, ValidateFunction>();

/** Whether a document's own schema takes a value. */
function takes(schema: Schema, value: unknown): boolean {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  return validate(value);
}

/** Whether a parameter's schema takes a text, read as the number that it stands for where one is wanted. */
const takesText = ({ schema }: Parameter, text: string): boolean =>
  takes(schema, schema.type === 'integer' ? Number(text) : text);

describe('the OpenAPI document', () => {
  it.each(APIS)('of %s is valid, and every reference in it leads somewhere', async (api) => {
    const document = structuredClone(documents.get(api) ?? {});
    const validator = new Validator();
    expect(await validator.validate(document)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    for (const reference of JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)) {
      const [, path = ''] = /^#\/(.+)$/.exec(reference[1] ?? '') ?? [];
      const found = path
        .split('/')
        .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document);
      expect([reference[1], typeof found]).toEqual([reference[1], 'object']);
    }
  });

  it('names every operation differently', () => {
    const ids = operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('bad input', () => {
  it('in any field of any body is refused with its place, as the document says', async () => {
    const hasBody = ({ body }: ApiOperation) => body !== undefined;
    await tryEach(hasBody, async (operation) => {
      const { body: schema = {} } = operation;
      const place = fc.constantFrom(...placesOf(schema));
      // What is valid by chance is done: to a tenant that isn't needed otherwise.
      const path = goodPath(operation.id === 'putTenant' ? { ...operation, path: '/v1/tenants/changed' } : operation);
      const property = fc.asyncProperty(place, badJson, async (where, json) => {
        const body = bodyWith(where, json, needed(operation));
        const answered = await ask(operation, path, body);
        const found = placesIn(answered);
        // What is refused before it's a value, such as a prototype or a nest without end, is no field's fault.
        const unread = answered.status === 400 && answered.problem.code === 'malformed_json';
        if (unread || takes(schema, JSON.parse(body))) return;
        expect(found?.length).toBeGreaterThan(0);
        for (const pointer of found ?? []) expect(pointer).toMatch(/^(\/|$)/);
      });
      await fc.assert(property, { seed: SEED, numRuns: 3 * RUNS });
    });
  });

  it('in any parameter of any query is refused with its name', async () => {
    const hasQuery = ({ parameters }: ApiOperation) => parameters.some((parameter) => parameter.in === 'query');
    await tryEach(hasQuery, async (operation) => {
      const parameter = fc.constantFrom(...operation.parameters.filter((one) => one.in === 'query'));
      const property = fc.asyncProperty(parameter, badText, badCursor, async (tried, text, cursor) => {
        const value = tried.name === 'cursor' && text.length % 2 === 0 ? cursor : text;
        const path = `${goodPath(operation)}?${tried.name}=${encodeURIComponent(value)}`;
        const found = placesIn(await ask(operation, path, bodyOf(operation)));
        if (!takesText(tried, value)) expect([...new Set(found)]).toEqual([`query/${tried.name}`]);
      });
      await fc.assert(property, { seed: SEED, numRuns: RUNS });
      const places = async (query: string) =>
        placesIn(await ask(operation, `${goodPath(operation)}?${query}`, bodyOf(operation)));
      expect(await places('nonsense=1')).toEqual(['query/nonsense']);
      expect(await places('limit=1&limit=2')).toEqual(['query/limit']);
      expect(await places('__proto__=1')).toEqual(['query/__proto__']);
      if (!operation.parameters.some(({ name }) => name === 'cursor')) return;
      const undone = await ask(operation, `${goodPath(operation)}?cursor=not.a-cursor!`);
      expect(undone.problem.code).toBe('invalid_cursor');
    });
  });

  it('in any part of any path is refused with its name, or finds nothing', async () => {
    const hasNames = ({ parameters }: ApiOperation) => parameters.some((parameter) => parameter.in === 'path');
    await tryEach(hasNames, async (operation) => {
      const parameter = fc.constantFrom(...operation.parameters.filter((one) => one.in === 'path'));
      const property = fc.asyncProperty(parameter, badText, async (tried, text) => {
        const path = pathOf(operation, { ...names, id: nobody(operation), [tried.name]: text });
        const body = operation.body && bodyWith([], JSON.stringify(needed(operation)), {});
        const answered = await ask(operation, path, body);
        const found = placesIn(answered);
        // A part that is empty, too long or only dots makes it another path.
        if (takesText(tried, text) || answered.status === 404 || answered.status === 405) return;
        expect([...new Set(found)]).toEqual([`path/${tried.name}`]);
      });
      await fc.assert(property, { seed: SEED, numRuns: RUNS });
    });
  });

  it('instead of a JSON body is refused', async () => {
    const json = 'application/json';
    const bodies: readonly (readonly [string, string | Buffer, string, readonly string[]])[] = [
      ['text', 'hello', 'text/plain', ['unsupported_media_type']],
      ['a form', 'type=order.created', 'application/x-www-form-urlencoded', ['unsupported_media_type']],
      ['JSON that doesn’t say so', '{}', 'nonsense', ['unsupported_media_type']],
      ['half an object', '{"type":', json, ['malformed_json']],
      ['something after the object', '{} {}', json, ['malformed_json']],
      ['a comment', '{/**/}', json, ['malformed_json']],
      ['single quotes', "{'type':1}", json, ['malformed_json']],
      ['no number', '{"version":NaN}', json, ['malformed_json']],
      [
        'invalid UTF-8',
        Buffer.from([...Buffer.from('{"name":"'), 0xc3, 0x28, ...Buffer.from('"}')]),
        json,
        ['malformed_json'],
      ],
      ['UTF-16', Buffer.from('{"name":"x"}', 'utf16le'), json, ['malformed_json']],
      ['a control character', '{"name":"\n"}', json, ['malformed_json']],
      ['a prototype', '{"__proto__":{"admin":true}}', json, ['malformed_json', 'invalid_request']],
      ['a list', '[]', json, ['malformed_json', 'invalid_request']],
      ['a deep nest', '['.repeat(100_000), json, ['malformed_json']],
      [
        'a deep nest that ends',
        `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
        json,
        ['malformed_json', 'invalid_request'],
      ],
    ];
    const tooMuch = ({ id }: ApiOperation) => JSON.stringify({ name: 'x'.repeat(id === 'publishEvents' ? 9e6 : 4e5) });
    const hasBody = ({ body }: ApiOperation) => body !== undefined;
    await tryEach(hasBody, async (operation) => {
      const all = [...bodies, ['too much', tooMuch(operation), json, ['payload_too_large']] as const];
      for (const [what, body, type, codes] of all) {
        const answered = await ask(operation, goodPath(operation), body, { 'content-type': type });
        const { code } = answered.problem;
        expect([operation.id, what, codes.includes(code) ? 'refused' : code]).toEqual([operation.id, what, 'refused']);
      }
    });
  });

  it('is refused in words that say what must be there', async () => {
    const { problem } = await postrider.client.ask('subscription', 'POST', '/v1/api-keys', {
      body: { scopes: ['all'] },
    });
    expect(problem.errors).toEqual([
      { path: '/name', message: 'is missing: it must be a text' },
      { path: '/scopes/0', message: 'must be one of publish, manage, read' },
    ]);
  });

  it('where nothing is expected changes nothing', async () => {
    const hasNone = ({ body, method }: ApiOperation) => body === undefined && method === 'POST';
    await tryEach(hasNone, async (operation) => {
      const { problem } = await ask(operation, goodPath(operation), '{');
      expect([operation.id, problem.code]).toEqual([operation.id, 'malformed_json']);
    });
  });

  it('with one name twice is refused where it would be delivered', async () => {
    for (const body of [
      '{"type":"order.created","data":1,"data":2}',
      '{"type":"order.created","data":{"a":1,"\\u0061":2}}',
    ]) {
      const { problem } = await acme.client.ask('ingestion', 'POST', acme.path('/events'), { body });
      expect(problem).toMatchObject({ code: 'malformed_json', errors: [{ path: expect.stringMatching(/^\/data/) }] });
    }
  });

  it('in the Idempotency-Key is refused with its place', async () => {
    const posts = ({ method }: ApiOperation) => method === 'POST';
    await tryEach(posts, async (operation) => {
      for (const key of ['', 'a b', 'é', 'x'.repeat(256)]) {
        const body = operation.body && JSON.stringify(needed(operation));
        const answered = await ask(operation, goodPath(operation), body, { 'idempotency-key': key });
        expect([operation.id, placesIn(answered)]).toEqual([operation.id, ['header/idempotency-key']]);
      }
    });
  });

  it('as a URL is answered as a problem too', async () => {
    for (const api of APIS) {
      for (const path of ['/', '/v1', '/v2/tenants', '/v1/tenants/', '/V1/tenants', '/v1/nothing', '/%2e%2e/etc']) {
        const { problem } = await acme.client.ask(api, 'GET', path);
        expect([api, path, problem.code]).toEqual([api, path, 'not_found']);
      }
      expect((await acme.client.ask(api, 'GET', '/v1/%zz')).problem.code).toBe('malformed_request');
    }
    const long = await postrider.client.ask('subscription', 'GET', `/v1/tenants?cursor=${'x'.repeat(14_000)}`);
    expect(placesIn(long)).toEqual(['query/cursor']);
    // More than Node reads of a request's head.
    const longer = await postrider.client.ask('subscription', 'GET', `/v1/tenants?cursor=${'x'.repeat(20_000)}`);
    expect(longer.problem.code).toBe('malformed_request');
  });

  it('as a method is answered with those that there are', async () => {
    await tryEach(
      () => true,
      async (operation) => {
        // A name in a path may stand for a word in another: a look at what is called `retry` is a look all the same.
        const others = operations.filter(({ api, path }) => api === operation.api && covers(path, operation.path));
        const known = [...new Set(others.map(({ method }) => method))];
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !known.includes(one))) {
          const answered = await acme.client.ask(operation.api, method, goodPath(operation));
          expect([method, operation.path, answered.problem.code]).toEqual([
            method,
            operation.path,
            'method_not_allowed',
          ]);
          const allowed = (answered.headers.get('allow') ?? '').split(', ').filter((one) => one !== 'HEAD');
          expect(allowed.sort()).toEqual([...known].sort());
        }
      },
    );
  });
});

describe('every operation', () => {
  it('wants a key, and one that there is, but for what receivers ask', async () => {
    expect(operations.filter(({ open }) => open).map(({ id }) => id)).toEqual(['getEndpointJwks', 'getEgressIps']);
    await tryEach(
      ({ open }) => !open,
      async (operation) => {
        for (const authorization of ['', 'Bearer ', 'Bearer wrong', 'Basic YTpi', `Bearer ${'x'.repeat(5000)}`]) {
          const body = operation.body && JSON.stringify(needed(operation));
          const { problem } = await ask(operation, goodPath(operation), body, { authorization });
          expect([operation.id, problem.code]).toEqual([operation.id, 'unauthorized']);
        }
      },
    );
  });

  it('of a tenant finds nothing with another’s key, and nothing of another’s in one’s own', async () => {
    const [owner, other] = [await postrider.tenant(), await postrider.tenant()];
    const { key } = await other.key('publish', 'manage', 'read');
    const mailbox = postrider.receiver.mailbox();
    const endpoint = await owner.register(mailbox);
    const event = await owner.publish();
    const delivery = await owner.settled(event.id, 'delivered');
    const idFor = ({ path }: ApiOperation): string =>
      path.includes('/endpoints/') ? endpoint.id : path.includes('/deliveries/') ? delivery.id : event.id;

    const ofTenant = ({ path, open }: ApiOperation) => path.includes('{tenant}') && !open;
    await tryEach(ofTenant, async (operation) => {
      const body = operation.body && JSON.stringify(needed(operation));
      const asOther = (tenant: string) =>
        other.client
          .as(key)
          .ask(operation.api, operation.method, pathOf(operation, { tenant, id: idFor(operation) }), { body });
      const trespass = await asOther(owner.id);
      expect([operation.id, trespass.problem.code]).toEqual([operation.id, 'not_found']);
      if (!operation.path.includes('{id}')) return;
      const guess = await asOther(other.id);
      expect([operation.id, guess.problem.code]).toEqual([operation.id, 'not_found']);
    });
    // Nothing of all that has touched it.
    expect(await owner.endpoint(endpoint.id)).toMatchObject({ id: endpoint.id, status: 'enabled' });
  });
});
