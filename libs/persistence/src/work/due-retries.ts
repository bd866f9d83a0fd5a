import type { AcceptedEvent, Position, RequestChange, TraceContext, Trigger } from '@postrider/schemas';
import type { DroppedRetry } from '../log/log-store.js';
import type { Statements } from '../sql.js';
import { lookAtEndpoints, lookAtEndpointsOf, UNKNOWN_CAPACITY } from './endpoint-flows.js';
import { lanesOf, settleLanes } from './lanes.js';

/** An attempt whose time has come, with its event where the log has it. */
export interface DueRetry {
  readonly deliveryId: string;
  readonly acceptedAt: string;
  readonly endpoint: string;
  readonly subscription: string | null;
  readonly trigger: Trigger;
  readonly run: number;
  readonly step: number;
  readonly number: number;
  readonly since: string | null;
  readonly resumeAt: string | null;
  readonly origin: Position | null;
  readonly order: Position | null;
  /** The offset of what is next before it in its lane and not through; null when there is none. */
  readonly behind: number | null;
  readonly headSince: string | null;
  /** Undefined where the log has it not, or not all that is to be sent of it. */
  readonly event: AcceptedEvent | undefined;
  /** What a transformation made of its request. */
  readonly change: RequestChange | undefined;
  /** Its transformation failed, and has to run again before there is anything to send. */
  readonly failed: boolean;
}

/** How much to lease, and for whom. */
export interface LeaseOptions {
  readonly lease: string;
  readonly leaseSeconds: number;
  /** Attempts in all: every endpoint that is looked at gets its part of them. */
  readonly limit: number;
  /** Data of events in all, but for the first one's: what an endpoint's next are, and then the oldest, goes before the rest. */
  readonly bytes: number;
  /**
   * Which of an endpoint's due attempts go first: those that are ahead of others by what they are, those others, or what
   * jobs brought, which else goes last.
   */
  readonly prefer: 'ahead' | 'behind' | 'last';
}

/**
 * Leases what is due: of each endpoint whose turn it is the oldest, so many that no more are under way than its owner
 * can take, and none while it rests. In a transaction of its own: it holds those endpoints until that ends, so that
 * nobody else counts what is under way meanwhile. Nobody else gets what is leased before its lease is over, and
 * whoever looks after that does, should the holder have died.
 */
export async function leaseDueRetries(
  statements: Statements,
  { lease, leaseSeconds, limit, bytes, prefer }: LeaseOptions,
): Promise<readonly DueRetry[]> {
  const looked = (await statements.query<{ endpoint_id: string }>(LOOK, [limit])).map(({ endpoint_id: id }) => id);
  if (looked.length === 0) return [];
  await statements.query(RECLAIM, [looked]);
  const share = Math.max(1, Math.floor(limit / looked.length));
  const rows = await statements.query<DueRow>(LEASE, [
    looked,
    UNKNOWN_CAPACITY,
    share,
    prefer,
    lease,
    leaseSeconds,
    bytes,
  ]);
  await statements.query(LOOK_AGAIN, [looked, UNKNOWN_CAPACITY]);
  return rows.map((row) => ({
    deliveryId: row.delivery_id,
    acceptedAt: row.accepted_at.toISOString(),
    endpoint: row.endpoint_id,
    subscription: row.subscription_id,
    trigger: row.trigger,
    run: row.run,
    step: row.step,
    number: row.number,
    since: row.since?.toISOString() ?? null,
    resumeAt: row.resume_at?.toISOString() ?? null,
    origin:
      row.origin_partition === null ? null : { partition: row.origin_partition, offset: Number(row.origin_offset) },
    order: row.order_partition === null ? null : { partition: row.order_partition, offset: Number(row.order_offset) },
    behind: row.behind === null ? null : Number(row.behind),
    headSince: row.head_since?.toISOString() ?? null,
    event: row.transformed && !row.has_change ? undefined : eventOf(row),
    change: row.has_change ? changeOf(row) : undefined,
    failed: row.failure !== null,
  }));
}

/** Those that have waited longest for their turn; who else looks at this moment takes others. */
const LOOK = {
  name: 'look-for-due-retries',
  text: `select endpoint_id from endpoint_flows where look_at <= now() order by look_at limit $1 for update skip locked`,
};

/** What was leased or released and of which nothing was heard in time counts no more, and is due again. */
const RECLAIM = {
  name: 'reclaim-retries',
  text: `
    update retries r set lease = null, leased_until = null from (
      select delivery_id from retries where endpoint_id = any($1) and leased_until < now() for update skip locked
    ) lost where r.delivery_id = lost.delivery_id`,
};

/** How many of an endpoint's attempts may still be released; it stops counting where there is no more room. */
const roomOf = (flow: string, unknownCapacity: string): string => `
  case when ${flow}.rest_until > now() then 0 else coalesce(${flow}.capacity, ${unknownCapacity}) - (
    select count(*) from (
      select from retries u where u.endpoint_id = ${flow}.endpoint_id and u.leased_until is not null limit coalesce(${flow}.capacity, ${unknownCapacity})
    ) under_way) end`;

/** How an attempt stands to its endpoint's others. */
const KIND = `case when ahead then 'ahead' when last then 'last' else 'behind' end`;

/** Each kind has an index of its own: the oldest of it are found without those of the others. */
const KINDS = { ahead: 'ahead', behind: 'not ahead and not last', last: 'last and not ahead' } as const;

const oldestOf = (kind: keyof typeof KINDS): string => `
          (select delivery_id, due_at, accepted_at, '${kind}' as kind from retries
           where endpoint_id = room.endpoint_id and leased_until is null and ${KINDS[kind]} and due_at <= now() order by due_at, accepted_at limit room.places)`;

/**
 * A second statement, since it has to see what was committed before the endpoints were locked. A row of retries that
 * somebody holds is passed over, not waited for: its holder may be waiting for the endpoint.
 * What was released together is due at one moment: of that, what was accepted first goes first.
 * The event is looked up row by row, by its whole key: each look-up touches the one partition that its time names.
 * Of its data no more than the length is read before it's known to be wanted: large data lies apart, and is passed on by its place.
 */
const LEASE = {
  name: 'lease-due-retries',
  text: `
    with room as materialized (
      select f.endpoint_id, greatest(0, least($3::bigint, ${roomOf('f', '$2::int')})) as places from endpoint_flows f where f.endpoint_id = any($1)
    ), due as materialized (
      select oldest.delivery_id from room cross join lateral (
        select delivery_id from (
          ${oldestOf('ahead')} union all ${oldestOf('behind')} union all ${oldestOf('last')}
        ) every_kind order by kind = $4 desc, kind = 'last', due_at, accepted_at limit room.places
      ) oldest where room.places > 0
    ), free as (
      select delivery_id, tenant, event_id, accepted_at, endpoint_id, ${KIND} as kind, due_at, transformed from retries
      where delivery_id in (select delivery_id from due) and leased_until is null and due_at <= now() for update skip locked
    ), sized as (
      select f.delivery_id, f.kind, f.due_at, e.type, e.version, e.timestamp, e.ordering_key, e.id_chosen, e.ce_source, e.ce_id, e.labels, e.traceparent, e.tracestate, e.data,
        c.delivery_id is not null as has_change, c.body, c.headers, c.path, c.failure,
        coalesce(octet_length(e.data), 0) + coalesce(octet_length(c.body), 0) as bytes, row_number() over (partition by f.endpoint_id order by f.kind = $4 desc, f.kind = 'last', f.due_at, f.accepted_at) as place
      from free f left join lateral (
        select * from events e where e.tenant = f.tenant and e.id = f.event_id and e.accepted_at = f.accepted_at offset 0
      ) e on true
      left join lateral (
        select * from delivery_changes c where f.transformed and c.delivery_id = f.delivery_id and c.accepted_at = f.accepted_at offset 0
      ) c on true
    ), summed as materialized (
      select *, sum(bytes) over (order by place, due_at rows unbounded preceding) - bytes as bytes_before from sized
    ), leased as (
      update retries set lease = $5, leased_until = now() + make_interval(secs => $6)
      where delivery_id = any(array(select delivery_id from summed where bytes_before < $7::bigint)) returning *
    )
    select l.*, s.type, s.version, s.timestamp, s.ordering_key, s.id_chosen, s.ce_source, s.ce_id, s.labels, s.traceparent, s.tracestate, s.data,
      s.has_change, s.body, s.headers, s.path, s.failure,
      case when l.lane is not null then (
        select max(b.order_offset) from retries b where b.endpoint_id = l.endpoint_id and b.lane = l.lane and b.order_offset < l.order_offset) end as behind
    from leased l join summed s on s.delivery_id = l.delivery_id order by s.kind = $4 desc, s.kind = 'last', l.due_at, l.accepted_at`,
};

/**
 * When the endpoints' turns come again: at the first end of a lease, and when something is due where there is room.
 * Without room it's a report that brings the next turn. What has no more to send and no endpoint any more is forgotten.
 */
const LOOK_AGAIN = {
  name: 'look-again-for-due-retries',
  text: `
    with gone as (
      delete from endpoint_flows f where endpoint_id = any($1)
        and not exists (select from endpoints e where e.id = f.endpoint_id) and not exists (select from retries r where r.endpoint_id = f.endpoint_id)
    )
    update endpoint_flows f set look_at = least(
      (select min(leased_until) from retries r where r.endpoint_id = f.endpoint_id and leased_until is not null),
      case when f.rest_until > now() or ${roomOf('f', '$2::int')} > 0 then (
        select greatest(now(), f.rest_until, least(
          (select min(due_at) from retries r where r.endpoint_id = f.endpoint_id and leased_until is null and ahead),
          (select min(due_at) from retries r where r.endpoint_id = f.endpoint_id and leased_until is null and not ahead and not last),
          (select min(due_at) from retries r where r.endpoint_id = f.endpoint_id and leased_until is null and last)))
        where exists (select from retries r where r.endpoint_id = f.endpoint_id and leased_until is null and due_at is not null)) end)
    where endpoint_id = any($1)
      and (exists (select from endpoints e where e.id = f.endpoint_id) or exists (select from retries r where r.endpoint_id = f.endpoint_id))`,
};

interface DueRow extends Record<string, unknown> {
  delivery_id: string;
  accepted_at: Date;
  tenant: string;
  event_id: string;
  endpoint_id: string;
  subscription_id: string | null;
  trigger: Trigger;
  run: number;
  step: number;
  number: number;
  since: Date | null;
  resume_at: Date | null;
  origin_partition: number | null;
  origin_offset: string | null;
  order_partition: number | null;
  order_offset: string | null;
  behind: string | null;
  head_since: Date | null;
  type: string | null;
  version: number | null;
  timestamp: Date | null;
  ordering_key: string | null;
  id_chosen: boolean | null;
  ce_source: string | null;
  ce_id: string | null;
  labels: string[] | null;
  traceparent: string | null;
  tracestate: string | null;
  data: Buffer | null;
  transformed: boolean;
  has_change: boolean;
  body: Buffer | null;
  headers: Record<string, string> | null;
  path: string | null;
  failure: string | null;
}

function changeOf({ body, headers, path }: DueRow): RequestChange {
  return { ...(body && { body }), ...(headers && { headers }), ...(path !== null && { path }) };
}

const traceOf = (traceparent: string, tracestate: string | null): TraceContext => ({
  traceparent,
  ...(tracestate !== null && { tracestate }),
});

function eventOf(row: DueRow): AcceptedEvent | undefined {
  const { type, timestamp, data, version, ordering_key: orderingKey, ce_source: source, ce_id: id } = row;
  if (type === null || timestamp === null || data === null) return undefined;
  return {
    meta: {
      tenant: row.tenant,
      id: row.event_id,
      type,
      ...(version !== null && { version }),
      timestamp: timestamp.toISOString(),
      acceptedAt: row.accepted_at.toISOString(),
      ...(orderingKey !== null && { orderingKey }),
      ...(row.labels && { labels: row.labels }),
      idChosen: row.id_chosen ?? false,
      ...(source !== null && id !== null && { cloudEvent: { source, id } }),
      ...(row.traceparent !== null && { trace: traceOf(row.traceparent, row.tracestate) }),
    },
    data,
  };
}

/**
 * Notes what was put on Kafka under this lease: it's under way until its report comes, `withinSeconds` at most. What
 * was planned anew or dropped meanwhile stays as it is.
 */
export async function awaitReports(
  statements: Statements,
  lease: string,
  deliveryIds: readonly string[],
  withinSeconds: number,
): Promise<void> {
  await statements.query(
    {
      name: 'await-reports',
      text: `update retries set lease = null, leased_until = now() + make_interval(secs => $3) where delivery_id = any($2) and lease = $1`,
    },
    [lease, deliveryIds, withinSeconds],
  );
}

/** Gives leased attempts back, to be due in `afterMs`. */
export async function postponeRetries(
  statements: Statements,
  lease: string,
  deliveryIds: readonly string[],
  afterMs: number,
): Promise<void> {
  await statements.query(
    `with postponed as (
       update retries set lease = null, leased_until = null, due_at = now() + $3 * interval '1 millisecond'
       where delivery_id = any($2) and lease = $1 returning endpoint_id
     ) ${lookAtEndpointsOf('postponed', `now() + $3 * interval '1 millisecond'`)}`,
    [lease, deliveryIds, afterMs],
  );
}

/**
 * Ends deliveries whose events, or their data, the log no longer has: there is nothing left to send. Has to be called after the log was
 * seen to have passed them; an event that came to it since they were leased keeps its delivery. Answers those that ended.
 * In a transaction.
 */
export async function expireRetries(
  statements: Statements,
  lease: string,
  deliveryIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const gone = await statements.query<DroppedRetry & { readonly id: string }>(
    `with gone as (
       delete from retries r where delivery_id = any($2) and lease = $1
         and not exists (select from events e where e.tenant = r.tenant and e.id = r.event_id and e.accepted_at = r.accepted_at and e.data is not null)
       returning delivery_id, accepted_at, endpoint_id, lane, exists (
         select from events e where e.tenant = r.tenant and e.id = r.event_id and e.accepted_at = r.accepted_at) as expunged
     ), ended as (
       update deliveries d set status = 'cancelled', reason = case when g.expunged then 'expunged' else 'expired' end, next_attempt_at = null
       from gone g where d.id = g.delivery_id and d.accepted_at = g.accepted_at
     )
     select delivery_id as id, endpoint_id as endpoint, lane from gone`,
    [lease, deliveryIds],
  );
  await settleLanes(statements, lanesOf(gone));
  await lookAtEndpoints(
    statements,
    gone.map(({ endpoint }) => endpoint),
  );
  return new Set(gone.map(({ id }) => id));
}

/** What waits to be attempted again. */
export interface RetryBacklog {
  /** Attempts that have a time and aren't under way. */
  readonly planned: number;
  readonly held: number;
  /** Attempts that were released and not reported yet. */
  readonly underWay: number;
  /** For how long the oldest planned one has been due. */
  readonly overdueSeconds: number;
}

export async function retryBacklog(statements: Statements): Promise<RetryBacklog> {
  const [row] = await statements.query<{ planned: string; held: string; under_way: string; overdue: number | null }>(
    `select count(*) filter (where due_at is not null and leased_until is null) as planned, count(*) filter (where due_at is null) as held,
       count(leased_until) as under_way,
       greatest(0, extract(epoch from now() - min(due_at) filter (where leased_until is null)))::float8 as overdue from retries`,
  );
  return {
    planned: Number(row?.planned ?? 0),
    held: Number(row?.held ?? 0),
    underWay: Number(row?.under_way ?? 0),
    overdueSeconds: row?.overdue ?? 0,
  };
}
