import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OffsetTracker, type Admitted } from './offset-tracker.js';

describe('an offset tracker', () => {
  it('never lets a watermark pass a record that is not done, and passes all that are, in whatever order they finish', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3000 }),
        fc.infiniteStream(fc.nat()),
        (gaps, choices) => {
          const tracker = new OffsetTracker();
          const open = new Map<number, Admitted>();
          let offset = -1;
          const choice = choices[Symbol.iterator]();
          for (const gap of gaps) {
            offset += gap;
            const admitted = tracker.admit(offset, 10);
            if (!admitted) throw new Error('a new record was refused');
            open.set(offset, admitted);
            if (choice.next().value % 3 > 0) {
              const keys = [...open.keys()];
              const key = keys[choice.next().value % keys.length] ?? -1;
              const finished = open.get(key);
              if (finished) tracker.finish(finished);
              open.delete(key);
            }
            expect(tracker.watermark).toBe(Math.min(offset + 1, ...open.keys()));
          }
          for (const admitted of open.values()) tracker.finish(admitted);
          expect(tracker.watermark).toBe(offset + 1);
          expect(tracker.span).toBe(0);
          expect(tracker.bytes).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('says which records above the watermark are done', () => {
    const tracker = new OffsetTracker();
    const admitted = [3, 4, 7, 8, 9].map((offset) => tracker.admit(offset, 1));
    for (const index of [4, 0, 2]) {
      const one = admitted[index];
      if (one) tracker.finish(one);
    }
    expect(tracker.watermark).toBe(4);
    expect([...tracker.finishedAhead()]).toEqual([7, 9]);
  });

  it('refuses what it has taken in before, done or not', () => {
    const tracker = new OffsetTracker();
    const first = tracker.admit(5, 1);
    if (!first) throw new Error('it was not taken in');
    tracker.finish(first);
    tracker.admit(6, 1);
    tracker.rejoined(5);
    expect(tracker.follows(5)).toBe(true);
    expect(tracker.admit(5, 1)).toBeUndefined();
    expect(tracker.admit(6, 1)).toBeUndefined();
    expect(tracker.admit(7, 1)).toBeDefined();
    expect(tracker.watermark).toBe(6);
  });

  it('is overtaken when, after a rejoin, the group is further than it got', () => {
    const tracker = new OffsetTracker();
    tracker.admit(5, 1);
    tracker.rejoined(5);
    expect(tracker.follows(90)).toBe(false);
  });

  it('is out of date when, after a rejoin, the partition begins below what was committed', () => {
    const tracker = new OffsetTracker();
    for (let offset = 0; offset < 9; offset++) tracker.admit(offset, 1);
    tracker.rejoined(4);
    expect(tracker.follows(3)).toBe(false);
  });

  it.each([4, 6, 9])('goes on after a rejoin at %i, between what was committed and where it was', (offset) => {
    const tracker = new OffsetTracker();
    for (let taken = 0; taken < 9; taken++) tracker.admit(taken, 1);
    tracker.rejoined(4);
    expect(tracker.follows(offset)).toBe(true);
  });

  it('is out of date when it has to begin anew at a place where it was, and goes on when that is beyond', () => {
    for (const [beginning, follows] of [
      [0, false],
      [2, false],
      [3, true],
      [90, true],
    ] as const) {
      const tracker = new OffsetTracker();
      for (let taken = 0; taken < 3; taken++) tracker.admit(taken, 1);
      tracker.rewound();
      expect([beginning, tracker.follows(beginning)]).toEqual([beginning, follows]);
    }
  });

  it('counts what holds no records as done when all before it is', () => {
    const tracker = new OffsetTracker();
    tracker.passed(3);
    expect(tracker.watermark).toBe(3);
    const open = tracker.admit(3, 1);
    tracker.passed(5);
    expect(tracker.position).toBe(5);
    expect(tracker.watermark).toBe(3);
    if (open) tracker.finish(open);
    expect(tracker.watermark).toBe(5);
  });

  it('keeps what it has open over a gap that no rebalance explains', () => {
    const tracker = new OffsetTracker();
    tracker.admit(5, 1);
    expect(tracker.follows(90)).toBe(true);
    tracker.admit(90, 1);
    expect(tracker.watermark).toBe(5);
  });

  it('counts a record as done once', () => {
    const tracker = new OffsetTracker();
    const first = tracker.admit(0, 7);
    const second = tracker.admit(1, 7);
    if (!first || !second) throw new Error('new records were refused');
    tracker.finish(second);
    tracker.finish(second);
    expect(tracker.bytes).toBe(7);
    tracker.finish(first);
    expect(tracker.bytes).toBe(0);
    expect(tracker.watermark).toBe(2);
  });
});
