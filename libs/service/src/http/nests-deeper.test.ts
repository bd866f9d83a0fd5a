import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nestsDeeper } from './nests-deeper.js';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('the depth of a JSON text', () => {
  it('is that of what it stands for, whatever its strings hold', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(8), (json, limit) => {
        expect(nestsDeeper(json, limit)).toBe(depthOf(JSON.parse(json)) > limit);
      }),
    );
    expect(nestsDeeper(String.raw`["[[[\"[[[","\\",[]]`, 2)).toBe(false);
    expect(nestsDeeper(String.raw`["\\",[[]]]`, 2)).toBe(true);
  });

  it('is found without a stack as deep', () => {
    expect(nestsDeeper('['.repeat(1_000_000), 999_999)).toBe(true);
    expect(nestsDeeper('['.repeat(1_000_000), 1_000_000)).toBe(false);
  });
});
