import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hideNumbers, restoreNumbers, restoreText } from './exact-numbers.js';

describe('numbers beyond a double', () => {
  it.each([
    '12345678901234567890',
    '-9007199254740993',
    '0.1000000000000000055',
    '1e400',
    '1e-400',
    '123456789.12345678901',
  ])('%s is hidden, and comes back as it was', (literal) => {
    const hidden = hideNumbers(`{"id":${literal},"text":"${literal}"}`);
    expect(hidden.literals).toEqual([literal]);
    const { id, text } = JSON.parse(hidden.json) as { id: string; text: string };
    expect(restoreNumbers(JSON.stringify({ a: [id], [id]: `no. ${id}, "${id}"`, text }), hidden)).toBe(
      `{"a":[${literal}],"${literal}":"no. ${literal}, \\"${literal}\\"","text":"${literal}"}`,
    );
    expect(restoreText(`id ${id}`, hidden)).toBe(`id ${literal}`);
  });

  it.each([
    '1',
    '1.0',
    '-0',
    '0.1',
    '1e3',
    '1E+2',
    '9007199254740992',
    '1.5e300',
    '0e999999',
    '100000000000000000000000',
  ])('%s is none', (literal) => {
    expect(hideNumbers(`[${literal}]`)).toMatchObject({ json: `[${literal}]`, literals: [] });
  });

  it('leave the rest as it is, and JSON is JSON again when they are put back', () => {
    const numbers = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), fc.bigInt().map(String));
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(numbers), fc.string(), (value, literals, text) => {
        const json = `{"value":${JSON.stringify(value)},"numbers":[${literals.join(',')}],"text":${JSON.stringify(text)}}`;
        const hidden = hideNumbers(json);
        expect(restoreNumbers(hidden.json, hidden)).toBe(json);
        const read = JSON.parse(hidden.json) as { numbers: unknown[] };
        expect(
          () =>
            JSON.parse(
              restoreNumbers(JSON.stringify({ ...read, text: `\\"${String(read.numbers[0])}"` }), hidden),
            ) as unknown,
        ).not.toThrow();
      }),
    );
  });

  it('take time that grows with the text alone', () => {
    const digits = `${'0'.repeat(120_000)}1${'0'.repeat(120_000)}1`;
    expect(hideNumbers(`[1${digits}, "${'\\\\'.repeat(100_000)}"]`).literals).toHaveLength(1);
  });
});
