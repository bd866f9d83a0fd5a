import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Effort } from './effort.js';
import { isList, isObject, readJson, sameJson, type ExactJson } from './exact-json.js';
import { LongNumber } from './exact-number.js';

const same = (a: ExactJson, b: ExactJson) => {
  const effort = new Effort(1e6, 1e6);
  effort.begin();
  return sameJson(a, b, effort);
};

const read = (text: string): ExactJson => {
  const result = readJson(text);
  if (result.kind === 'unreadable') throw new Error('unreadable');
  return result.value;
};

/** As JSON.parse has it. */
function rounded(value: ExactJson): unknown {
  if (value instanceof LongNumber) return Number(value.toString());
  if (isList(value)) return value.map(rounded);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rounded(member)]));
}

describe('reading JSON', () => {
  it('comes to what JSON.parse does, long numbers aside', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', ',12345678901234567890'), (json, long) => {
        // With a long number beside it, the same text is read the other way.
        const [value] = read(`[${json}${long}]`) as readonly ExactJson[];
        expect(rounded(value ?? null)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('keeps numbers that differ apart, and those that are the same together', () => {
    expect(same(read('12345678901234567890'), read('12345678901234567891'))).toBe(false);
    expect(same(read('12345678901234567890'), read('1.2345678901234567890e19'))).toBe(true);
    expect(same(read('[1.0]'), read('[1]'))).toBe(true);
    expect(same(read('0.1'), read('0.1000000000000000055511151231257827'))).toBe(false);
    expect(same(read('1e400'), read('1e401'))).toBe(false);
    expect(same(read('1e-400'), read('0'))).toBe(false);
  });

  it('tells a prototype from a member', () => {
    for (const text of ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1},"long":12345678901234567890}']) {
      const value = read(text) as Record<string, unknown>;
      expect(Object.hasOwn(value, '__proto__')).toBe(true);
      expect(value.a).toBeUndefined();
    }
  });

  it('never throws, whatever the text and however deep', () => {
    fc.assert(fc.property(fc.string(), (text) => void readJson(text)));
    for (const inside of ['1', '12345678901234567890']) {
      const deep = `${'['.repeat(200_000)}${inside}${']'.repeat(200_000)}`;
      expect(['json', 'unreadable']).toContain(readJson(deep).kind);
      expect(readJson(`${'{"a":'.repeat(200_000)}${inside}`).kind).toBe('unreadable');
    }
  });
});
