import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backOffMs, untilItWorks } from './back-off.js';
import { ManualClock } from './manual-clock.js';

const backOff = { baseMs: 100, capMs: 5000 };

describe('back-off', () => {
  it('doubles from the base, keeps within its cap, and never falls below half of its step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const step = Math.min(5000, 100 * 2 ** (failures - 1));
        const waitMs = backOffMs(backOff, failures, () => random);
        expect(waitMs).toBeGreaterThanOrEqual(step / 2);
        expect(waitMs).toBeLessThanOrEqual(step);
      }),
    );
  });

  it('tries again until the work succeeds, and tells of every failure', async () => {
    const clock = new ManualClock();
    const failures: string[] = [];
    let tries = 0;
    const result = untilItWorks(
      () => {
        tries += 1;
        return tries < 4 ? Promise.reject(new Error(`try ${tries}`)) : Promise.resolve(tries);
      },
      { clock, backOff, failed: (error) => failures.push(String(error)) },
    );
    await clock.advance(60_000);
    await expect(result).resolves.toBe(4);
    expect(failures).toEqual(['Error: try 1', 'Error: try 2', 'Error: try 3']);
  });

  it('stops waiting when it is aborted', async () => {
    const clock = new ManualClock();
    const abort = new AbortController();
    const result = untilItWorks(() => Promise.reject(new Error('no')), {
      clock,
      backOff,
      failed: () => undefined,
      signal: abort.signal,
    });
    const rejected = expect(result).rejects.toThrow('stopping');
    await clock.advance(1);
    abort.abort(new Error('stopping'));
    await rejected;
    expect(clock.pending).toBe(0);
  });
});
