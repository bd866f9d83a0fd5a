import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addLatencies, countLatency, emptyHistogram, LATENCY_BOUNDS_MS, percentileMs } from './latency-histogram.js';

const histogramOf = (durations: readonly number[]): number[] => {
  const histogram = emptyHistogram();
  for (const ms of durations) countLatency(histogram, ms);
  return histogram;
};
const durations = fc.array(fc.double({ min: 0, max: 30_000, noNaN: true }), { minLength: 1, maxLength: 200 });

describe('a latency histogram', () => {
  it('puts every duration under the first bound that it doesn’t pass', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60_000, noNaN: true }), (ms) => {
        const found = LATENCY_BOUNDS_MS.findIndex((bound) => ms <= bound * (1 + 1e-12));
        const wanted = found === -1 ? LATENCY_BOUNDS_MS.length : found;
        expect(histogramOf([ms]).indexOf(1)).toBe(wanted);
      }),
    );
    for (const [index, bound] of LATENCY_BOUNDS_MS.entries()) expect(histogramOf([bound]).indexOf(1)).toBe(index);
  });

  it('gives percentiles within the bounds of the true one, and in order', () => {
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99), (all, part) => {
        const exact = [...all].sort((a, b) => a - b)[Math.ceil(part * all.length) - 1] ?? 0;
        const read = percentileMs(histogramOf(all), part) ?? Number.NaN;
        const step = Math.SQRT2 * 1.01;
        expect(read).toBeLessThanOrEqual(Math.max(1, exact * step) + 0.01);
        expect(read).toBeGreaterThanOrEqual(exact <= 1 ? 0 : exact / step - 0.01);
        const [p50 = 0, p99 = 0] = [0.5, 0.99].map((one) => percentileMs(histogramOf(all), one));
        expect(p50).toBeLessThanOrEqual(p99);
      }),
    );
  });

  it('of the whole is the sum of those of the parts', () => {
    fc.assert(
      fc.property(durations, durations, (some, others) => {
        const sum = histogramOf(some);
        addLatencies(sum, histogramOf(others));
        expect(sum).toEqual(histogramOf([...some, ...others]));
      }),
    );
  });

  it('has no percentile of nothing, and its last bound for what takes longer', () => {
    expect(percentileMs(emptyHistogram(), 0.5)).toBeUndefined();
    expect(percentileMs(histogramOf([100_000]), 0.5)).toBe(32_768);
  });
});
