import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareNumbers, exactNumber, isJsonNumber, LongNumber } from './exact-number.js';

const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${most}}$`));

/** Numbers as JSON writes them, the same ones in many ways. */
const text = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: digits(22).map((all) => all.replace(/^0+(?=.)/, '')),
    fraction: fc.option(digits(22), { nil: undefined }),
    exponent: fc.option(fc.integer({ min: -40, max: 40 }), { nil: undefined }),
  })
  .map(({ sign, whole, fraction, exponent }) => {
    const decimals = fraction === undefined ? '' : `.${fraction}`;
    return `${sign}${whole}${decimals}${exponent === undefined ? '' : `e${exponent}`}`;
  });

/** The number times 10^80, which is whole. */
function scaled(number: string): bigint {
  const [mantissa = '', exponent = '0'] = number.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return BigInt(`${whole}${fraction}`) * 10n ** BigInt(80 + Number(exponent) - fraction.length);
}

describe('exact numbers', () => {
  it('compare as the decimals that they are written as', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [left, right] = [scaled(a), scaled(b)];
        const wanted = left < right ? -1 : Number(left > right);
        expect(Math.sign(compareNumbers(exactNumber(a), exactNumber(b)))).toBe(wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it('have one form each, so that equal ones are equal whichever way they are written', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: -9, max: 9 }), (number, shift) => {
        const [mantissa = '', exponent = '0'] = number.split('e');
        const [whole = '', fraction = ''] = mantissa.split('.');
        const moved = `${whole}.${fraction}${'0'.repeat(9)}e${exponent}`;
        expect(exactNumber(moved)).toEqual(exactNumber(number));
        expect(
          exactNumber(`${whole}${fraction}${'0'.repeat(9 + shift)}e${Number(exponent) - fraction.length - 9 - shift}`),
        ).toEqual(exactNumber(number));
      }),
    );
    expect(exactNumber('-0.0e5')).toBe(0);
    expect(exactNumber('1.0')).toBe(1);
    expect(exactNumber('12345678901234567890')).toBeInstanceOf(LongNumber);
  });

  it('are what JavaScript would write, for numbers that it read', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const exact = exactNumber(String(value));
        expect(Number(exact.toString())).toBe(value === 0 ? 0 : value);
        expect(isJsonNumber(exact.toString())).toBe(true);
        expect(exactNumber(exact.toString())).toEqual(exact);
      }),
    );
  });

  it('of any size are read in no time, and keep their order', () => {
    const long = '9'.repeat(250_000);
    expect(compareNumbers(exactNumber(long), exactNumber(`${long}0`))).toBe(-1);
    expect(compareNumbers(exactNumber(`1${'0'.repeat(250_000)}1`), exactNumber('1e250001'))).toBe(1);
    expect(compareNumbers(exactNumber('1e999999999'), exactNumber('-1e999999999'))).toBeGreaterThan(0);
    expect(compareNumbers(exactNumber('1e-400'), exactNumber('0'))).toBe(1);
    expect(compareNumbers(exactNumber('1e400'), exactNumber('1.1e400'))).toBe(-1);
    expect(exactNumber(`1e${'9'.repeat(1000)}`).toString()).toBe('1e1000000000000000');
  });
});
