import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inParts } from './in-parts.js';

const total = (sizes: readonly number[]): number => sizes.reduce((sum, bytes) => sum + bytes, 0);

describe('a list in parts', () => {
  it('is all there, in its order, and no part is too large but one of a single item, nor could take the next', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12)), fc.integer({ min: 1, max: 20 }), (sizes, max) => {
        const parts = inParts(sizes, (bytes) => bytes, max);
        expect(parts.flat()).toEqual(sizes);
        for (const [index, part] of parts.entries()) {
          expect(part.length === 1 || total(part) <= max).toBe(true);
          const [next] = parts[index + 1] ?? [];
          if (next !== undefined) expect(total(part) + next).toBeGreaterThan(max);
        }
      }),
    );
  });
});
