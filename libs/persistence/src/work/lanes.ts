import type { DroppedRetry } from '../log/log-store.js';
import type { Statements } from '../sql.js';

/** What goes one after another: an endpoint's ordering key. */
export interface LaneName {
  readonly endpoint: string;
  readonly lane: string;
}

/** The lanes that rows which went were in. */
export const lanesOf = (dropped: readonly DroppedRetry[]): readonly LaneName[] =>
  dropped.flatMap(({ endpoint, lane }) => (lane === null ? [] : [{ endpoint, lane }]));

/** So many of a lane are due together: one at a time would wait for the log after each. Its owner keeps them in order. */
const TOGETHER = 32;
/** The first half of the advisory locks that lanes take, apart from the locks of `advisory-lock.ts`. */
const LOCK_SPACE = 7_202;

/**
 * Sets lanes right after rows of theirs were planned or went, in the same transaction: what was planned (`planned`, by
 * delivery) behind others waits, without a time; and the first of a lane in which nothing has a time get theirs, held
 * time aside. Answers the endpoints that the releaser has to look at.
 *
 * Two who change one lane at a time take turns here, after their changes: the last of them sees both. Rows that somebody
 * else holds are passed over, since whoever removes one comes here next.
 */
export async function settleLanes(
  statements: Statements,
  touched: readonly LaneName[],
  planned: readonly string[] = [],
): Promise<readonly string[]> {
  if (touched.length === 0) return [];
  const endpoints = touched.map(({ endpoint }) => endpoint);
  await statements.query(LOCK, [endpoints, LOCK_SPACE]);
  if (planned.length > 0) await statements.query(WAIT, [planned]);
  const rows = await statements.query<{ endpoint_id: string }>(PROMOTE, [
    endpoints,
    touched.map(({ lane }) => lane),
    TOGETHER,
  ]);
  return rows.map(({ endpoint_id: id }) => id);
}

/** A few hundred locks stand for all endpoints: a transaction may touch thousands. Always in one order, so that nobody waits in a circle. */
const LOCK = {
  name: 'lock-lanes',
  text: `
    select pg_advisory_xact_lock($2::int, slot) from (
      select distinct hashtext(id) & 255 as slot from unnest($1::text[]) as id order by slot offset 0
    ) slots`,
};

const WAIT = {
  name: 'wait-in-lanes',
  text: `
    with waiting as (
      update retries r set lane_waits = true, due_at = null, held_at = coalesce(r.held_at, now())
      where r.delivery_id = any($1) and r.lane is not null and exists (
        select from retries b where b.endpoint_id = r.endpoint_id and b.lane = r.lane and b.order_offset < r.order_offset)
      returning r.delivery_id, r.accepted_at
    )
    update deliveries d set status = 'held', reason = 'lane_blocked', next_attempt_at = null
    from waiting w where d.id = w.delivery_id and d.accepted_at = w.accepted_at and d.status in ('pending', 'retrying', 'held')`,
};

/** All that come together go at the pace of the one that most matters, or a first attempt would wait behind it as long as a retry does. */
const PROMOTE = {
  name: 'promote-in-lanes',
  text: `
    with touched as (
      select distinct endpoint_id, lane from unnest($1::text[], $2::text[]) as g (endpoint_id, lane)
    ), next as (
      select n.*, row_number() over lane as place, bool_or(n.trigger = 'first') over (partition by n.endpoint_id, n.lane) as goes_ahead
      from touched t cross join lateral (
        select r.delivery_id, r.endpoint_id, r.lane, r.order_offset, r.trigger
        from retries r join deliveries d on d.id = r.delivery_id and d.accepted_at = r.accepted_at
        where r.endpoint_id = t.endpoint_id and r.lane = t.lane and r.lane_waits
          and not exists (select from retries a where a.endpoint_id = t.endpoint_id and a.lane = t.lane and not a.lane_waits)
        order by r.order_offset limit $3 for update of r, d skip locked
      ) n window lane as (partition by n.endpoint_id, n.lane order by n.order_offset)
    ), promoted as (
      update retries r set lane_waits = false, due_at = now() + n.place * interval '1 millisecond', ahead = n.goes_ahead, held_at = null,
        since = coalesce(r.since, r.accepted_at) + (now() - coalesce(r.held_at, now())),
        head_since = r.head_since + (now() - coalesce(r.held_at, now()))
      from next n where r.delivery_id = n.delivery_id returning r.delivery_id, r.accepted_at, r.endpoint_id
    ), freed as (
      update deliveries d set status = case when d.attempts = 0 then 'pending' else 'retrying' end, reason = null, next_attempt_at = now()
      from promoted p where d.id = p.delivery_id and d.accepted_at = p.accepted_at and d.status = 'held'
    )
    select distinct endpoint_id from promoted`,
};
