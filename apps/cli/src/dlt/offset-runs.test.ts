import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OffsetRuns } from './offset-runs.js';

const offsets = fc.array(fc.nat({ max: 60 }), { minLength: 1 });

describe('runs of offsets', () => {
  it('are written as what they span', () => {
    expect(String(OffsetRuns.of([7, 0, 1, 2, 9, 8]))).toBe('0-2,7-9');
    expect(String(OffsetRuns.of([5]))).toBe('5');
  });

  it('have what was put in, and nothing else, also after being written and read', () => {
    fc.assert(
      fc.property(offsets, offsets, (some, others) => {
        const written = OffsetRuns.of(some).union(OffsetRuns.of(others)).toString();
        const read = OffsetRuns.parse(written);
        const wanted = new Set([...some, ...others]);
        for (let offset = 0; offset <= 62; offset++) expect(read?.has(offset)).toBe(wanted.has(offset));
      }),
    );
  });

  it('aren’t read from a text that they didn’t write', () => {
    for (const text of ['', '1,', '-1', '3-1', 'a', '1 - 2', '99999999999999999999'])
      expect(OffsetRuns.parse(text)).toBeUndefined();
  });
});
