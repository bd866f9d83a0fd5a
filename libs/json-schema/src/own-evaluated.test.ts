import { describe, expect, it } from '@jest/globals';
import { compileSchema } from './schema-check.js';

function pathsOf(schema: object, text: string): string[] {
  const result = compileSchema(schema);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.faults));
  return result.check(JSON.parse(text)).map(({ path }) => path);
}

const either = { anyOf: [{ properties: { a: { type: 'integer' } } }, { patternProperties: { '^_': true } }] };
const recursive = { properties: { in: { $ref: '#/$defs/tree' } }, anyOf: [{ required: ['leaf'] }, true] };

describe('unevaluatedProperties', () => {
  it.each(['toString', 'valueOf', 'constructor', 'hasOwnProperty'])('refuses %s, which nothing names', (name) => {
    expect(pathsOf({ ...either, unevaluatedProperties: false }, `{"a":1,"${name}":1}`)).toEqual([`/${name}`]);
    const tree = { $ref: '#/$defs/tree', $defs: { tree: recursive }, unevaluatedProperties: false };
    expect(pathsOf(tree, `{"in":{},"${name}":1}`)).toEqual([`/${name}`]);
  });

  it('takes what something names, __proto__ among it', () => {
    const schema = { ...either, unevaluatedProperties: false };
    expect(pathsOf(schema, '{"a":1,"_x":1,"__proto__":1}')).toEqual([]);
    expect(pathsOf(schema, '{"a":"x","__proto__":1}')).toEqual(['/a']);
    expect(
      pathsOf({ anyOf: [{ properties: { b: true } }, true], unevaluatedProperties: false }, '{"__proto__":1}'),
    ).toEqual(['/__proto__']);
  });

  it('leaves a name alone that looks like the code', () => {
    const name = 'x";props0 = {};!props0[key1]';
    const schema = { anyOf: [{ properties: { [name]: { type: 'integer' } } }, true], unevaluatedProperties: false };
    expect(pathsOf(schema, JSON.stringify({ [name]: 1 }))).toEqual([]);
    expect(pathsOf({ ...schema, required: [name] }, '{}')).toHaveLength(1);
  });
});
