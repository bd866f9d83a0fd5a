import { LOCKS } from '../advisory-lock.js';
import type { Database } from '../database.js';
import { notify } from '../notifications.js';
import type { Statements } from '../sql.js';
import { statementsOf } from '../statements-of.js';
import { lookAtEndpoints } from '../work/endpoint-flows.js';
import { lanesOf, settleLanes } from '../work/lanes.js';
import { inIndexOrder } from './in-index-order.js';
import { dropRetries } from './log-store.js';

interface ExpungedEvent extends Record<string, unknown> {
  readonly id: string;
  readonly accepted_at: Date;
}

/** Expunges what somebody asks for. */
export class ExpungeRepository {
  constructor(private readonly database: Database) {}

  /** Expunges an event, and older ones that had its id; false when there is none. */
  expunge(tenant: string, id: string, now: Date): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const statements = statementsOf(manager);
      const events = await statements.query<ExpungedEvent>(
        'select id, accepted_at from events where tenant = $1 and id = $2',
        [tenant, id],
      );
      await expungeEvents(statements, tenant, events, now);
      return events.length > 0;
    });
  }
}

/** A tenant that keeps less than the platform does, and up to when all that it doesn't keep is expunged. */
export interface TenantRetention extends Record<string, unknown> {
  readonly tenant: string;
  readonly days: number;
  readonly until: Date | null;
}

/** The tenants that have a retention of their own. */
export function retentionsOfTenants(statements: Statements): Promise<readonly TenantRetention[]> {
  return statements.query<TenantRetention>(
    `select t.id as tenant, t.retention_days as days, e.until from tenants t left join expunged e on e.tenant = t.id
     where t.retention_days is not null order by t.id`,
  );
}

/**
 * Expunges up to `limit` of a tenant's events, oldest first, that were accepted from `from` on and before `before`, and
 * notes how far that came; answers how many and how far, undefined while somebody else is at it. In a transaction.
 */
export async function expungeOlder(
  statements: Statements,
  tenant: string,
  { from, before, now, limit }: { from: Date | null; before: Date; now: Date; limit: number },
): Promise<{ readonly count: number; readonly until: Date } | undefined> {
  const [lock] = await statements.query<{ ours: boolean }>('select pg_try_advisory_xact_lock($1) as ours', [
    LOCKS.expunging,
  ]);
  if (!lock?.ours) return undefined;
  const events = await inIndexOrder(statements, () =>
    statements.query<ExpungedEvent>(
      `select id, accepted_at from events
     where tenant = $1 and accepted_at < $2 and ($3::timestamptz is null or accepted_at >= $3) and expunged_at is null
     order by accepted_at, id limit $4`,
      [tenant, before, from, limit],
    ),
  );
  await expungeEvents(statements, tenant, events, now);
  // Several may have been accepted in the last one's millisecond.
  const until = events.length < limit ? before : (events.at(-1)?.accepted_at ?? before);
  await statements.query(
    `insert into expunged as e (tenant, until) select id, $2 from tenants where id = $1
     on conflict (tenant) do update set until = greatest(e.until, excluded.until)`,
    [tenant, until],
  );
  return { count: events.length, until };
}

/**
 * Deletes the data of events, what transformations made of it, and the bodies of what was answered. What is open of their deliveries is cancelled:
 * there is nothing left to send. Takes deliveries before what is planned, in the order of their ids, as the log's writer does.
 */
async function expungeEvents(
  statements: Statements,
  tenant: string,
  events: readonly ExpungedEvent[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return;
  const which = [tenant, events.map(({ id }) => id), events.map(({ accepted_at: at }) => at)];
  const open = await statements.query<{ id: string; accepted_at: Date }>(
    `select id, accepted_at from deliveries d
     where tenant = $1 and event_id = any($2) and (event_id, accepted_at) in (${WHICH})
       and status in ('pending', 'retrying', 'held') order by id for update`,
    which,
  );
  const ids = open.map(({ id }) => id);
  await statements.query(
    `update deliveries d set status = 'cancelled', reason = 'expunged', next_attempt_at = null
     from unnest($1::text[], $2::timestamptz[]) as g (id, accepted_at) where d.id = g.id and d.accepted_at = g.accepted_at`,
    [ids, open.map(({ accepted_at: at }) => at)],
  );
  const dropped = await dropRetries(statements, ids);
  await settleLanes(statements, lanesOf(dropped));
  await lookAtEndpoints(
    statements,
    dropped.map(({ endpoint }) => endpoint),
  );
  if (dropped.length > 0) await notify(statements, 'postrider_retries');
  await statements.query(
    `update attempts a set response_body = null, response_truncated = true from deliveries d
     where d.tenant = $1 and d.event_id = any($2) and (d.event_id, d.accepted_at) in (${WHICH})
       and a.delivery_id = d.id and a.accepted_at = d.accepted_at and octet_length(a.response_body) > 0`,
    which,
  );
  await statements.query(
    `update delivery_changes c set body = null, headers = null, path = null, message = null from deliveries d
     where d.tenant = $1 and d.event_id = any($2) and (d.event_id, d.accepted_at) in (${WHICH})
       and d.transformed and c.delivery_id = d.id and c.accepted_at = d.accepted_at`,
    which,
  );
  await statements.query(
    `update events set data = null, expunged_at = $4
     where tenant = $1 and (id, accepted_at) in (${WHICH}) and expunged_at is null`,
    [...which, now],
  );
}

const WHICH = 'select id, accepted_at from unnest($2::text[], $3::timestamptz[]) as w (id, accepted_at)';
