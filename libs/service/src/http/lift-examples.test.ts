import { describe, expect, it } from '@jest/globals';
import { EXAMPLE, withExample, withExampleLike } from '@postrider/schemas';
import { z } from 'zod';
import { jsonSchemaOf } from './json-schema.js';
import { liftExamples, withoutLifted } from './lift-examples.js';

const Name = withExample(z.string(), 'acme');
const Thing = withExample(z.object({ name: Name, on: z.boolean() }), { name: 'acme', on: true }).meta({ id: 'Thing' });
const since = withExample(
  z.string().transform((text) => text.length),
  '2026',
).optional();

/** As Swagger has an answer of this schema: a named one is a reference. */
const placeOf = (schema: z.ZodType) => {
  const { schema: written, components } = jsonSchemaOf(schema, 'output') ?? { schema: {}, components: {} };
  const moved = JSON.parse(JSON.stringify(written).replace('#/$defs/', '#/components/schemas/')) as object;
  return { content: { 'application/json': { schema: moved } }, components };
};

describe('an example', () => {
  it('of a schema with a name stands beside each reference to it', () => {
    const { content, components } = placeOf(Thing);
    const operation = { responses: { 200: { content } } };
    liftExamples(operation, components);
    expect(withoutLifted(operation.responses[200].content['application/json'])).toEqual({
      schema: { $ref: '#/components/schemas/Thing' },
      example: { name: 'acme', on: true },
    });
  });

  it('may be another for one operation', () => {
    const { content, components } = placeOf(withExampleLike(Thing, { on: false }));
    const operation = { responses: { 200: { content } } };
    liftExamples(operation, components);
    expect(withoutLifted(operation.responses[200].content['application/json'])).toEqual({
      schema: { $ref: '#/components/schemas/Thing' },
      example: { name: 'acme', on: false },
    });
  });

  it('of a parameter is kept though what is given is made into something else', () => {
    const { schema } = jsonSchemaOf(z.object({ since }), 'input') ?? {};
    const properties = schema?.properties as Record<string, object>;
    const operation = { parameters: [{ name: 'since', schema: properties.since ?? {} }], responses: {} };
    liftExamples(operation, {});
    expect(withoutLifted(operation.parameters)).toEqual([
      { name: 'since', schema: { type: 'string' }, example: '2026' },
    ]);
  });

  it('stays in no schema of the document', () => {
    expect(JSON.stringify(withoutLifted(placeOf(Thing)))).not.toContain(EXAMPLE);
  });
});
