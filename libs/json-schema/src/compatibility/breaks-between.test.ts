import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isKeywords } from '../map-schema.js';
import { compileSchema } from '../schema-check.js';
import { breaksBetween } from './breaks-between.js';
import { schemasIn } from './located-schema.js';

const order = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', maxLength: 20 },
    status: { enum: ['open', 'paid'] },
    amount: { type: 'number', minimum: 0 },
    lines: { type: 'array', items: { $ref: '#/$defs/line' } },
  },
  $defs: { line: { type: 'object', properties: { sku: { type: 'string' } } } },
};

const changed = (change: (schema: typeof order & Record<string, unknown>) => void): unknown => {
  const schema = structuredClone(order);
  change(schema);
  return schema;
};

const told = (before: unknown, after: unknown): [path: string, kind: string][] =>
  breaksBetween(before, after).map(({ path, kind }) => [path, kind]);

describe('a schema breaks with the one before it', () => {
  it.each<[string, unknown, [string, string][]]>([
    ['a property that is asked for', changed((s) => s.required.push('status')), [['/required', 'property_required']]],
    [
      'a property that is gone',
      changed((s) => delete (s.properties as Partial<typeof s.properties>).status),
      [['/properties/status', 'property_removed']],
    ],
    [
      'a type that is narrower',
      changed((s) => (s.properties.amount.type = 'integer')),
      [['/properties/amount/type', 'type_narrowed']],
    ],
    [
      'a value that is gone',
      changed((s) => s.properties.status.enum.pop()),
      [['/properties/status/enum', 'enum_narrowed']],
    ],
    [
      'a bound that is tighter',
      changed((s) => (s.properties.id.maxLength = 10)),
      [['/properties/id/maxLength', 'bound_tightened']],
    ],
    [
      'a bound that leaves itself out',
      changed((s) => Object.assign(s.properties.amount, { exclusiveMinimum: 0 })),
      [['/properties/amount/exclusiveMinimum', 'bound_tightened']],
    ],
    [
      'a pattern',
      changed((s) => Object.assign(s.properties.id, { pattern: '^o' })),
      [['/properties/id/pattern', 'pattern_changed']],
    ],
    [
      'a format',
      changed((s) => Object.assign(s.properties.id, { format: 'uuid' })),
      [['/properties/id/format', 'format_changed']],
    ],
    [
      'members that are no longer let pass',
      changed((s) => (s.additionalProperties = false)),
      [['/additionalProperties', 'additional_properties']],
    ],
    [
      'what a reference leads to',
      changed((s) => Object.assign(s.$defs.line, { required: ['sku'] })),
      [['/properties/lines/items/required', 'property_required']],
    ],
    ['a condition', changed((s) => (s.not = { required: ['status'] })), [['/not', 'condition_changed']]],
    ['nothing that fits', false, [['/enum', 'enum_narrowed']]],
  ])('by %s', (_what, after, breaks) => {
    expect(told(order, after)).toEqual(expect.arrayContaining(breaks));
    expect(breaksBetween(order, after).every(({ message }) => message !== '')).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a property that may be left out', changed((s) => Object.assign(s.properties, { note: { type: 'string' } }))],
    ['a property that isn’t asked for any more', changed((s) => s.required.pop())],
    ['one more value', changed((s) => s.properties.status.enum.push('sent'))],
    ['one more type', changed((s) => Object.assign(s.properties.amount, { type: ['number', 'null'] }))],
    ['a wider bound', changed((s) => (s.properties.amount.minimum = -1))],
    ['a bound that nothing can be beyond', changed((s) => Object.assign(s.properties.id, { minLength: 0 }))],
    ['words', changed((s) => Object.assign(s, { title: 'An order', description: 'Told' }))],
    ['the same, said by allOf', { allOf: [order], $defs: order.$defs }],
    ['one option more', { anyOf: [{ type: 'null' }, order], properties: order.properties, $defs: order.$defs }],
  ])('not by %s', (_what, after) => {
    expect(told(order, after)).toEqual([]);
  });

  it('by an option that is gone, and not by one that is new', () => {
    const [a, b, c] = [{ type: 'string' }, { type: 'null' }, { type: 'integer' }];
    expect(told({ anyOf: [a, b] }, { anyOf: [c, b, a] })).toEqual([]);
    expect(told({ anyOf: [a, b] }, { anyOf: [a, c] })).toEqual([['/anyOf', 'condition_changed']]);
    expect(told({ oneOf: [a, b] }, { oneOf: [a, b, c] })).toEqual([['/oneOf', 'condition_changed']]);
  });

  it('by what counts as evaluated, wherever that was said', () => {
    const schema = (inside: object) => ({ allOf: [inside], unevaluatedProperties: false });
    const before = schema({ anyOf: [{ properties: { a: true } }] });
    expect(told(before, structuredClone(before))).toEqual([]);
    expect(told(before, schema({}))).toEqual([['/unevaluatedProperties', 'condition_changed']]);
  });

  it('through references that lead back to themselves', () => {
    const tree = (leaf: object) => ({
      $ref: '#/$defs/node',
      $defs: { node: { properties: { leaf, inside: { type: 'array', items: { $ref: '#/$defs/node' } } } } },
    });
    expect(told(tree({ type: 'string' }), tree({ type: ['string', 'null'] }))).toEqual([]);
    expect(told(tree({ type: 'string' }), tree({ type: 'null' }))).toContainEqual([
      '/properties/leaf/type',
      'type_narrowed',
    ]);
  });

  it('by being too complex to tell, in bounded time', () => {
    const doubling = (depth: number, leaf: object) => ({
      $ref: '#/$defs/d0',
      $defs: Object.fromEntries(
        Array.from({ length: depth + 1 }, (_, index) => {
          const next = { $ref: `#/$defs/d${index + 1}` };
          const option = (name: string) => ({ required: [name], properties: { [name]: next } });
          return [`d${index}`, index === depth ? leaf : { anyOf: [option('a'), option('b')] }];
        }),
      ),
    });
    const startMs = performance.now();
    expect(told(doubling(30, { type: 'string' }), doubling(30, { type: 'null' })).length).toBeGreaterThan(0);
    // Path by path it would be hours.
    expect(performance.now() - startMs).toBeLessThan(60_000);
  });
});

const names = fc.constantFrom('a', 'b', 'c');
const small = fc.integer({ min: 0, max: 3 });
const scalar = fc.constantFrom<unknown[]>(null, true, false, 0, 1, 2, 0.5, -1, '', 'a', 'bb', 'ccc');

/** Schemas in which much fits, and much doesn't, of the values below. */
const { schema } = fc.letrec<{ schema: unknown; object: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown[]>(true, {}, { type: 'string' }, { type: 'integer' }, { type: ['null', 'number'] }),
    fc.array(scalar, { minLength: 1, maxLength: 4 }).map((values) => ({ enum: values })),
    fc.record({ minLength: small, maxLength: small, pattern: fc.constantFrom('^a', 'b$') }, { requiredKeys: [] }),
    fc.record(
      { minimum: small, exclusiveMaximum: small, multipleOf: fc.constantFrom(1, 2, 0.5) },
      { requiredKeys: [] },
    ),
    fc.record(
      { items: tie('schema'), prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) },
      { requiredKeys: [] },
    ),
    fc.record({ contains: tie('schema'), uniqueItems: fc.boolean(), maxItems: small }, { requiredKeys: [] }),
    tie('object'),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('schema') }),
    fc.record({ if: tie('schema'), then: tie('schema') }),
  ),
  object: fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(names, tie('schema'), { maxKeys: 3 }),
      required: fc.uniqueArray(names, { maxLength: 2 }),
      additionalProperties: tie('schema'),
      patternProperties: fc.dictionary(fc.constantFrom('^a', 'b'), tie('schema'), { maxKeys: 1 }),
      propertyNames: fc.constantFrom({ maxLength: 1 }, { pattern: '^[ab]' }),
      minProperties: small,
      dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 1 }), { maxKeys: 1 }),
    },
    { requiredKeys: [] },
  ),
}));

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3 }),
  ),
}));

/** A schema as it is, or with something in it put differently. */
function mutated(of: unknown): fc.Arbitrary<unknown> {
  const inside = isKeywords(of) ? Object.keys(of) : [];
  if (!isKeywords(of) || inside.length === 0) return fc.oneof(fc.constant(of), schema);
  const withoutOne = fc
    .constantFrom(...inside)
    .map((name) => Object.fromEntries(Object.entries(of).filter(([key]) => key !== name)));
  const withMore = schema.map((more) => (isKeywords(more) ? { ...more, ...of } : of));
  const deeper = fc.constantFrom(...inside).chain((name) => {
    const part = of[name];
    if (!isKeywords(part)) return fc.constant(of);
    return mutated(part).map((changedPart) => (isKeywords(changedPart) ? { ...of, [name]: changedPart } : of));
  });
  return fc.oneof(fc.constant(of), withoutOne, withMore, deeper, schema);
}

const pair = schema.chain((before) => fc.tuple(fc.constant(before), mutated(before)));

describe('of any schema', () => {
  it('nothing breaks with itself, nor with itself among other words or without what it asks for', () => {
    fc.assert(
      fc.property(schema, (one) => {
        expect(breaksBetween(one, structuredClone(one))).toEqual([]);
        if (!isKeywords(one)) return;
        expect(breaksBetween(one, { title: 'told', ...structuredClone(one) })).toEqual([]);
        expect(breaksBetween(one, { allOf: [structuredClone(one)] })).toEqual([]);
      }),
      // Found once: what isn't additional beside one conjunct is beside another.
      { examples: [[{ allOf: [{ patternProperties: { '^a': true } }, { additionalProperties: {} }] }]] },
    );
  });

  it('all data that fitted the one before fits it, where no break is told', () => {
    let compared = 0;
    fc.assert(
      fc.property(pair, fc.array(value, { minLength: 20, maxLength: 40 }), ([before, after], values) => {
        const young = compileSchema(after);
        if (young.kind === 'refused' || breaksBetween(before, after).length > 0) return;
        const old = compileSchema(before);
        if (old.kind === 'refused') return;
        for (const each of values) {
          if (old.check(each).length > 0 || hasUnknownMember([before], [after], each)) continue;
          compared += 1;
          expect([each, young.check(each)]).toEqual([each, []]);
        }
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(500);
  });
});

/** Whether data has a member, anywhere, that the newer schema has a word for in its place and the older has none. */
function hasUnknownMember(before: readonly unknown[], after: readonly unknown[], data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  const [old, young] = [before.flatMap(inPlace), after.flatMap(inPlace)];
  if (Array.isArray(data)) {
    const [olds, youngs] = [old.flatMap(itemsOf), young.flatMap(itemsOf)];
    return data.some((item) => hasUnknownMember(olds, youngs, item));
  }
  return Object.entries(data).some(([name, member]) => {
    const knows = ({ properties }: Record<string, unknown>) => Object.hasOwn(schemasIn(properties), name);
    if (young.some(knows) && !old.some(knows)) return true;
    return hasUnknownMember(old.flatMap(membersOf(name)), young.flatMap(membersOf(name)), member);
  });
}

function inPlace(of: unknown): Record<string, unknown>[] {
  if (!isKeywords(of)) return [];
  const { allOf = [], anyOf = [], oneOf = [], not, if: condition, then } = of;
  return [of, ...[allOf, anyOf, oneOf, not, condition, then].flat().flatMap(inPlace)];
}

const itemsOf = ({ items, prefixItems = [], contains }: Record<string, unknown>): unknown[] =>
  [items, contains, prefixItems].flat();

const membersOf =
  (name: string) =>
  ({ properties, additionalProperties, patternProperties }: Record<string, unknown>): unknown[] => [
    schemasIn(properties)[name],
    additionalProperties,
    ...Object.values(schemasIn(patternProperties)),
  ];
