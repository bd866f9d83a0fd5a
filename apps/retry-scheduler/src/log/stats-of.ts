import { countLatency, noneOf, spanStart, type StatsCount, type StatsSum } from '@postrider/persistence';
import type { AttemptMade, DeadLetter, DeliveryParked } from '@postrider/schemas';

/** What a batch of the log has that is counted; each for the first time. */
export interface Countable {
  readonly attempts: readonly AttemptMade[];
  readonly parked: readonly DeliveryParked[];
  readonly deadLetters: readonly DeadLetter[];
}

type Counted = Pick<DeadLetter, 'tenant' | 'endpoint' | 'eventType' | 'acceptedAt'>;

/**
 * Counts a batch, by minute, endpoint and event type. A minute is that of what happened, by the dispatcher's clock; what
 * that says to lie before the event's acceptance or after now counts as then, since there need not be a partition for it.
 */
export function statsOf({ attempts, parked, deadLetters }: Countable, nowMs: number): StatsCount[] {
  const counts = new Map<string, StatsSum>();
  const now = new Date(nowMs).toISOString();
  const countOf = (at: string, { tenant, endpoint, eventType, acceptedAt }: Counted): StatsSum => {
    const notBefore = at > acceptedAt ? at : acceptedAt;
    const minute = spanStart(notBefore < now ? notBefore : now, 'minute');
    const key = `${minute} ${endpoint} ${eventType}`;
    const known = counts.get(key);
    if (known) return known;
    const count = noneOf({ at: minute, tenant, endpoint, eventType });
    counts.set(key, count);
    return count;
  };
  for (const { endedAt, delivery, outcome, durationMs } of attempts) {
    const count = countOf(endedAt, delivery);
    count[outcome] += 1;
    countLatency(count.latency, durationMs);
  }
  for (const { at, delivery } of parked) countOf(at, delivery).parked += 1;
  for (const letter of deadLetters) countOf(letter.at, letter).dead += 1;
  return [...counts.values()];
}
