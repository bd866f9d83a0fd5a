import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileSchema } from './schema-check.js';

const fits = (schema: unknown, data: unknown): boolean => {
  const result = compileSchema(schema);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.faults));
  return result.check(data).length === 0;
};

/** A decimal number as it is written, of few enough digits that a double tells it from its neighbours. */
const decimal = fc.record({
  digits: fc.integer({ min: -999_999_999, max: 999_999_999 }),
  exponent: fc.integer({ min: -12, max: 12 }),
});
const read = ({ digits, exponent }: { digits: number; exponent: number }): number => Number(`${digits}e${exponent}`);

describe('multipleOf', () => {
  it('holds for every multiple of a decimal, and for nothing between', () => {
    const divisor = fc.record({ digits: fc.integer({ min: 2, max: 999 }), exponent: fc.integer({ min: -6, max: 6 }) });
    const factor = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
    fc.assert(
      fc.property(divisor, factor, fc.nat(), (of, times, more) => {
        const between = 1 + (more % (of.digits - 1));
        const schema = { multipleOf: read(of) };
        expect(fits(schema, read({ ...of, digits: of.digits * times }))).toBe(true);
        expect(fits(schema, read({ ...of, digits: of.digits * times + between }))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with arithmetic on whole numbers, whatever the exponents', () => {
    fc.assert(
      fc.property(decimal, decimal, (value, divisor) => {
        fc.pre(divisor.digits > 0);
        const common = Math.min(value.exponent, divisor.exponent);
        const whole = ({ digits, exponent }: typeof value): bigint => BigInt(digits) * 10n ** BigInt(exponent - common);
        expect(fits({ multipleOf: read(divisor) }, read(value))).toBe(whole(value) % whole(divisor) === 0n);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    [0.01, 19.99, true],
    [0.01, 1_000_000_000.01, true],
    [0.01, 19.999, false],
    [0.1, 1e21, true],
    [1e-300, 1, true],
    [1e300, 1e-300, false],
    [1.5, 0, true],
    [3, -9, true],
  ])('of %d and %d is %s', (multipleOf, value, expected) => {
    expect(fits({ multipleOf }, value)).toBe(expected);
  });
});

describe('uniqueItems', () => {
  it('finds an item that is there twice, whatever the order of its members', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.jsonValue(), { comparator: (a, b) => sameJson(a, b) }),
        fc.nat(),
        (items, index) => {
          expect(fits({ uniqueItems: true }, items)).toBe(true);
          if (items.length === 0) return;
          const again = reversed(items[index % items.length]);
          expect(fits({ uniqueItems: true }, [...items, again])).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('tells a text from what it spells', () => {
    expect(
      fits({ uniqueItems: true }, [1, '1', [1], '[1]', { a: 1 }, '{"a":1}', null, 'null', true, false, 0, '']),
    ).toBe(true);
    expect(fits({ uniqueItems: true }, [0, -0])).toBe(false);
    expect(fits({ uniqueItems: false }, [1, 1])).toBe(true);
  });
});

/** The same value with the members of its objects the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, reversed(member)] as const);
  return Object.fromEntries(entries.reverse());
}

function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameJson(Reflect.get(a, name), Reflect.get(b, name)))
  );
}
