import type { Statements } from '../sql.js';
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

/** Has the transformations of subscriptions not be run any more, wherever events are fanned out. */
export async function suspendTransforms(
  statements: Statements,
  subscriptions: readonly string[],
  nowMs: number,
): Promise<void> {
  const rows = await statements.query<{ endpoint_id: string }>(
    `update subscriptions set transform_suspended_at = $2 where id = any($1) returning endpoint_id`,
    [subscriptions, new Date(nowMs)],
  );
  await announce(
    statements,
    'endpoint',
    rows.map(({ endpoint_id: endpoint }) => endpoint),
  );
}
