import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeFinished, encodeFinished } from './finished-offsets.js';

const MAX_PLACES = 3069 * 8;

const cases = fc.record({
  watermark: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 200_000 }),
  places: fc.uniqueArray(fc.integer({ min: 0, max: 100_000 }), { maxLength: 200 }),
});
const offsetsOf = ({ watermark, places }: { watermark: number; places: number[] }) =>
  places.map((place) => watermark + place).sort((a, b) => a - b);

describe('finished offsets that are committed', () => {
  it('come back as they were, but for those too far ahead', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const offsets = offsetsOf(given);
        const back = decodeFinished(given.watermark, encodeFinished(given.watermark, offsets));
        expect([...back]).toEqual(offsets.filter((offset) => offset - given.watermark < MAX_PLACES));
      }),
    );
  });

  it('never take more than a broker accepts', () => {
    fc.assert(
      fc.property(cases, (given) => {
        expect(encodeFinished(given.watermark, offsetsOf(given)).length).toBeLessThanOrEqual(4096);
      }),
    );
    const all = Array.from({ length: 200_000 }, (_, offset) => offset);
    expect(encodeFinished(0, all)).toHaveLength(3 + 4092);
    expect(decodeFinished(0, encodeFinished(0, all)).size).toBe(MAX_PLACES);
  });

  it('are no text at all where nothing ahead is finished', () => {
    expect(encodeFinished(7, [])).toBe('');
    expect(encodeFinished(7, [3, 6])).toBe('');
  });

  it('are none where another program wrote what was committed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.startsWith('p1:'));
        expect(decodeFinished(0, text).size).toBe(0);
      }),
    );
    expect(decodeFinished(0, null).size).toBe(0);
    expect(decodeFinished(0, undefined).size).toBe(0);
  });
});
