import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scanArray, scanObject, scanValue } from './exact-json.js';
import type { JsonFault } from './json-fault.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

const faultOf = (result: { kind: string } | JsonFault): JsonFault => {
  if ('code' in result) return result;
  throw new Error('was accepted');
};

const codeOf = (text: string | Buffer): string => {
  const result = scanValue(Buffer.from(text));
  return result.kind === 'fault' ? result.code : 'accepted';
};

/** The members of an object as the bytes that the scan cuts out. */
const cut = (text: string): Record<string, string> => {
  const input = bytes(text);
  const result = scanObject(input);
  if (result.kind === 'fault') throw new Error(result.message);
  return Object.fromEntries(
    [...result.members].map(([name, { start, end }]) => [name, input.toString('utf8', start, end)]),
  );
};

/** Members with different names in all objects of a value, as readers that keep UTF-8 would count them. */
function countNames(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countNames(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const names = new Set(Object.keys(value).map((name) => name.toWellFormed()));
  return Object.values(value).reduce<number>((sum, member) => sum + countNames(member), names.size);
}

/** Members that stand in a valid text. */
const countColons = (text: string): number => text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '').split(':').length - 1;

const parse = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** Text that is mostly JSON, in all the ways that JSON can be written, with repeated names now and then. */
const jsonText = fc.letrec<{ value: string; object: string; array: string; string: string }>((tie) => {
  const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n  ');
  const character = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom('a', 'b', 'Z', ' ', '/', '{', ':', ',', ']', '~', 'é', '€', '😀', '\u007f'),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '\\"',
        '\\\\',
        '\\/',
        '\\b',
        '\\n',
        '\\u0061',
        '\\u00E9',
        '\\ud83d\\ude00',
        '\\u0000',
        '\\ud800',
      ),
    },
  );
  const spaced = (inner: fc.Arbitrary<string>) => fc.tuple(space, inner, space).map((parts) => parts.join(''));
  const member = fc.tuple(spaced(tie('string')), spaced(tie('value'))).map(([name, value]) => `${name}:${value}`);
  return {
    string: fc.array(character, { maxLength: 4 }).map((characters) => `"${characters.join('')}"`),
    object: fc.array(member, { maxLength: 6 }).map((members) => `{${members.join(',')}}`),
    array: fc.array(spaced(tie('value')), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('0', '-0', '1.0', '1e2', '-12.50E+3', '12345678901234567890', '1e400', 'true', 'false', 'null'),
      tie('string'),
      tie('object'),
      tie('array'),
    ),
  };
});

/** One edit: a piece cut out, doubled, or replaced by something that grammars are sensitive to. */
const mutated = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(
      text,
      fc.nat(),
      fc.nat(3),
      fc.constantFrom('', '"', '\\', ',', ':', '{', '}', '[', ']', '0', '.', 'e', '-', '\n', '\u0001', 'é'),
    )
    .map(([original, position, length, piece]) => {
      const at = position % (original.length + 1);
      return original.slice(0, at) + piece + original.slice(at + length);
    });

describe('scanning JSON', () => {
  it('cuts out the data of an event byte for byte', () => {
    const data = '{"amount":1.0,"id":12345678901234567890,"e":1e2,"s":"\\u00e9\\/"}';
    expect(cut(`{"type":"order.created" ,\n"data" : ${data}\t}`)).toEqual({ type: '"order.created"', data });
  });

  it('agrees with JSON.parse on what is JSON, but for what it refuses on purpose', () => {
    const anyText = fc.oneof(
      jsonText.value,
      mutated(jsonText.value),
      mutated(mutated(jsonText.value)),
      fc.json(),
      mutated(fc.json()),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(text.isWellFormed());
        const parsed = parse(text);
        const code = codeOf(text);
        if (parsed === undefined) {
          expect(code).not.toBe('accepted');
          // A repeated name is noticed where it stands, perhaps before the place where the text stops being JSON.
          expect(['empty', 'byte_order_mark', 'not_json', 'unfinished', 'trailing_bytes', 'duplicate_name']).toContain(
            code,
          );
        } else {
          expect(code).toBe(countNames(parsed.value) < countColons(text) ? 'duplicate_name' : 'accepted');
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('finds members whose bytes parse to what the whole parses to', () => {
    fc.assert(
      fc.property(jsonText.object, (text) => {
        const input = bytes(` ${text}\n`);
        const result = scanObject(input);
        fc.pre(result.kind === 'object');
        const rebuilt = [...result.members].map(([name, { start, end }]) => {
          const value = input.toString('utf8', start, end);
          expect(value).toBe(value.trim());
          return `${JSON.stringify(name)}:${value}`;
        });
        expect(JSON.parse(`{${rebuilt.join(',')}}`)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('finds items whose bytes parse to what the whole parses to', () => {
    fc.assert(
      fc.property(jsonText.array, (text) => {
        const input = bytes(text);
        const result = scanArray(input);
        if (result.kind === 'fault') throw new Error(result.message);
        const items = result.items.map(({ start, end }) => input.toString('utf8', start, end));
        expect(items.map((item): unknown => JSON.parse(item))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never throws, whatever the bytes, and calls those that are not UTF-8 by their name', () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.tuple(jsonText.value, fc.nat(), fc.nat(255)).map(([text, position, byte]) => {
        const broken = bytes(text);
        if (broken.length > 0) broken[position % broken.length] = byte;
        return broken;
      }),
    );
    fc.assert(
      fc.property(anyBytes, (input) => {
        const buffer = Buffer.from(input);
        for (const result of [scanObject(buffer), scanArray(buffer), scanValue(buffer)]) {
          if (result.kind !== 'fault') continue;
          expect(result.offset).toBeLessThanOrEqual(buffer.length);
          expect(result.path).toMatch(/^(\/.*)?$/su);
        }
        const code = codeOf(buffer);
        if (!isUtf8(buffer)) expect(['invalid_utf8', 'byte_order_mark']).toContain(code);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes every kind of value, and __proto__ as a name like any other', () => {
    for (const text of ['0', '-0', '1.5e-7', '"x"', 'true', 'false', 'null', '[]', '{}', ' [ ] ', '"\\ud83d"']) {
      expect(codeOf(text)).toBe('accepted');
    }
    const result = scanObject(bytes('{"__proto__":{"a":1},"constructor":2}'));
    expect(result.kind === 'object' && [...result.members.keys()]).toEqual(['__proto__', 'constructor']);
  });

  it('names the fault, its byte, its path, and what to do', () => {
    const result = scanObject(bytes('{"data":{"lines":[{"sku":"x"},{"sku":01}]}}'));
    expect(result).toEqual({
      kind: 'fault',
      code: 'not_json',
      offset: 38,
      path: '/data/lines/1/sku',
      message: 'This is not JSON (RFC 8259). Expected no digit behind a leading 0 at byte 38.',
    });
  });

  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['\ufeff{}', 'byte_order_mark'],
    ['{"a":1} x', 'trailing_bytes'],
    ['{}{}', 'trailing_bytes'],
    ['{"a":1', 'unfinished'],
    ['["a', 'unfinished'],
    ['tru', 'unfinished'],
    ['-', 'unfinished'],
    ['1.', 'unfinished'],
    ['"\\u12', 'unfinished'],
    ['{"a":1,}', 'not_json'],
    ['[1,]', 'not_json'],
    ['{a:1}', 'not_json'],
    ["{'a':1}", 'not_json'],
    ['[1 2]', 'not_json'],
    ['+1', 'not_json'],
    ['.5', 'not_json'],
    ['1.e3', 'not_json'],
    ['0x10', 'trailing_bytes'],
    ['NaN', 'not_json'],
    ['"a\tb"', 'not_json'],
    ['"\\x41"', 'not_json'],
    ['{"a":1 /* no */}', 'not_json'],
  ])('refuses %j as %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it.each([
    ['an overlong form', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a truncated character', [0xe2, 0x82]],
    ['a code point beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['Latin-1', [0xe9]],
  ])('refuses %s in a string, and says where it is', (_, broken) => {
    const input = Buffer.concat([bytes('{"é\ufffd":["ok \ufffd","'), Buffer.from(broken), bytes('"]}')]);
    expect(scanValue(input)).toMatchObject({ code: 'invalid_utf8', offset: 20, path: '/é\ufffd/1' });
  });

  it('refuses a top level of the wrong kind', () => {
    expect(faultOf(scanObject(bytes('[1]'))).code).toBe('not_an_object');
    expect(faultOf(scanObject(bytes('hello'))).code).toBe('not_an_object');
    expect(faultOf(scanArray(bytes('{"a":1}'))).code).toBe('not_an_array');
  });
});

describe('a name that comes twice', () => {
  const duplicate = (text: string) => faultOf(scanObject(bytes(text)));

  it('is refused at any depth, with its path and the byte of the second', () => {
    expect(duplicate('{"id":1,"id":2}')).toMatchObject({ code: 'duplicate_name', offset: 8, path: '/id' });
    expect(duplicate('{"data":[0,{"a/b":{"x":1,"y":2,"x":1}}]}')).toMatchObject({
      code: 'duplicate_name',
      path: '/data/1/a~1b/x',
    });
  });

  it('is recognised after unescaping, whichever way round, and in objects of any size', () => {
    const many = Array.from({ length: 100 }, (_, index) => `"name${index}":${index}`).join(',');
    for (const text of [
      '{"a":1,"\\u0061":2}',
      '{"\\u0061":1,"a":2}',
      '{"a\\/b":1,"a/b":2}',
      '{"\\u00e9":1,"é":2}',
      '{"\\ud83d\\ude00":1,"😀":2}',
      `{${many},"name0":1}`,
      `{${many},"name99":1}`,
      `{${many},"name5\\u0037":1}`,
      `{"n\\u0061me57":1,${many}}`,
    ]) {
      expect(duplicate(text).code).toBe('duplicate_name');
    }
    expect(codeOf(`{${many}}`)).toBe('accepted');
  });

  it('is seen where readers that keep UTF-8 would see it: lone surrogates are all one to them', () => {
    expect(duplicate('{"\\ud800":1,"\\udfff":2}').code).toBe('duplicate_name');
    expect(duplicate('{"\\ud800":1,"\ufffd":2}').code).toBe('duplicate_name');
  });

  it('may come again in another object', () => {
    expect(codeOf('{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}')).toBe('accepted');
    expect(codeOf('{"a":1,"A":2,"a ":3,"":4}')).toBe('accepted');
  });

  it('is left to the scan of the item when an array is scanned, and so is deep nesting', () => {
    const input = bytes(`[{"a":1},{"a":1,"a":2},{"a":${'['.repeat(128)}${']'.repeat(128)}}]`);
    const result = scanArray(input);
    if (result.kind === 'fault') throw new Error(result.message);
    const scans = result.items.map(({ start, end }) => scanObject(input.subarray(start, end)));
    expect(scans).toMatchObject([{ kind: 'object' }, { code: 'duplicate_name' }, { code: 'too_deep' }]);
  });
});

describe('the bounds of a scan', () => {
  it('allow nesting up to the depth, counting the outermost', () => {
    const nested = (depth: number) => bytes('['.repeat(depth) + ']'.repeat(depth));
    expect(scanValue(nested(128)).kind).toBe('value');
    expect(scanValue(nested(129))).toMatchObject({ code: 'too_deep', offset: 128 });
    expect(scanObject(bytes('{"a":{"b":1}}'), { maxDepth: 1 })).toMatchObject({ code: 'too_deep', path: '/a' });
  });

  it('hold against nesting that would exhaust the stack, even when the caller sets none', () => {
    const abyss = bytes('{"a":'.repeat(200_000));
    expect(scanValue(abyss, { maxDepth: Infinity })).toMatchObject({ code: 'too_deep' });
    expect(faultOf(scanValue(Buffer.concat([abyss, Buffer.from([0xff])]))).path.length).toBeLessThan(1000);
  });

  it('allow as many items as are asked for', () => {
    const input = bytes('[1,[2,2,2],3]');
    expect(scanArray(input, { maxItems: 3 })).toMatchObject({ items: [{}, {}, {}] });
    expect(scanArray(input, { maxItems: 2 })).toMatchObject({ code: 'too_many_items', path: '/2' });
  });
});
