import 'reflect-metadata';
import { connect } from 'node:net';
import { Body, Controller, Get, Module, Param, Post, Put, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLog } from '@postrider/observability';
import { Problem } from '@postrider/schemas';
import { Unavailable } from '@postrider/time';
import { z } from 'zod';
import { ProblemError } from '../problem-error.js';
import { ProblemFilter } from './problem.filter.js';
import { fastifyAdapter, prepareHttp } from './start-http.js';
import { ValidationPipe } from './validation.js';

const Thing = z.strictObject({ name: z.string(), nested: z.strictObject({ 'a/b': z.number() }).optional() });
const Id = z.string().regex(/^[a-z]+$/);
const Paging = z.strictObject({ limit: z.coerce.number().int() });

@Controller('things')
class ThingsController {
  @Post()
  create(@Body({ schema: Thing }) thing: z.infer<typeof Thing>) {
    return thing;
  }

  @Get('broken')
  broken(): never {
    throw new TypeError('secret internals');
  }

  @Get('away')
  away(): never {
    throw new Unavailable('the database is away', { cause: new Error('secret internals') });
  }

  @Get('limited')
  limited(): never {
    throw new ProblemError('rate_limited', 'Slower.', undefined, { 'retry-after': '7' });
  }

  @Put(':id')
  put(@Param('id', { schema: Id }) id: string) {
    return { put: id };
  }

  @Get(':id')
  get(@Param('id', { schema: Id }) id: string, @Query({ schema: Paging }) { limit }: z.infer<typeof Paging>) {
    return { id, limit };
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

describe('the HTTP side of a service', () => {
  const http = { bodies: 'json', maxBodyBytes: 1000, pathPrefix: '/shared' } as const;
  let app: NestFastifyApplication;
  let origin: string;

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(ThingsModule, fastifyAdapter(http), {
      logger: false,
      bodyParser: false,
    });
    prepareHttp(app, http);
    app.useGlobalFilters(new ProblemFilter(createLog('test', 'silent')));
    app.useGlobalPipes(new ValidationPipe());
    await app.listen(0, '127.0.0.1');
    origin = await app.getUrl();
  });
  afterAll(() => app.close());

  const post = (body: string | Buffer, type = 'application/json') =>
    fetch(`${origin}/things`, { method: 'POST', headers: { 'content-type': type }, body });

  async function problemOf(response: Response): Promise<Problem> {
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const problem = Problem.parse(await response.json());
    expect(problem.status).toBe(response.status);
    return problem;
  }

  it('takes what fits the schema', async () => {
    const response = await post('{"name":"a","nested":{"a/b":1}}');
    expect([response.status, await response.json()]).toEqual([201, { name: 'a', nested: { 'a/b': 1 } }]);
  });

  it('is also found behind the prefix of a host that it shares', async () => {
    const answers = ['/things/ok?limit=1', '/shared/things/ok?limit=1', '/sharedthings/ok?limit=1'].map((path) =>
      fetch(`${origin}${path}`),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 404]);
  });

  it('names each request in its answer: as its caller did, or anew where that is no name to log', async () => {
    const idOf = async (given?: string): Promise<string | null> => {
      const headers = { ...(given !== undefined && { 'x-request-id': given }) };
      return (await fetch(`${origin}/things`, { method: 'POST', headers })).headers.get('x-request-id');
    };
    expect(await idOf('their-1')).toBe('their-1');
    const made = [await idOf(), await idOf(), await idOf('two words'), await idOf('x'.repeat(129))];
    expect(made.filter((id) => !/^[\w-]{8}-[0-9a-z]+$/.test(id ?? ''))).toEqual([]);
    expect(new Set(made).size).toBe(4);
  });

  it('names every fault with its place', async () => {
    const problem = await problemOf(await post('{"name":1,"nested":{"a/b":"x","c":1},"other":1,"~":2}'));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual([
      '/name',
      '/nested/a~1b',
      '/nested/c',
      '/other',
      '/~0',
    ]);
    expect(await problemOf(await fetch(`${origin}/things/UP?limit=x&more=1`))).toMatchObject({
      code: 'invalid_request',
    });
    const query = await problemOf(await fetch(`${origin}/things/ok?limit=x&more=1`));
    expect(query.errors?.map(({ path }) => path).sort()).toEqual(['query/limit', 'query/more']);
    const path = await problemOf(await fetch(`${origin}/things/UP?limit=1`));
    expect(path.errors?.map((error) => error.path)).toEqual(['path/id']);
  });

  it('says which fields a missing body should have had', async () => {
    const problem = await problemOf(await fetch(`${origin}/things`, { method: 'POST' }));
    expect(problem.errors?.map(({ path }) => path)).toEqual(['/name']);
  });

  it('doesn’t take null for a body that is missing', async () => {
    const problem = await problemOf(await post('null'));
    expect(problem.errors?.map(({ path }) => path)).toEqual(['']);
  });

  it('refuses bodies that are not the JSON that is wanted', async () => {
    for (const body of ['{', '{"name":"a"} x', Buffer.from([0x22, 0xff, 0x22]), '{"__proto__":{"a":1},"name":"a"}']) {
      expect(await problemOf(await post(body))).toMatchObject({ status: 400, code: 'malformed_json' });
    }
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense']) {
      expect(await problemOf(await post('{"name":"a"}', type))).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
      });
    }
    expect(await problemOf(await post(JSON.stringify({ name: 'a'.repeat(1000) })))).toMatchObject({
      status: 413,
      code: 'payload_too_large',
    });
  });

  it('answers requests that are no HTTP, or lead nowhere, in the same form', async () => {
    expect(await problemOf(await fetch(`${origin}/nowhere`))).toMatchObject({ status: 404, code: 'not_found' });
    expect(await problemOf(await fetch(`${origin}/things/${'a'.repeat(600)}?limit=1`))).toMatchObject({
      code: 'not_found',
    });
    expect(await problemOf(await fetch(`${origin}/things/%zz?limit=1`))).toMatchObject({
      status: 400,
      code: 'malformed_request',
    });
    const raw = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(raw).toMatch(/^HTTP\/1\.1 400 /);
    expect(Problem.parse(JSON.parse(raw.split('\r\n\r\n')[1] ?? ''))).toMatchObject({ code: 'malformed_request' });
  });

  it('says what to do about what is easily forgotten', async () => {
    const detailOf = async (response: Response) => (await problemOf(response)).detail;
    expect(await detailOf(await post('{"name":"a"}', 'application/x-www-form-urlencoded'))).toBe(
      'The body came as application/x-www-form-urlencoded; send JSON, with the header content-type: application/json.',
    );
    const bytes = new Uint8Array(Buffer.from('{"name":"a"}'));
    expect(await detailOf(await fetch(`${origin}/things`, { method: 'POST', body: bytes }))).toContain(
      'came without a content-type',
    );
    expect(await detailOf(await fetch(`${origin}/v1/events`))).toMatch(/^There is no such path; \/docs .*at ingestion/);
    expect(await detailOf(await fetch(`${origin}/things`, { method: 'PUT' }))).toMatch(/^This path takes POST here\./);
  });

  it('answers a method that a path doesn’t take with those that it does', async () => {
    const response = await fetch(`${origin}/things/ok?limit=1`, { method: 'DELETE' });
    expect(await problemOf(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(response.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'PUT']);
    const list = await fetch(`${origin}/things`, { method: 'PUT' });
    expect([(await problemOf(list)).code, list.headers.get('allow')]).toEqual(['method_not_allowed', 'POST']);
  });

  it('takes a path that is a route’s in full for no name in another’s place', async () => {
    const put = await fetch(`${origin}/things/broken?limit=1`, { method: 'PUT' });
    expect((await problemOf(put)).code).toBe('method_not_allowed');
    expect(put.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD']);
    const removal = await fetch(`${origin}/things/broken`, { method: 'DELETE' });
    expect(removal.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD']);
    const named = await fetch(`${origin}/things/ok`, { method: 'PUT' });
    expect(await named.json()).toEqual({ put: 'ok' });
  });

  it('tells nothing of what broke inside, but says when to come again where that may help', async () => {
    const broken = await fetch(`${origin}/things/broken`);
    const text = JSON.stringify(await problemOf(broken));
    expect(text).toContain('internal_error');
    expect(text).not.toContain('secret');
    const away = await fetch(`${origin}/things/away`);
    expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(JSON.stringify(await problemOf(away))).not.toContain('secret');
    const limited = await fetch(`${origin}/things/limited`);
    expect(limited.headers.get('retry-after')).toBe('7');
    expect(await problemOf(limited)).toMatchObject({ code: 'rate_limited', detail: 'Slower.' });
  });
});
