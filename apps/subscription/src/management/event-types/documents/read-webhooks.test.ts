import { describe, expect, it } from '@jest/globals';
import { readWebhooks } from './read-webhooks.js';

const json = (schema: unknown, more: object = {}) => ({
  requestBody: { content: { 'application/json': { schema, ...more } } },
});

const read = (webhooks: Record<string, unknown>, components: object = {}) =>
  readWebhooks({ openapi: '3.1.0', webhooks, components } as Parameters<typeof readWebhooks>[0]);

const only = (schema: unknown, components: object = {}) => {
  const [found] = read({ 'order.created': { post: json(schema) } }, components);
  return found?.kind === 'read' ? found.described.schema : found?.message;
};

describe('the webhooks of an OpenAPI document', () => {
  it('are event types, with what their operation says', () => {
    const [found] = read({
      'order.created': {
        post: {
          summary: 'Made',
          deprecated: true,
          ...json({ type: 'object', example: {}, xml: {} }, { examples: { one: { value: { a: 1 } } } }),
        },
      },
    });
    expect(found).toMatchObject({
      kind: 'read',
      described: {
        type: 'order.created',
        version: 1,
        isNamed: false,
        description: 'Made',
        deprecated: true,
        schema: { type: 'object' },
        example: { a: 1 },
      },
    });
  });

  it('are versions where they are called so, and come in the order of those', () => {
    const post = json(true);
    const found = read({ 'a.b@20': { post }, 'a.b@3': { post }, 'a.b': { post } });
    expect(found.map(({ name }) => name)).toEqual(['a.b', 'a.b@3', 'a.b@20']);
  });

  it('have what they refer to with them, once, whatever it refers to in turn', () => {
    const components = {
      requestBodies: {
        Order: { content: { 'application/vnd.shop+json': { schema: { $ref: '#/components/schemas/Order' } } } },
      },
      schemas: {
        Order: {
          properties: {
            lines: { items: { $ref: '#/components/schemas/Line' } },
            parent: { $ref: '#/components/schemas/Order' },
          },
        },
        Line: { properties: { 'a/b': { type: 'string' }, next: { $ref: '#/components/schemas/Line' } } },
      },
    };
    const [found] = read(
      { 'order.created': { post: { requestBody: { $ref: '#/components/requestBodies/Order' } } } },
      components,
    );
    expect(found).toMatchObject({
      described: {
        schema: {
          properties: { lines: { items: { $ref: '#/$defs/Line' } }, parent: { $ref: '#' } },
          $defs: { Line: { properties: { 'a/b': { type: 'string' }, next: { $ref: '#/$defs/Line' } } } },
        },
      },
    });
    expect(only({ items: { $ref: '#/components/schemas/Line/properties/a~1b' } }, components)).toEqual({
      items: { $ref: '#/$defs/a_1b' },
      $defs: { a_1b: { type: 'string' } },
    });
  });

  it.each<[string, unknown, string]>([
    ['another document', { items: { $ref: 'https://example.com/order.json' } }, 'another document'],
    ['nothing', { items: { $ref: '#/components/schemas/Nobody' } }, 'isn’t in this document'],
    ['nothing, as a whole', { $ref: '#/components/schemas/Nobody' }, 'isn’t in this document'],
    [
      'itself alone',
      { $ref: '#/webhooks/order.created/post/requestBody/content/application~1json/schema' },
      'isn’t in this',
    ],
    ['a prototype', { $ref: '#/components/constructor' }, 'isn’t in this document'],
  ])('are refused where they refer to %s', (_what, schema, message) => {
    expect(only(schema)).toContain(message);
  });

  it.each<[string, string, unknown]>([
    ['a name that is no event type’s', 'new order', { post: json(true) }],
    ['a version that is none', 'order@0', { post: json(true) }],
    ['no operation', 'order', {}],
    ['another method', 'order', { get: json(true) }],
    ['no body', 'order', { post: {} }],
    ['a body that isn’t JSON', 'order', { post: { requestBody: { content: { 'text/plain': {} } } } }],
    ['nothing that is an object', 'order', null],
    ['references in a circle', 'order', { $ref: '#/webhooks/order' }],
  ])('are refused, each by itself, for %s', (_what, name, item) => {
    const found = read({ [name]: item, fine: { post: json({ type: 'string' }) } });
    expect(found.find((each) => each.name === name)).toMatchObject({ kind: 'refused' });
    expect(found.find((each) => each.name === 'fine')).toMatchObject({ kind: 'read' });
  });
});
