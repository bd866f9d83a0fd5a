import type { Statements } from '../sql.js';
import { tellOfEndpoints } from './operational-events.js';
import { announce } from './outbox.js';

/** How many runs of a subscription's transformation have timed out of late, one after another. */
export interface TransformStreak {
  readonly subscription: string;
  readonly timeouts: number;
}

/** The streaks of subscriptions, locked for the rest of the transaction; those that are gone, or suspended, are missing. */
export async function lockTransformStreaks(
  statements: Statements,
  subscriptions: readonly string[],
): Promise<readonly TransformStreak[]> {
  const rows = await statements.query<{ id: string; transform_timeouts: number }>(
    `select id, transform_timeouts from subscriptions where id = any($1) and transform_suspended_at is null
     order by id for update`,
    [subscriptions],
  );
  return rows.map(({ id, transform_timeouts: timeouts }) => ({ subscription: id, timeouts }));
}

/** Notes streaks that changed. */
export async function keepTransformStreaks(statements: Statements, streaks: readonly TransformStreak[]): Promise<void> {
  await statements.query(
    `update subscriptions s set transform_timeouts = g.timeouts from unnest($1::text[], $2::int[]) as g (id, timeouts) where s.id = g.id`,
    [streaks.map(({ subscription }) => subscription), streaks.map(({ timeouts }) => timeouts)],
  );
}

/** Has the transformations of subscriptions not be run any more, wherever events are fanned out, and tells of it. */
export async function suspendTransforms(
  statements: Statements,
  subscriptions: readonly string[],
  nowMs: number,
): Promise<void> {
  const rows = await statements.query<{ id: string; endpoint_id: string; transform_timeouts: number }>(
    `update subscriptions set transform_suspended_at = $2 where id = any($1) returning id, endpoint_id, transform_timeouts`,
    [subscriptions, new Date(nowMs)],
  );
  await announce(
    statements,
    'endpoint',
    rows.map(({ endpoint_id: endpoint }) => endpoint),
  );
  await tellOfEndpoints(
    statements,
    rows.map(({ id: subscription, endpoint_id: endpoint, transform_timeouts: timeouts }) => ({
      endpoint,
      news: { type: 'postrider.subscription.suspended', data: { subscription, timeouts } },
    })),
    nowMs,
  );
}
