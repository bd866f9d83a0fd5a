import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Arrival } from './arrival.js';
import { orderOf } from './inversions.js';

type Taken = Pick<Arrival, 'status' | 'mark'>;

const taken = (key: string, seq: number, status = 204): Taken => ({ status, mark: { key, seq } });

/** Keys with so many events each, and an order in which keys take turns. */
const interleaved = fc
  .array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 })
  .chain((counts) => {
    const turns = counts.flatMap((count, key) => Array.from({ length: count }, () => key));
    return fc.shuffledSubarray(turns, { minLength: turns.length, maxLength: turns.length });
  })
  .map((turns) => {
    const next = new Map<number, number>();
    return turns.map((key) => {
      const seq = next.get(key) ?? 0;
      next.set(key, seq + 1);
      return taken(`k${key}`, seq);
    });
  });

describe('the order of arrivals', () => {
  it('is kept however keys take turns, whatever is missing, and whatever failed in between', () => {
    fc.assert(
      fc.property(
        interleaved,
        fc.array(fc.boolean()),
        fc.array(fc.tuple(fc.nat(4), fc.nat(9))),
        (all, missing, failed) => {
          const some = all.filter((_, index) => !missing[index]);
          const failures = failed.map(([key, seq]) => taken(`k${key}`, seq, 500));
          const both = some.flatMap((one, index) => [one, ...failures.slice(index, index + 1)]);
          expect(orderOf(both)).toEqual({ inversions: [], repeats: 0 });
        },
      ),
    );
  });

  it('is kept when what was taken comes again at any later time: that is a repeat', () => {
    fc.assert(
      fc.property(interleaved, fc.array(fc.tuple(fc.nat(), fc.nat())), (all, again) => {
        const both = [...all];
        let repeats = 0;
        for (const [from, to] of again) {
          const origin = from % both.length;
          const one = both[origin];
          if (!one) continue;
          both.splice(origin + 1 + (to % (both.length - origin)), 0, one);
          repeats += 1;
        }
        expect(orderOf(both)).toEqual({ inversions: [], repeats });
      }),
    );
  });

  it('is broken by exactly those that come after a later one of their key', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 2 }), (seqs) => {
        const late = seqs.filter((seq, index) => seqs.slice(0, index).some((earlier) => earlier > seq));
        const { inversions } = orderOf(seqs.map((seq) => taken('k', seq)));
        expect(inversions.map(({ seq }) => seq)).toEqual(late);
      }),
    );
  });

  it('is told of a case: 0 2 1 2 of one key has one inversion and one repeat', () => {
    const arrivals = [taken('k', 0), taken('k', 2), taken('other', 1), taken('k', 1), taken('k', 2)];
    expect(orderOf(arrivals)).toEqual({ inversions: [{ key: 'k', seq: 1, after: 2 }], repeats: 1 });
  });
});
