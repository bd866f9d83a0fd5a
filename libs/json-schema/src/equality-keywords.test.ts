import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileSchema } from './schema-check.js';

const fits = (schema: unknown, data: unknown): boolean => {
  const result = compileSchema(schema);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.faults));
  return result.check(data).length === 0;
};

/** As it comes out of a request: `__proto__`, too, is a name like any other. */
const parsed = (text: string): unknown => JSON.parse(text);

/** Members by which JavaScript knows an object, each with values that aren't what JavaScript has there. */
const TELLING = ['valueOf', 'toString', 'constructor', '__proto__', 'toJSON', 'hasOwnProperty', 'length', 'then'];

/** A JSON text of objects and lists of such members. */
const { text } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('1', '"x"', 'null', '{}'),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...TELLING), tie('text')), { selector: ([name]) => name, maxLength: 3 })
      .map((members) => `{${members.map(([name, value]) => `"${name}":${value}`).join(',')}}`),
    fc.array(tie('text'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
  ),
}));

describe('a value that is compared', () => {
  it.each(TELLING)('may have a member %s', (name) => {
    const [one, other] = [parsed(`{"${name}":{"a":1}}`), parsed(`{"${name}":{"a":2}}`)];
    const again = parsed(`{"${name}":{"a":1}}`);
    for (const schema of [{ const: one }, { enum: [one] }, { enum: ['x', [], one, other].slice(0, 3) }]) {
      expect(fits(schema, again)).toBe(true);
      expect(fits(schema, other)).toBe(false);
      expect(fits(schema, {})).toBe(false);
    }
    expect(fits({ uniqueItems: true }, [one, again])).toBe(false);
    expect(fits({ uniqueItems: true }, [one, other, {}])).toBe(true);
  });

  it('is equal to itself read again, and to no other', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(fits({ const: parsed(a) }, parsed(a))).toBe(true);
        expect(fits({ enum: [parsed(a)] }, parsed(b))).toBe(!fits({ uniqueItems: true }, [parsed(a), parsed(b)]));
      }),
      { numRuns: 300 },
    );
  });

  it('counts its members, and not their order', () => {
    expect(fits({ const: { a: 1, b: [1, { c: 2 }] } }, parsed('{"b":[1,{"c":2}],"a":1}'))).toBe(true);
    for (const other of [
      '{"a":1}',
      '{"a":1,"b":[1,{"c":2}],"d":1}',
      '{"a":1,"b":[1,{"c":3}]}',
      '{"a":1,"b":{}}',
      '1',
    ]) {
      expect(fits({ const: { a: 1, b: [1, { c: 2 }] } }, parsed(other))).toBe(false);
    }
    expect(fits({ const: [1] }, parsed('{"0":1,"length":1}'))).toBe(false);
    expect(fits({ const: [1] }, parsed('[1,1]'))).toBe(false);
  });

  it('beyond what a double holds is not null', () => {
    expect(fits({ uniqueItems: true }, parsed('[[1e400],[null],[-1e400]]'))).toBe(true);
  });

  it('costs effort for each member that it has', () => {
    const names = Array.from({ length: 9000 }, (_, index) => [`m${index}`, index]);
    const wide = { enum: Array.from({ length: 1000 }, (_, index) => ({ a: index })) };
    const result = compileSchema(wide);
    expect(result.kind === 'compiled' && result.check(Object.fromEntries(names))[0]?.message).toMatch(/too much work/);
  });
});

describe('a schema', () => {
  it.each(TELLING)('with a member %s where none belongs is refused, and nothing is thrown', (name) => {
    const [one, other] = [parsed(`{"${name}":1}`), parsed(`{"${name}":2}`)];
    for (const schema of [
      { type: [one, other] },
      { required: [one, other] },
      { dependentRequired: { a: [one, one] } },
    ]) {
      expect(compileSchema(schema).kind).toBe('refused');
    }
    expect(compileSchema({ enum: [] }).kind).toBe('refused');
  });

  it('may be anything, and what it says of anything is a value', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom('type', 'required', 'enum', 'const', 'x-a'), (a, b, keyword) => {
        for (const schema of [parsed(a), { [keyword]: parsed(a) }, { [keyword]: [parsed(a), parsed(b)] }]) {
          const result = compileSchema(schema);
          if (result.kind === 'compiled') expect(Array.isArray(result.check(parsed(b)))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
