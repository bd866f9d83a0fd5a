import { describe, expect, it } from '@jest/globals';
import { ManualClock, type Rate } from '@postrider/time';
import fc from 'fast-check';
import { Pace } from './pace.js';

const WINDOW_MS = 30_000;

describe('the pace at which an endpoint is called', () => {
  it('is at most 30 × perSecond + burst in any 30 s, however much comes, however the limit changes and whoever owns it', async () => {
    const limit = fc.record({
      perSecond: fc.double({ min: 0.1, max: 20, noNaN: true }),
      burst: fc.integer({ min: 1, max: 30 }),
    });
    const step = fc.record({
      gapMs: fc.integer({ min: 0, max: 4000 }),
      arrivals: fc.integer({ min: 0, max: 40 }),
      limit: fc.option(limit, { nil: undefined, freq: 8 }),
      newOwner: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(limit, fc.array(step, { maxLength: 60 }), async (first, steps) => {
        const clock = new ManualClock();
        const sent: number[] = [];
        const limits: { readonly fromMs: number; readonly rate: Rate }[] = [{ fromMs: 0, rate: first }];
        let [pace, rate]: [Pace, Rate] = [new Pace(), first];
        for (const { gapMs, arrivals, limit: changed, newOwner } of steps) {
          await clock.advance(gapMs);
          if (changed) limits.push({ fromMs: clock.monotonic(), rate: (rate = changed) });
          if (newOwner) pace = new Pace();
          for (let arrival = 0; arrival < arrivals; arrival++)
            if (pace.take(rate, clock.monotonic()) === 0) sent.push(clock.monotonic());
        }
        for (const fromMs of sent) {
          const inWindow = sent.filter((atMs) => atMs >= fromMs && atMs <= fromMs + WINDOW_MS).length;
          const inForce = limits.filter((_, index) => {
            const next = limits[index + 1];
            return (limits[index]?.fromMs ?? 0) <= fromMs + WINDOW_MS && (next === undefined || next.fromMs >= fromMs);
          });
          const perSecond = Math.max(...inForce.map(({ rate }) => rate.perSecond));
          const burst = Math.max(...inForce.map(({ rate }) => rate.burst));
          expect(inWindow).toBeLessThanOrEqual((WINDOW_MS / 1000) * perSecond + burst + 1e-6);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the whole rate, for one who asks again when it was told to', () => {
    const pace = new Pace();
    let [nowMs, sent] = [0, 0];
    while (nowMs < 30_000) {
      const waitMs = pace.take({ perSecond: 7, burst: 1 }, nowMs);
      if (waitMs === 0) sent += 1;
      nowMs += waitMs;
    }
    expect(sent).toBeGreaterThanOrEqual(7 * 30 - 1);
  });

  it('names how long the last of many would wait', () => {
    const pace = new Pace();
    const limit = { perSecond: 2, burst: 4 };
    expect(pace.waitMs(10, undefined, 0)).toBe(0);
    expect(pace.waitMs(10, limit, 0)).toBe(5000);
    expect(pace.waitMs(10, limit, 2000)).toBe(3000);
  });

  it('leaves two seconds’ worth of what is released be on its way, at least one and at most what the endpoint takes', () => {
    const pace = new Pace();
    const capacity = (perSecond: number): number => pace.capacity(10, { perSecond, burst: 1 }, 0);
    expect([0.1, 0.5, 1.2, 4, 100].map(capacity)).toEqual([1, 1, 3, 8, 10]);
    expect(pace.capacity(10, undefined, 0)).toBe(10);
  });

  it('halves with a 429 that names no time, once for all that was sent before, and recovers in 30 s', () => {
    const pace = new Pace();
    const perSecond = (nowMs: number): number => 1000 / (pace.waitMs(1, undefined, nowMs) || 1);
    for (let nowMs = 0; nowMs < 1000; nowMs += 10) expect(pace.take(undefined, nowMs)).toBe(0);
    for (const sentAtMs of [980, 985, 990]) pace.refused(sentAtMs, 1000);
    expect(perSecond(1000)).toBeCloseTo(50);
    expect(perSecond(31_000)).toBeCloseTo(100);
    const sent: number[] = [];
    for (let nowMs = 1000; nowMs < 6000; nowMs += 1) if (pace.take(undefined, nowMs) === 0) sent.push(nowMs);
    expect(sent.length).toBeGreaterThan(250);
    expect(sent.length).toBeLessThan(320);
    pace.refused(5990, 6000);
    expect(perSecond(6000)).toBeLessThan(35);
    for (const nowMs of [200_000, 200_000]) expect(pace.take(undefined, nowMs)).toBe(0);
    expect(pace.holdsBack).toBe(false);
  });

  it('goes no slower than one in ten seconds, however often it is refused', () => {
    const pace = new Pace();
    let nowMs = 0;
    for (let refusals = 0; refusals < 50; refusals++) {
      nowMs += pace.take(undefined, nowMs);
      expect(pace.take(undefined, nowMs)).toBe(0);
      pace.refused(nowMs, nowMs);
    }
    expect(pace.take(undefined, nowMs)).toBeLessThanOrEqual(10_000);
  });
});
