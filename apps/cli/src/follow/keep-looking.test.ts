import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@postrider/time';
import { keepLooking } from './keep-looking.js';

const away = (): TypeError => new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });

/** Looks one after another until all of these were had; the clock goes on by itself. */
async function looked(...outcomes: readonly ('well' | Error)[]) {
  const clock = new ManualClock('2026-01-01T00:00:00.000Z');
  const stopping = new AbortController();
  const notes: string[] = [];
  let looks = 0;
  const terminal = { line: () => undefined, note: (text: string) => void notes.push(text) };
  const looking = keepLooking({ clock, signal: stopping.signal, terminal }, 1000, () => {
    const outcome = outcomes[looks++];
    if (looks === outcomes.length) stopping.abort();
    else setImmediate(() => void clock.advance(1000));
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve();
  });
  await looking;
  return { looks, notes };
}

describe('what follows something', () => {
  it('goes on while that is away, and says so once', async () => {
    expect(await looked('well', away(), away(), 'well', 'well')).toEqual({
      looks: 5,
      notes: [expect.stringContaining('ECONNREFUSED'), 'It answers again.'],
    });
  });

  it('ends at once when it never worked, or when it’s refused', async () => {
    await expect(looked(away(), 'well')).rejects.toThrow('fetch failed');
    await expect(looked('well', new Error('refused'), 'well')).rejects.toThrow('refused');
  });

  it('ends without a word when it’s stopped while it looks', async () => {
    expect(await looked('well', away())).toEqual({ looks: 2, notes: [] });
  });
});
