import { describe, expect, it } from '@jest/globals';
import type { EndpointFailure, EndpointStanding } from '@postrider/persistence';
import type { AttemptMade, FailureReason } from '@postrider/schemas';
import fc from 'fast-check';
import { attempt, at, delivered, ENDPOINT, retry } from '../testing/log-contents.js';
import { followStreak, streaksOf, type Followed } from './failing-streak.js';

const START_MS = Date.parse(at(0));
/** The period of these tests, and a step of time: a hundredth of it. */
const PERIOD_MS = 100_000;
const STEP_S = 1;

const ENABLED: EndpointStanding = { status: 'enabled', sinceMs: START_MS };

/** An attempt that ended so many hundredths of the period after the start. */
const succeeded = (hundredth: number): AttemptMade => attempt('evt', 1, delivered, { endedAt: at(hundredth * STEP_S) });
const failed = (hundredth: number, reason: FailureReason = 'status'): AttemptMade => ({
  ...attempt('evt', 1, retry(1), { endedAt: at(hundredth * STEP_S) }),
  reason,
});

/** Applies batches one after another, as the writer of the log does; answers what followed from each. */
function follow(batches: readonly (readonly AttemptMade[])[], standing = ENABLED): Followed[] {
  let known: EndpointFailure | undefined;
  return batches.map((batch) => {
    const streak = streaksOf(batch, () => standing).get(ENDPOINT) ?? {};
    const followed = followStreak(ENDPOINT, known, streak, PERIOD_MS);
    known = followed.after;
    return followed;
  });
}

const told = (all: readonly Followed[]) =>
  all.map(({ warning, disables, recovered }) => warning ?? (disables ? 'disables' : recovered ? 'recovered' : '-'));

describe('an endpoint that only fails', () => {
  it('is warned of at 50, 70 and 90 % of the time, once each, and then disabled', () => {
    const every5 = Array.from({ length: 21 }, (_, index) => [failed(index * 5)]);
    const expected = Array<unknown>(21).fill('-');
    Object.assign(expected, { 10: 0.5, 14: 0.7, 18: 0.9, 20: 'disables' });
    expect(told(follow(every5))).toEqual(expected);
  });

  it('is told since when it fails and when that ends, the same each time', () => {
    const warnings = follow([[failed(3)], [failed(60)], [failed(80)], [failed(95)]]).slice(1);
    for (const { after } of warnings)
      expect(after).toMatchObject({ failingSinceMs: START_MS + 3000, disablesAtMs: START_MS + 3000 + PERIOD_MS });
    expect(warnings.map(({ warning }) => warning)).toEqual([0.5, 0.7, 0.9]);
  });

  it('begins anew with a success, which is told where it had been warned of', () => {
    expect(told(follow([[failed(0)], [failed(40)], [succeeded(45)], [failed(46)], [failed(95)]]))).toEqual(
      Array(5).fill('-'),
    );
    expect(told(follow([[failed(0)], [failed(60)], [succeeded(99)], [failed(100)], [succeeded(101)]]))).toEqual([
      '-',
      0.5,
      'recovered',
      '-',
      '-',
    ]);
  });

  it('is judged by what came after the last success of a batch', () => {
    const [, second] = follow([[failed(0)], [failed(55), succeeded(56), failed(57), failed(58)]]);
    expect(second).toMatchObject({ after: { failingSinceMs: START_MS + 57_000, warned: null }, recovered: false });
    const [, warned, over] = follow([[failed(0)], [failed(70)], [failed(100), succeeded(101)]]);
    expect([warned?.warning, over?.disables, over?.recovered]).toEqual([0.7, false, true]);
  });

  it('is never disabled without a warning: one that was seldom tried is warned late, and has a tenth of the time left', () => {
    const all = follow([[failed(0)], [failed(300)], [failed(305)], [failed(310)]]);
    expect(told(all)).toEqual(['-', 0.9, '-', 'disables']);
    expect(all[1]?.after?.disablesAtMs).toBe(START_MS + 310_000);
  });

  it.each<FailureReason>(['rate_limited', 'unsigned'])('does not fail by what is %s', (reason) => {
    const batches = Array.from({ length: 20 }, (_, index) => [failed(index * 10, reason)]);
    expect(follow(batches).every(({ after }) => after === undefined)).toBe(true);
    // Nor is it well by it.
    expect(told(follow([[failed(0)], [failed(30, reason)], [failed(55)]]))).toEqual(['-', '-', 0.5]);
  });

  it('fails only while it is enabled, and by attempts that began to count then', () => {
    for (const status of ['paused', 'disabled'] as const)
      expect(follow([[failed(1)], [failed(99)]], { ...ENABLED, status }).every(({ after }) => !after)).toBe(true);
    const since = { ...ENABLED, sinceMs: START_MS + 50_000 };
    expect(follow([[failed(1)], [failed(49)], [failed(50)]], since).map(({ after }) => after?.failingSinceMs)).toEqual([
      undefined,
      undefined,
      START_MS + 50_000,
    ]);
  });

  it('is not made well by a success from before it began to fail, read only now', () => {
    const [, late] = follow([[failed(20)], [succeeded(10)]]);
    expect(late?.after).toMatchObject({ failingSinceMs: START_MS + 20_000 });
  });

  it('keeps these rules whatever happens, and however it is cut into batches', () => {
    const history = fc.array(
      fc.record({
        wait: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 200 })),
        succeeds: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
        cut: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(history, (moments) => {
        let hundredth = 0;
        const batches: AttemptMade[][] = [[]];
        for (const { wait, succeeds, cut } of moments) {
          hundredth += wait;
          if (cut) batches.push([]);
          batches.at(-1)?.push(succeeds ? succeeded(hundredth) : failed(hundredth));
        }
        let warned = 0;
        let endsMs: number | undefined;
        let before: EndpointFailure | undefined;
        for (const [index, { after, warning, disables, recovered }] of follow(batches).entries()) {
          const batch = batches[index] ?? [];
          const lastMs = Math.max(...batch.map(({ endedAt }) => Date.parse(endedAt)));
          if (recovered) expect(warned).toBeGreaterThan(0);
          if (batch.some(({ outcome }) => outcome === 'delivered')) {
            expect(recovered).toBe(warned > 0);
            [warned, endsMs] = [0, undefined];
          }
          if (disables) {
            expect(warned).toBeGreaterThan(0);
            expect(lastMs).toBeGreaterThanOrEqual(endsMs ?? Infinity);
            expect(lastMs - (before?.failingSinceMs ?? Infinity)).toBeGreaterThanOrEqual(PERIOD_MS);
            [warned, endsMs] = [0, undefined];
          } else if (batch.at(-1)?.outcome === 'failed') expect(lastMs).toBeLessThan(endsMs ?? Infinity);
          if (warning !== undefined) {
            expect(warning).toBeGreaterThan(warned);
            expect(after?.disablesAtMs).toBeGreaterThan(lastMs);
            [warned, endsMs] = [warning, after?.disablesAtMs ?? undefined];
          }
          before = after;
        }
      }),
    );
  });
});
