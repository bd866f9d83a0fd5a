import type { DeliveryIdentity, DeliveryState, Due, PlannedRetry } from '@postrider/persistence';
import type {
  AttemptMade,
  AttemptReport,
  DeadLetter,
  DeliveryEnded,
  DeliveryParked,
  DeliveryTurn,
  EndpointStatus,
  HoldReason,
} from '@postrider/schemas';

/** How an endpoint stands at the moment that a report is applied. */
export type Standing = EndpointStatus | 'deleted';

/** What a report makes of a delivery. */
export interface Life {
  readonly state: DeliveryState;
  /** The attempt that is to follow; `none`: there is to be none; `unchanged`: whatever is planned already. */
  readonly retry: PlannedRetry | 'none' | 'unchanged';
  readonly deadLetter?: DeadLetter;
  /** The endpoint said that it's gone: nothing more is to be sent there. */
  readonly disablesEndpoint?: boolean;
}

/** A delivery that was decided on and of which nothing else is known. */
export const PENDING: DeliveryState = {
  status: 'pending',
  reason: null,
  run: 0,
  attempts: 0,
  lastAttemptAt: null,
  lastFailure: null,
  lastStatusCode: null,
  next: null,
};

const FINAL: ReadonlySet<DeliveryState['status']> = new Set(['delivered', 'dead', 'cancelled']);

/**
 * Applies a report to what is known of its delivery. A status never goes back: that a delivery arrived stands whatever
 * else is read; a decision to end it stands against later failures; and what belongs to an older run decides nothing.
 */
export function applyReport(before: DeliveryState | undefined, report: AttemptReport, standing: Standing): Life {
  const known = before ?? { ...PENDING, run: report.turn.run };
  switch (report.kind) {
    case 'attempted':
      return afterAttempt(known, report, standing);
    case 'parked':
      return isSettled(known, report.turn) || isStale(known, report.turn)
        ? { state: known, retry: 'unchanged' }
        : afterParking(known, report, standing);
    case 'ended':
      return isSettled(known, report.turn) ? { state: known, retry: 'unchanged' } : afterEnd(known, report);
  }
}

function isSettled(known: DeliveryState, turn: DeliveryTurn): boolean {
  if (known.status === 'delivered') return true;
  return turn.run < known.run || (turn.run === known.run && FINAL.has(known.status));
}

/** That attempt was made, and what follows it is planned: it was parked by somebody who didn't know, and read the delivery again. */
const isStale = (known: DeliveryState, turn: DeliveryTurn): boolean =>
  turn.run === known.run && turn.number <= known.attempts;

/** It had arrived before the run that it's in began, a replay: what an older run still says of that is no news, and the replay goes on. */
const hadArrived = (known: DeliveryState, turn: DeliveryTurn): boolean =>
  turn.run < known.run && known.attempts > 0 && known.lastFailure === null;

function afterAttempt(known: DeliveryState, attempt: AttemptMade, standing: Standing): Life {
  const { turn, next } = attempt;
  const counted = count(known, attempt);
  if (hadArrived(known, turn)) return { state: counted, retry: 'unchanged' };
  if (next.kind === 'delivered')
    return { state: { ...counted, status: 'delivered', reason: null, next: null }, retry: 'none' };
  if (isSettled(known, turn)) return { state: counted, retry: 'unchanged' };
  const state = { ...counted, run: turn.run };
  if (next.kind === 'dead') {
    return {
      state: { ...state, status: 'dead', reason: next.reason, next: null },
      retry: 'none',
      deadLetter: deadLetterOf(state, attempt, next.reason),
    };
  }
  if (standing === 'deleted') return cancelled(state);
  const following: DeliveryTurn = {
    trigger: 'retry',
    run: turn.run,
    step: turn.step,
    number: turn.number + 1,
    since: turn.since,
    headSince: attempt.delivery.order && (turn.headSince ?? attempt.startedAt),
  };
  if (next.kind === 'hold') return { ...held(state, attempt, following, next.reason), disablesEndpoint: true };
  const turnAfter = { ...following, step: next.step };
  if (standing !== 'enabled') return held(state, attempt, turnAfter, `endpoint_${standing}`);
  const due = { from: attempt.endedAt, afterMs: next.delayMs };
  return { state: { ...state, status: 'retrying', reason: null, next: due }, retry: planned(attempt, turnAfter, due) };
}

function afterParking(known: DeliveryState, report: DeliveryParked, standing: Standing): Life {
  const state = { ...known, run: report.turn.run };
  if (standing === 'deleted') return cancelled(state);
  if (standing !== 'enabled') return held(state, report, report.turn, `endpoint_${standing}`);
  // Parked because it was disabled or paused, and enabled again since: then its time is now.
  const due = { from: report.at, afterMs: report.delayMs ?? 0 };
  const status = state.attempts === 0 ? 'pending' : 'retrying';
  return { state: { ...state, status, reason: null, next: due }, retry: planned(report, report.turn, due) };
}

function afterEnd(known: DeliveryState, report: DeliveryEnded): Life {
  const { as } = report;
  const state: DeliveryState = { ...known, run: report.turn.run, status: as.status, reason: as.reason, next: null };
  return as.status === 'dead'
    ? { state, retry: 'none', deadLetter: deadLetterOf(state, report, as.reason) }
    : { state, retry: 'none' };
}

function count(known: DeliveryState, { turn, endedAt, reason, response }: AttemptMade): DeliveryState {
  const attempts = Math.max(known.attempts, turn.number);
  // Of attempts that are read out of order, the latest is the last.
  if (known.lastAttemptAt !== null && known.lastAttemptAt > endedAt) return { ...known, attempts };
  return {
    ...known,
    attempts,
    lastAttemptAt: endedAt,
    lastFailure: reason ?? null,
    lastStatusCode: response?.statusCode ?? null,
  };
}

const cancelled = (state: DeliveryState): Life => ({
  state: { ...state, status: 'cancelled', reason: 'endpoint_deleted', next: null },
  retry: 'none',
});

const held = (state: DeliveryState, report: AttemptReport, turn: DeliveryTurn, reason: HoldReason): Life => ({
  state: { ...state, status: 'held', reason, next: null },
  retry: planned(report, turn, null),
});

function planned({ delivery }: AttemptReport, turn: DeliveryTurn, due: Due | null): PlannedRetry {
  const { trigger, run, step, number, since = null, resumeAt = null, headSince = null } = turn;
  const { origin = null, order = null } = delivery;
  return { delivery: identityOf(delivery), trigger, run, step, number, since, resumeAt, origin, order, headSince, due };
}

/** What of a delivery never changes, as a report has it. */
export function identityOf(ref: AttemptReport['delivery']): DeliveryIdentity {
  const { id, acceptedAt, tenant, event, eventType, endpoint, subscription = null, orderingKey = null, labels } = ref;
  const { transformed = false } = ref;
  return { id, acceptedAt, tenant, event, eventType, endpoint, subscription, orderingKey, labels, transformed };
}

function deadLetterOf(
  state: DeliveryState,
  report: AttemptMade | DeliveryEnded,
  reason: DeadLetter['reason'],
): DeadLetter {
  const { id, tenant, event, eventType, acceptedAt, endpoint } = report.delivery;
  const letter = { delivery: id, tenant, event, eventType, acceptedAt, endpoint, reason, attempts: state.attempts };
  if (report.kind === 'ended') return { ...letter, at: report.at };
  return {
    ...letter,
    at: report.endedAt,
    lastAttempt: { id: report.id, reason: report.reason, statusCode: report.response?.statusCode },
  };
}
