import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@postrider/stack';
import { namedRoutes, operationsOf, type OpenApi, type Operation } from './named-routes.js';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
const docs = readdirSync(join(repositoryRoot, 'docs')).filter((name) => name.endsWith('.md'));
const pages = ['README.md', 'ARCHITECTURE.md', 'libs/sdk/README.md', ...docs.map((name) => `docs/${name}`)];
const operations = ['ingestion', 'subscription'].flatMap((service) =>
  operationsOf(JSON.parse(read(`docs/openapi/${service}.json`)) as OpenApi),
);

describe('a page', () => {
  it.each(pages)('names no route, and no query parameter, that there isn’t: %s', (page) => {
    expect(
      namedRoutes(read(page))
        .filter((route) => !route.isAmong(operations))
        .map(String),
    ).toEqual([]);
  });
});

describe('a route in a text', () => {
  const there: readonly Operation[] = [
    { method: 'GET', path: '/v1/tenants/{tenant}/events', query: ['label'] },
    { method: 'POST', path: '/v1/tenants/{tenant}/events/{id}/replay', query: [] },
  ];
  const unknown = (text: string) =>
    namedRoutes(text)
      .filter((route) => !route.isAmong(there))
      .map(String);

  it('may leave out how it begins, and have an example in the place of a parameter', () => {
    expect(
      unknown('`GET …/events?label=vip`, `GET /v1/tenants/acme/events` and `POST …/events/{id}/replay {endpoint?}`'),
    ).toEqual([]);
    expect(unknown('`POST …/replay`')).toEqual([]);
  });

  it('is found out by method, path and query', () => {
    expect(unknown('`PUT …/events`, `GET …/event` and `GET …/events?lable=vip&label=x`')).toEqual([
      'PUT …/events',
      'GET …/event',
      'GET …/events?lable=vip&label=x',
    ]);
    expect(unknown('`GET /v1/tenants/{customer}/events`')).toHaveLength(1);
  });
});
