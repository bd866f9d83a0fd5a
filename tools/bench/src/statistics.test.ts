import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { median, moveOfAllowed, percentile } from './statistics.js';

const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('a percentile', () => {
  it('is one of the values, and at least that share of them is no greater', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, p) => {
        const found = percentile(all, p);
        expect(all.some((value) => value === found)).toBe(true);
        expect(all.filter((value) => value <= found).length).toBeGreaterThanOrEqual(Math.floor(p * all.length));
      }),
    );
  });

  it('is the least at 0 and the greatest at 1', () => {
    expect(percentile([3, 1, 2], 0)).toBe(1);
    expect(percentile([3, 1, 2], 1)).toBe(3);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('a median', () => {
  it('has as many values below as above', () => {
    fc.assert(
      fc.property(values, (all) => {
        const middle = median(all);
        const below = all.filter((value) => value < middle).length;
        const above = all.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(all.length / 2);
      }),
    );
  });

  it('is the mean of the two in the middle of an even number', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([5, 1, 3])).toBe(3);
    expect(median([])).toBeNaN();
  });
});

describe('a move', () => {
  const allowed = { share: 0.2, ms: 10 };

  it('is measured by the greater of the two allowances', () => {
    expect(moveOfAllowed(100, 120, allowed)).toBeCloseTo(1);
    expect(moveOfAllowed(10, 20, allowed)).toBeCloseTo(1);
    expect(moveOfAllowed(10, 15, allowed)).toBeCloseTo(0.5);
  });

  it('for the better is none', () => {
    expect(moveOfAllowed(50, 20, allowed)).toBe(0);
  });
});
