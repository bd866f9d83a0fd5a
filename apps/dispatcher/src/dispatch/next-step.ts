import type { DeliveryTurn, NextStep } from '@postrider/schemas';
import type { AttemptOutcome } from './attempt-outcome.js';

/** What the next step of a delivery depends on, beside how its attempt ended. */
export interface Situation {
  readonly turn: DeliveryTurn;
  /** When the event was accepted, in milliseconds. */
  readonly acceptedAtMs: number;
  readonly nowMs: number;
  readonly scheduleSeconds: readonly number[];
  /** Between 0 and 1. */
  readonly random: number;
  /** When a delivery that goes in order has held back those behind it for long enough. */
  readonly blockEndsMs?: number | undefined;
}

/** Waits are longer than scheduled by up to this part, so that what failed together doesn't come back together. */
const JITTER = 0.2;
/** How much older than its schedule a delivery may get, by waiting for a slot, a limit or us. */
const SLACK_MS = 86_400_000;

/** Decides what follows an attempt: policy alone, the same for the same arguments. */
export function nextStep(outcome: Exclude<AttemptOutcome, { kind: 'cut' }>, situation: Situation): NextStep {
  switch (outcome.kind) {
    case 'delivered':
      return { kind: 'delivered' };
    case 'gone':
      return { kind: 'hold', reason: 'endpoint_gone' };
    case 'failed':
      return notBlocking(afterFailure(outcome.retryAfterMs ?? 0, situation), situation);
  }
}

/** Its last attempt is made when its time is up, however long it was to wait; after that it's skipped. */
function notBlocking(step: NextStep, { blockEndsMs, nowMs }: Situation): NextStep {
  if (blockEndsMs === undefined) return step;
  if (nowMs >= blockEndsMs) return { kind: 'dead', reason: 'order_blocked' };
  return step.kind === 'retry' ? { ...step, delayMs: Math.min(step.delayMs, blockEndsMs - nowMs) } : step;
}

function afterFailure(hintMs: number, situation: Situation): NextStep {
  const { turn, nowMs, scheduleSeconds, random } = situation;
  // An attempt beside the schedule leaves the schedule where it was.
  if (turn.resumeAt !== undefined) {
    return { kind: 'retry', delayMs: Math.max(0, Date.parse(turn.resumeAt) - nowMs, hintMs), step: turn.step };
  }
  const waitSeconds = scheduleSeconds[turn.step];
  if (waitSeconds === undefined) return { kind: 'dead', reason: 'exhausted' };
  if (isExpired(situation)) return { kind: 'dead', reason: 'expired' };
  const delayMs = Math.round(waitSeconds * 1000 * (1 + JITTER * random));
  return { kind: 'retry', delayMs: Math.max(delayMs, hintMs), step: turn.step + 1 };
}

/** Whether a delivery is older than its schedule, at its longest, and a day. */
export function isExpired({
  turn,
  acceptedAtMs,
  nowMs,
  scheduleSeconds,
}: Omit<Situation, 'random' | 'blockEndsMs'>): boolean {
  const sinceMs = turn.since === undefined ? acceptedAtMs : Date.parse(turn.since);
  const scheduleMs = scheduleSeconds.reduce((sum, wait) => sum + wait * 1000, 0) * (1 + JITTER);
  return nowMs - sinceMs > scheduleMs + SLACK_MS;
}
