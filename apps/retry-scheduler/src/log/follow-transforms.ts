import {
  keepTransformStreaks,
  lockTransformStreaks,
  suspendTransforms,
  type Statements,
  type TransformStreak,
} from '@postrider/persistence';
import type { DecidedChange } from './log-entry.js';
import { afterRuns } from './transform-outcome.js';

/**
 * Follows which transformations only time out, in the transaction that applies what they came to, and suspends those. All
 * deliveries of an endpoint come by one partition, so its runs are counted in the order in which they were made, whoever
 * made them. To be called when nothing more is locked of endpoints: subscriptions come after them.
 */
export async function followTransforms(
  statements: Statements,
  changes: readonly DecidedChange[],
  nowMs: number,
): Promise<void> {
  const runs = new Map<string, DecidedChange[]>();
  for (const change of changes) {
    if (change.subscription === null) continue;
    const others = runs.get(change.subscription);
    if (others) others.push(change);
    else runs.set(change.subscription, [change]);
  }
  const changed: TransformStreak[] = [];
  const suspended: string[] = [];
  for (const { subscription, timeouts } of await lockTransformStreaks(statements, [...runs.keys()])) {
    const after = afterRuns(timeouts, runs.get(subscription) ?? []);
    if (after.timeouts !== timeouts) changed.push({ subscription, timeouts: after.timeouts });
    if (after.suspends) suspended.push(subscription);
  }
  if (changed.length > 0) await keepTransformStreaks(statements, changed);
  if (suspended.length > 0) await suspendTransforms(statements, suspended, nowMs);
}
