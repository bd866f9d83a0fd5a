import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TokenBucket } from './token-bucket.js';

describe('a token bucket', () => {
  it('lets through no more than perSecond × window + burst in any window, however it is asked', () => {
    fc.assert(
      fc.property(
        fc.record({
          perSecond: fc.double({ min: 0.1, max: 500, noNaN: true }),
          burst: fc.integer({ min: 1, max: 50 }),
        }),
        fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 200 }),
        fc.boolean(),
        (rate, gapsMs, startFull) => {
          const bucket = new TokenBucket(rate, 0, startFull);
          const passed: number[] = [];
          let nowMs = 0;
          for (const gapMs of gapsMs) {
            nowMs += gapMs;
            if (bucket.take(nowMs) === 0) passed.push(nowMs);
          }
          for (const [first, fromMs] of passed.entries()) {
            for (const [last, toMs] of passed.entries()) {
              if (last < first) continue;
              const allowed = (rate.perSecond * (toMs - fromMs)) / 1000 + rate.burst;
              expect(last - first + 1).toBeLessThanOrEqual(allowed + 1e-6);
            }
          }
        },
      ),
    );
  });

  it('names a wait after which the take succeeds', () => {
    const bucket = new TokenBucket({ perSecond: 4, burst: 1 }, 0, true);
    expect(bucket.take(0)).toBe(0);
    expect(bucket.take(0)).toBe(250);
    expect(bucket.take(249)).toBe(1);
    expect(bucket.take(250)).toBe(0);
  });

  it('says how long a queue of takers would wait, and takes nothing for that', () => {
    const bucket = new TokenBucket({ perSecond: 4, burst: 2 }, 0, true);
    expect(bucket.waitMs(0, 2)).toBe(0);
    expect(bucket.waitMs(0, 10)).toBe(2000);
    expect(bucket.take(0)).toBe(0);
    expect(bucket.waitMs(0, 10)).toBe(2250);
  });

  it('starts empty for a new owner', () => {
    const bucket = new TokenBucket({ perSecond: 1, burst: 10 }, 5000, false);
    expect(bucket.take(5000)).toBe(1000);
  });

  it('gives nothing for a clock that goes back', () => {
    const bucket = new TokenBucket({ perSecond: 1, burst: 1 }, 1000, true);
    expect(bucket.take(1000)).toBe(0);
    expect(bucket.take(0)).toBe(1000);
    expect(bucket.take(1999)).toBe(1);
  });
});
