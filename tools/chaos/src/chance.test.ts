import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Chance } from './chance.js';

const draws = (chance: Chance): number[] => Array.from({ length: 20 }, () => chance.next());

describe('chance', () => {
  it('is the same again with the same seed, for each name, whatever else was drawn', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), fc.nat(50), (seed, name, others) => {
        const [one, other] = [new Chance(seed), new Chance(seed)];
        for (let drawn = 0; drawn < others; drawn++) other.next();
        expect(draws(other.of(name))).toEqual(draws(one.of(name)));
      }),
    );
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 1000 }), (seed, limit) => {
        const drawn = new Chance(seed).below(limit);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < limit).toBe(true);
      }),
    );
  });

  it('differs from seed to seed and is spread evenly enough', () => {
    expect(draws(new Chance(1))).not.toEqual(draws(new Chance(2)));
    const chance = new Chance(7);
    const low = Array.from({ length: 10_000 }, () => chance.next()).filter((drawn) => drawn < 0.05).length;
    expect(low).toBeGreaterThan(400);
    expect(low).toBeLessThan(600);
  });
});
