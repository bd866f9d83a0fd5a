import type { Candidate, Refusal } from './candidate.js';

const DAY_MS = 86_400_000;
/** No event is scheduled further ahead. */
const MOST_DAYS = 30;

/** How far ahead an event may be scheduled, where the log is kept for so many days: its last day is for the delivery. */
export const mostAheadMs = (retentionDays: number): number => Math.min(MOST_DAYS, retentionDays - 1) * DAY_MS;

/** Why an event can't be delivered at the time that it names; undefined when it can, or names none. */
export function scheduleRefusal(
  { deliverAt, orderingKey }: Pick<Candidate, 'deliverAt' | 'orderingKey'>,
  nowMs: number,
  aheadMs: number,
): Refusal | undefined {
  if (deliverAt === undefined) return undefined;
  if (orderingKey !== undefined)
    return refused(
      'cannot go with orderingKey: it would hold back every later event of the key; leave one of them out',
    );
  if (Date.parse(deliverAt) - nowMs > aheadMs)
    return refused(`is at most ${aheadMs / DAY_MS} days ahead; publish it nearer to its time`);
  return undefined;
}

const refused = (message: string): Refusal => ({
  kind: 'refused',
  code: 'invalid_request',
  faults: [{ path: '/deliverAt', message }],
});
