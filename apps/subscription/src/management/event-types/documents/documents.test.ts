import { schemasWithoutId as asyncApiSchemas } from '@asyncapi/specs';
import { describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { asyncApiDocument } from './async-api-document.js';
import type { DocumentedVersion } from './documented-type.js';
import { openApiDocument } from './open-api-document.js';
import { readWebhooks } from './read-webhooks.js';

const documented = (given: Partial<DocumentedVersion> & { readonly type: string }): DocumentedVersion => ({
  description: undefined,
  version: 1,
  isOneOfSeveral: false,
  difference: undefined,
  deprecated: false,
  schema: undefined,
  example: undefined,
  ...given,
});

/** With every way of referring to a part of itself. */
const tree = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://example.com/tree',
  type: 'object',
  properties: {
    whole: { $ref: '#' },
    line: { $ref: '#/$defs/a~1b' },
    named: { $ref: '#here' },
    pair: { prefixItems: [{ type: 'string' }, { type: 'number' }] },
  },
  $defs: { 'a/b': { type: 'string' }, other: { $anchor: 'here', enum: ['x'] } },
};

const VERSIONS: readonly DocumentedVersion[] = [
  documented({
    type: 'invoice.paid',
    description: 'Somebody paid.',
    example: { amount: 1 },
    schema: { type: 'object' },
  }),
  documented({
    type: 'order.created',
    isOneOfSeveral: true,
    deprecated: true,
    schema: { $ref: '#/$defs/o', $defs: { o: true } },
  }),
  documented({ type: 'order.created', isOneOfSeveral: true, version: 20, difference: 'A tree.', schema: tree }),
  documented({ type: 'anything' }),
  documented({ type: 'nothing', schema: false }),
];

const ajv = new Ajv({ strict: false, validateFormats: true });
addFormats.default(ajv);
const isAsyncApi = ajv.compile({ ...asyncApiSchemas['3.0.0'] });

/** Every reference in a document, and whether it leads somewhere. */
function dangling(document: object): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(
    ([, reference = '']) => reference,
  );
  expect(references.length).toBeGreaterThan(0);
  return references.filter((reference) => {
    const names = reference
      .slice(2)
      .split('/')
      .map((name) => decodeURIComponent(name).replaceAll('~1', '/'));
    const found = names.reduce<unknown>(
      (part, name) => (part as Record<string, unknown> | undefined)?.[name],
      document,
    );
    return !reference.startsWith('#/') || found === undefined;
  });
}

describe('event types as an OpenAPI document', () => {
  const document = openApiDocument(VERSIONS);

  it('are valid, and every reference leads somewhere', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document) as Record<string, unknown>)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    expect(dangling(document)).toEqual([]);
    expect(await new Validator().validate(openApiDocument([]) as Record<string, unknown>)).toEqual({ valid: true });
  });

  it('can be read back as they were', () => {
    const read = readWebhooks(document as Parameters<typeof readWebhooks>[0]);
    const described = read.map((each) => (each.kind === 'read' ? each.described : each));
    const { $schema: _dialect, $id: _id, ...kept } = tree;
    expect(described).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'invoice.paid', description: 'Somebody paid.', example: { amount: 1 } }),
        expect.objectContaining({ type: 'order.created', version: 1, isNamed: true, deprecated: true }),
        expect.objectContaining({
          type: 'order.created',
          version: 20,
          difference: 'A tree.',
          schema: {
            ...kept,
            properties: { ...kept.properties, named: { $ref: '#/$defs/other' } },
            $defs: { 'a/b': { type: 'string' }, other: { enum: ['x'] } },
          },
        }),
        expect.objectContaining({ type: 'anything', schema: undefined }),
        expect.objectContaining({ type: 'nothing', schema: false }),
      ]),
    );
    expect(described).toHaveLength(VERSIONS.length);
  });
});

describe('event types as an AsyncAPI document', () => {
  const document = asyncApiDocument(VERSIONS);

  it('are valid, and every reference leads somewhere', () => {
    expect(isAsyncApi(document) || isAsyncApi.errors).toBe(true);
    expect(isAsyncApi(asyncApiDocument([]))).toBe(true);
    expect(isAsyncApi({ ...document, info: {} })).toBe(false);
    expect(dangling(document)).toEqual([]);
  });

  it('have a channel for each type, and a message for each version, of draft 7 where that says all', () => {
    const payload = (schema: object) => expect.objectContaining({ payload: expect.objectContaining(schema) });
    expect(document).toMatchObject({
      channels: { 'order.created': { messages: { 'order.created-v1': {}, 'order.created-v20': {} } }, anything: {} },
      components: {
        messages: {
          'invoice.paid': payload({ type: 'object' }),
          'order.created-v20': payload({ schemaFormat: 'application/schema+json;version=draft-2020-12' }),
        },
      },
    });
  });
});
