import type { DeliveryIdentity, DeliveryState } from '@postrider/persistence';
import type { DeadLetter } from '@postrider/schemas';
import { PENDING } from './delivery-life.js';
import type { DecidedChange } from './log-entry.js';

/** How a delivery stands that was decided on, by what its transformation made of it, if it has one. */
export function stateAfter(kind: DecidedChange['kind'] | undefined): DeliveryState {
  switch (kind) {
    case undefined:
    case 'transformed':
      return PENDING;
    case 'dropped':
      return { ...PENDING, status: 'cancelled', reason: 'transform_dropped' };
    case 'failed':
      return { ...PENDING, status: 'dead', reason: 'transform_failed' };
  }
}

/** What is told of a delivery whose transformation failed. */
export function deadLetterOfFailed(delivery: DeliveryIdentity, at: string): DeadLetter {
  const { id, tenant, event, eventType, acceptedAt, endpoint } = delivery;
  return { delivery: id, tenant, event, eventType, acceptedAt, endpoint, reason: 'transform_failed', at, attempts: 0 };
}

/** Time-outs in a row after which a transformation isn't run any more. */
export const MAX_TIMEOUTS = 10;

/** What further runs make of a streak: its length after them, and whether it was ever too long. */
export function afterRuns(
  timeouts: number,
  runs: readonly Pick<DecidedChange, 'kind' | 'failure'>[],
): { readonly timeouts: number; readonly suspends: boolean } {
  let suspends = false;
  for (const { kind, failure } of runs) {
    // It wasn't run.
    if (failure === 'overloaded' || failure === 'suspended') continue;
    timeouts = kind === 'failed' && failure === 'timeout' ? timeouts + 1 : 0;
    suspends ||= timeouts >= MAX_TIMEOUTS;
  }
  return { timeouts, suspends };
}
