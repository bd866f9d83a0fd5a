import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './manual-clock.js';
import { TookTooLong, within } from './within.js';

describe('within', () => {
  it('answers as the work does when that is in time, and leaves no timer', async () => {
    const clock = new ManualClock();
    await expect(within(clock, 100, 'reading', Promise.resolve(7))).resolves.toBe(7);
    await expect(within(clock, 100, 'reading', Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(clock.pending).toBe(0);
  });

  it('gives up on work that takes too long, and says what it was', async () => {
    const clock = new ManualClock();
    const result = within(clock, 100, 'disconnecting', new Promise(() => undefined));
    const rejected = expect(result).rejects.toThrow(new TookTooLong('disconnecting', 100));
    await clock.advance(100);
    await rejected;
  });
});
