import { describe, expect, it } from '@jest/globals';
import { createLog } from '@postrider/observability';
import { ManualClock, Unavailable } from '@postrider/time';
import { KeyUses } from './key-uses.js';

describe('when keys were last used', () => {
  const scene = () => {
    const clock = new ManualClock('2026-03-01T12:00:00.000Z');
    const written: Record<string, number>[] = [];
    const state = { away: false };
    const uses = new KeyUses(
      (lastMs) => {
        if (state.away) return Promise.reject(new Unavailable('away'));
        written.push(Object.fromEntries(lastMs));
        return Promise.resolve();
      },
      clock,
      createLog('test', 'silent'),
    );
    return { clock, written, state, uses, startMs: clock.now() };
  };

  it('is written once a minute, the last time of each, and nothing where nothing was', async () => {
    const { clock, written, uses, startMs } = scene();
    uses.start();
    uses.note('key_1');
    uses.note('key_2');
    await clock.advance(1000);
    uses.note('key_1');
    await clock.advance(58_999);
    expect(written).toEqual([]);
    await clock.advance(1);
    expect(written).toEqual([{ key_1: startMs + 1000, key_2: startMs }]);
    await clock.advance(120_000);
    expect(written).toHaveLength(1);
  });

  it('is kept while the database is away, and later uses hold', async () => {
    const { clock, written, state, uses, startMs } = scene();
    state.away = true;
    uses.start();
    uses.note('key_1');
    uses.note('key_2');
    await clock.advance(60_000);
    uses.note('key_1');
    state.away = false;
    await clock.advance(60_000);
    expect(written).toEqual([{ key_1: startMs + 60_000, key_2: startMs }]);
  });

  it('is written at the end', async () => {
    const { clock, written, uses, startMs } = scene();
    uses.start();
    uses.note('key_1');
    await uses.stop();
    expect(written).toEqual([{ key_1: startMs }]);
    expect(clock.pending).toBe(0);
  });
});
