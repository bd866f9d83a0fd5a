import { describe, expect, it } from '@jest/globals';
import { FIRST_TURN, type DeliveryTurn } from '@postrider/schemas';
import fc from 'fast-check';
import { isExpired, nextStep, type Situation } from './next-step.js';

const acceptedAtMs = Date.parse('2026-03-01T12:00:00.000Z');
const scheduleSeconds = [5, 300, 1800];
const failed = { kind: 'failed', reason: 'status' } as const;

const situation = (turn: Partial<DeliveryTurn> = {}, rest: Partial<Situation> = {}): Situation => ({
  turn: { ...FIRST_TURN, ...turn },
  acceptedAtMs,
  nowMs: acceptedAtMs + 1000,
  scheduleSeconds,
  random: 0,
  ...rest,
});

describe('the step after an attempt', () => {
  it('follows the schedule entry by entry and then gives up', () => {
    expect(nextStep(failed, situation({ step: 0 }))).toEqual({ kind: 'retry', delayMs: 5000, step: 1 });
    expect(nextStep(failed, situation({ step: 2 }))).toEqual({ kind: 'retry', delayMs: 1_800_000, step: 3 });
    expect(nextStep(failed, situation({ step: 3 }))).toEqual({ kind: 'dead', reason: 'exhausted' });
    expect(nextStep(failed, situation({}, { scheduleSeconds: [] }))).toEqual({ kind: 'dead', reason: 'exhausted' });
  });

  it('waits between the scheduled time and a fifth more, but never less than the endpoint asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(3_600_000),
        fc.constantFrom(0, 1, 2),
        (random, retryAfterMs, step) => {
          const next = nextStep({ ...failed, retryAfterMs }, situation({ step }, { random }));
          const scheduledMs = (scheduleSeconds[step] ?? 0) * 1000;
          if (next.kind !== 'retry') throw new Error('it gave up');
          expect(next.delayMs).toBeGreaterThanOrEqual(Math.max(scheduledMs, retryAfterMs));
          expect(next.delayMs).toBeLessThanOrEqual(Math.max(scheduledMs * 1.2, retryAfterMs));
        },
      ),
    );
  });

  it('holds a delivery whose endpoint says that it is gone', () => {
    expect(nextStep({ kind: 'gone', reason: 'gone' }, situation())).toEqual({ kind: 'hold', reason: 'endpoint_gone' });
  });

  it('leaves the schedule where it was after an attempt that somebody asked for', () => {
    const resumeAt = new Date(acceptedAtMs + 61_000).toISOString();
    expect(nextStep(failed, situation({ trigger: 'manual', step: 2, resumeAt }))).toEqual({
      kind: 'retry',
      delayMs: 60_000,
      step: 2,
    });
    const past = new Date(acceptedAtMs).toISOString();
    expect(nextStep(failed, situation({ trigger: 'manual', step: 3, resumeAt: past }))).toEqual({
      kind: 'retry',
      delayMs: 0,
      step: 3,
    });
  });

  it('lets one that goes in order wait no longer than it may hold back the others, and then skips it', () => {
    const inOrder = (nowMs: number, step = 0, retryAfterMs = 0) =>
      nextStep({ ...failed, retryAfterMs }, situation({ step }, { nowMs, blockEndsMs: acceptedAtMs + 60_000 }));
    expect(inOrder(acceptedAtMs)).toMatchObject({ kind: 'retry', delayMs: 5000 });
    expect(inOrder(acceptedAtMs + 10_000, 1)).toMatchObject({ kind: 'retry', delayMs: 50_000 });
    expect(inOrder(acceptedAtMs + 10_000, 0, 90_000)).toMatchObject({ kind: 'retry', delayMs: 50_000 });
    expect(inOrder(acceptedAtMs + 60_000)).toEqual({ kind: 'dead', reason: 'order_blocked' });
    expect(inOrder(acceptedAtMs + 60_000, 3)).toEqual({ kind: 'dead', reason: 'order_blocked' });
    expect(nextStep({ kind: 'delivered' }, situation({}, { blockEndsMs: 0 }))).toEqual({ kind: 'delivered' });
  });

  it('gives up on what is older than its whole schedule and a day, counted from the start of its run', () => {
    const lastMs = acceptedAtMs + 1.2 * 2_105_000 + 86_400_000;
    expect(isExpired(situation({}, { nowMs: lastMs }))).toBe(false);
    expect(nextStep(failed, situation({}, { nowMs: lastMs + 1 }))).toEqual({ kind: 'dead', reason: 'expired' });
    const since = new Date(lastMs).toISOString();
    expect(nextStep(failed, situation({ run: 1, since }, { nowMs: lastMs + 1 }))).toMatchObject({ kind: 'retry' });
  });
});
