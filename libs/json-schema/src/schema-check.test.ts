import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileSchema, type SchemaCheck } from './schema-check.js';

const compiled = (schema: unknown): SchemaCheck => {
  const result = compileSchema(schema);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.faults));
  return result;
};

const pathsOf = (schema: unknown, data: unknown): string[] =>
  compiled(schema)
    .check(data)
    .map(({ path }) => path);

const fits = (schema: unknown, data: unknown): boolean => pathsOf(schema, data).length === 0;

const refusals = (schema: unknown): [path: string, message: string][] => {
  const result = compileSchema(schema);
  if (result.kind === 'compiled') throw new Error('was compiled');
  return result.faults.map(({ path, message }) => [path, message]);
};

const order = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://example.com/order',
  title: 'An order',
  type: 'object',
  required: ['id', 'lines'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', pattern: '^ord_[0-9]+$' },
    at: { type: 'string', format: 'date-time' },
    lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/line' } },
    customer: { $ref: '#customer' },
  },
  $defs: {
    line: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, price: { multipleOf: 0.01 } } },
    someone: {
      $anchor: 'customer',
      type: 'object',
      properties: { parent: { $ref: '#/%24defs/someone' } },
      'x-note': { type: 'anything' },
    },
  },
};

describe('a compiled schema', () => {
  it('lets data pass that fits', () => {
    const data = {
      id: 'ord_1',
      at: '2026-01-31T12:00:00Z',
      lines: [{ sku: 'a', price: 19.99 }],
      customer: { parent: {} },
    };
    expect(compiled(order).check(data)).toEqual([]);
  });

  it('names every failing path, the missing one included, and what is wrong with it', () => {
    const data = {
      id: 'x',
      lines: [{ sku: 1 }, { price: 0.001 }],
      at: 'yesterday',
      'a/b~c': 1,
      customer: { parent: 1 },
    };
    expect(compiled(order).check(data)).toEqual(
      expect.arrayContaining([
        { path: '/id', keyword: 'pattern', message: 'must match pattern "^ord_[0-9]+$"' },
        { path: '/at', keyword: 'format', message: 'must match format "date-time"' },
        { path: '/lines/0/sku', keyword: 'type', message: 'must be string' },
        { path: '/lines/1/sku', keyword: 'required', message: 'is required' },
        { path: '/lines/1/price', keyword: 'multipleOf', message: 'must be a multiple of 0.01' },
        { path: '/a~1b~0c', keyword: 'additionalProperties', message: 'is not among the properties that are allowed' },
        { path: '/customer/parent', keyword: 'type', message: 'must be object' },
      ]),
    );
    expect(pathsOf(order, data)).toHaveLength(7);
  });

  it.each([
    [{ enum: ['a', 1] }, 'b', '', 'must be one of ["a",1]'],
    [{ enum: ['x'.repeat(1000)] }, 'b', '', `must be one of ["${'x'.repeat(198)}…`],
    [{ const: { a: 1 } }, 'b', '', 'must be {"a":1}'],
    [false, 1, '', 'is not allowed'],
    [{ properties: { a: false } }, { a: 1 }, '/a', 'is not allowed'],
    [{ propertyNames: false }, { a: 1 }, '/a', 'has a name that is not allowed'],
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, '/b', 'is required where a is'],
    [
      { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
      { a: 1, b: 1 },
      '/b',
      'is not among the properties that are allowed',
    ],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      '',
      'must not have the same item twice',
    ],
  ])('says of %j and %j what is wrong', (schema, data, path, message) => {
    expect(compiled(schema).check(data)).toContainEqual(expect.objectContaining({ path, message }));
  });

  it('reports a hundred faults at most', () => {
    expect(pathsOf({ items: { type: 'string' } }, Array(5000).fill(1))).toHaveLength(100);
    expect(
      pathsOf({ items: { $ref: '#/$defs/text' }, $defs: { text: { type: 'string' } } }, Array(5000).fill(1)),
    ).toHaveLength(100);
  });

  it('knows no names but those that the data has', () => {
    const inherited = ['toString', 'constructor', 'hasOwnProperty', '__proto__'];
    expect(pathsOf({ required: inherited }, {})).toEqual(inherited.map((name) => `/${name}`));
    const data: unknown = JSON.parse(`{${inherited.map((name) => `"${name}":1`).join(',')}}`);
    expect(fits({ required: inherited }, data)).toBe(true);
    expect(pathsOf({ additionalProperties: false }, data).sort()).toEqual(inherited.map((name) => `/${name}`).sort());
    expect(fits({ properties: { constructor: { type: 'string' } } }, {})).toBe(true);
  });

  it('leaves the data as it is', () => {
    const data = { a: '1', extra: true };
    compiled({ properties: { a: { type: 'integer', default: 5 }, b: { default: 1 } } }).check(data);
    expect(data).toEqual({ a: '1', extra: true });
  });

  it('reads numbers as doubles, and calls one that none can hold no number', () => {
    const id: unknown = JSON.parse('12345678901234567890');
    expect(fits({ type: 'integer', const: 12345678901234567000 }, id)).toBe(true);
    expect(fits({ type: 'number' }, JSON.parse('1e400'))).toBe(false);
  });

  it('reads patterns as ECMAScript does with the flag u', () => {
    expect(fits({ pattern: '^.$' }, '😀')).toBe(true);
    expect(fits({ patternProperties: { '\\p{Letter}\\s$': false } }, { 'é\u00a0': 1 })).toBe(false);
  });

  it('agrees with what the data was made for', () => {
    const sample = fc.record({
      id: fc.nat().map((n) => `ord_${n}`),
      lines: fc.array(fc.record({ sku: fc.string() }), { minLength: 1 }),
    });
    const check = compiled(order);
    fc.assert(fc.property(sample, (data) => expect(check.check(data)).toEqual([])));
    fc.assert(
      fc.property(fc.anything(), (data) => {
        expect(check.check(data).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a check that would take too much', () => {
  const tooMuch = [expect.objectContaining({ path: '', message: expect.stringMatching(/too much work/) })];

  it('fails instead: references that double at each level', () => {
    const levels = Array.from({ length: 40 }, (_, level) => [
      `level${level}`,
      { allOf: Array(2).fill({ $ref: `#/$defs/level${level + 1}` }) },
    ]);
    const schema = { $ref: '#/$defs/level0', $defs: { ...Object.fromEntries(levels), level40: { type: 'string' } } };
    expect(compiled(schema).check('text')).toEqual(tooMuch);
  });

  it('fails instead: two ways to the same member at each level', () => {
    const schema = { properties: { a: { $ref: '#' } }, allOf: [{ properties: { a: { $ref: '#' } } }] };
    let data = {};
    for (let depth = 0; depth < 60; depth++) data = { a: data };
    expect(compiled(schema).check(data)).toEqual(tooMuch);
  });

  it('fails instead: many patterns against many names', () => {
    const schema = {
      patternProperties: Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`^x${i}$`, { type: 'string' }])),
    };
    const data = Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`name${i}`, 1]));
    expect(compiled(schema).check(data)).toEqual(tooMuch);
  });

  it('still has its verdict where only the listing of errors was too much', () => {
    const schema = {
      anyOf: [{ items: { $ref: '#/$defs/text' } }, { maxItems: 5 }],
      $defs: { text: { type: 'string' } },
    };
    expect(pathsOf(schema, Array(60_000).fill(1))).toContain('');
    expect(fits(schema, Array(60_000).fill('1'))).toBe(true);
    const orElse = { ...schema, anyOf: [...schema.anyOf, true] };
    expect(fits(orElse, Array(60_000).fill(1))).toBe(true);
  });

  it('begins afresh with the next data', () => {
    const check = compiled({ items: { enum: Array.from({ length: 60 }, (_, value) => value) } });
    for (let round = 0; round < 4; round++) expect(check.check(Array(60_000).fill(1))).toEqual([]);
  });
});

describe('a schema that is refused', () => {
  it.each<[unknown, string, RegExp]>([
    [5, '', /must be object,boolean/],
    [{ type: 'strng' }, '/type', /must be one of/],
    [{ minLength: -1 }, '/minLength', /must be >= 0/],
    [{ properties: { a: { requried: ['b'] } } }, '/properties/a/requried', /not a keyword that is enforced/],
    [{ $async: true }, '/$async', /not a keyword/],
    [{ additionalItems: false }, '/additionalItems', /not a keyword/],
    [{ unevaluatedItems: false }, '/unevaluatedItems', /not a keyword/],
    [
      { $schema: 'http://json-schema.org/draft-07/schema#' },
      '/$schema',
      /must be https:\/\/json-schema.org\/draft\/2020-12/,
    ],
    [{ $ref: 'https://example.com/other' }, '/$ref', /none is ever fetched/],
    [{ $ref: 'other.json#/a' }, '/$ref', /none is ever fetched/],
    [{ items: { $ref: '#/$defs/missing' } }, '/items/$ref', /nothing that is a schema/],
    [{ $ref: '#missing' }, '/$ref', /nothing that is a schema/],
    [{ enum: [{ type: 'string' }], not: { $ref: '#/enum/0' } }, '/not/$ref', /nothing that is a schema/],
    [{ $ref: '#/%' }, '/$ref', /./],
    [{ $ref: '#' }, '', /refers to itself/],
    [{ $defs: { a: { anyOf: [{ $ref: '#/$defs/b' }] }, b: { $ref: '#/$defs/a' } } }, '/$defs/a', /refers to itself/],
    [{ $defs: { a: { $id: 'https://example.com/a' } } }, '/$defs/a/$id', /at the root only/],
    [{ format: 'iri' }, '/format', /not a format that is checked; those are date-time/],
    [{ pattern: '(?=a)b' }, '/pattern', /looks ahead/],
    [{ patternProperties: { '(a)\\1': true } }, '/patternProperties/(a)\\1', /refers back/],
    [{ then: { type: 'string' } }, '', /"then" without "if"/],
    [
      { if: { required: ['a'] }, then: { required: ['b'] }, unevaluatedProperties: false },
      '/if',
      /write it with oneOf/,
    ],
    [JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'), '/properties/__proto__', /cannot be checked/],
  ])('is %j', (schema, path, message) => {
    expect(refusals(schema)).toContainEqual([path, expect.stringMatching(message)]);
  });

  it('is one of too many values, or of too many patterns', () => {
    const patterns = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`^x${i}$`, true]));
    expect(refusals({ enum: Array.from({ length: 20_001 }, (_, i) => i) })[0]?.[1]).toMatch(/larger than/);
    expect(refusals({ patternProperties: patterns })[0]?.[1]).toMatch(/one pattern more/);
  });

  it('is one whose references make a longer chain than calls can', () => {
    const links = Array.from({ length: 6000 }, (_, i) => [`link${i}`, { $ref: `#/$defs/link${i + 1}` }]);
    const chain = { $ref: '#/$defs/link0', $defs: { ...Object.fromEntries(links), link6000: true } };
    expect(refusals(chain)[0]?.[1]).toMatch(/combines too many schemas/);
  });

  it('is one that is nested too deep, or leads into itself as an object', () => {
    const circle: Record<string, unknown> = {};
    circle.not = circle;
    expect(refusals(circle)[0]?.[1]).toMatch(/nested deeper/);
  });

  it('has all of its faults named at once', () => {
    const paths = refusals({ foo: 1, properties: { a: { format: 'b', pattern: '(' }, c: { $ref: '#d' } } }).map(
      ([path]) => path,
    );
    expect(paths.sort()).toEqual(['/foo', '/properties/a/format', '/properties/a/pattern', '/properties/c/$ref']);
  });

  it('is never an accident: whatever it is, the answer is a value', () => {
    const keyword = fc.constantFrom(
      'type',
      'properties',
      '$ref',
      'items',
      'allOf',
      'pattern',
      'enum',
      'x-a',
      'const',
      '$defs',
      'if',
      'required',
      '$id',
      '$anchor',
    );
    const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(true, 'string', '#', '#/$defs/a', '(', 1, null),
        fc.dictionary(fc.oneof(keyword, fc.constantFrom('a', '__proto__')), tie('schema')),
        fc.array(tie('schema'), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(schema, fc.jsonValue(), (anything, data) => {
        const result = compileSchema(anything);
        if (result.kind === 'compiled') expect(Array.isArray(result.check(data))).toBe(true);
        else expect(result.faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
