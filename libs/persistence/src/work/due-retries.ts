import type { AcceptedEvent, Position, Trigger } from '@postrider/schemas';
import type { Statements } from '../sql.js';

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
  readonly event: AcceptedEvent | undefined;
}

/**
 * Leases what is due, oldest first, to `lease` for `leaseSeconds`: nobody else gets it meanwhile, and whoever asks
 * after that does, should the holder have died.
 */
export async function leaseDueRetries(
  statements: Statements,
  lease: string,
  leaseSeconds: number,
  limit: number,
): Promise<readonly DueRetry[]> {
  const rows = await statements.query<DueRow>(LEASE, [lease, leaseSeconds, limit]);
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
    event: eventOf(row),
  }));
}

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
  type: string | null;
  version: number | null;
  timestamp: Date | null;
  ordering_key: string | null;
  id_chosen: boolean | null;
  ce_source: string | null;
  ce_id: string | null;
  data: Buffer | null;
}

/** The event is looked up row by row, by its whole key: each look-up touches the one partition that its time names. */
const LEASE = {
  name: 'lease-due-retries',
  text: `
    with due as (
      select delivery_id from retries where due_at <= now() and (leased_until is null or leased_until < now())
      order by due_at limit $3 for update skip locked
    ), leased as (
      update retries r set lease = $1, leased_until = now() + make_interval(secs => $2) from due where r.delivery_id = due.delivery_id returning r.*
    )
    select l.*, e.type, e.version, e.timestamp, e.ordering_key, e.id_chosen, e.ce_source, e.ce_id, e.data
    from leased l left join lateral (
      select * from events e where e.tenant = l.tenant and e.id = l.event_id and e.accepted_at = l.accepted_at offset 0
    ) e on true order by l.due_at`,
};

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
      idChosen: row.id_chosen ?? false,
      ...(source !== null && id !== null && { cloudEvent: { source, id } }),
    },
    data,
  };
}

/** Forgets what was put on Kafka under this lease; what was planned anew meanwhile stays. */
export async function finishRetries(
  statements: Statements,
  lease: string,
  deliveryIds: readonly string[],
): Promise<void> {
  await statements.query(
    { name: 'finish-retries', text: 'delete from retries where delivery_id = any($2) and lease = $1' },
    [lease, deliveryIds],
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
    `update retries set lease = null, leased_until = null, due_at = now() + $3 * interval '1 millisecond' where delivery_id = any($2) and lease = $1`,
    [lease, deliveryIds, afterMs],
  );
}

/** Ends deliveries whose events the log no longer has: there is nothing left to send. */
export async function expireRetries(
  statements: Statements,
  lease: string,
  deliveryIds: readonly string[],
): Promise<void> {
  await statements.query(
    `with gone as (delete from retries where delivery_id = any($2) and lease = $1 returning delivery_id, accepted_at)
     update deliveries d set status = 'cancelled', reason = 'expired', next_attempt_at = null
     from gone g where d.id = g.delivery_id and d.accepted_at = g.accepted_at`,
    [lease, deliveryIds],
  );
}

/** How long until something is due that nobody has a lease on, in milliseconds; undefined when nothing is planned. */
export async function nextDueMs(statements: Statements): Promise<number | undefined> {
  const [row] = await statements.query<{ wait: number | null }>({
    name: 'next-due',
    text: `select (extract(epoch from min(greatest(due_at, coalesce(leased_until, due_at))) - now()) * 1000)::float8 as wait
           from (select due_at, leased_until from retries where due_at is not null order by due_at limit 1000) soonest`,
  });
  return row?.wait ?? undefined;
}

/** How much waits to be attempted again, and for how long the oldest has been due, in seconds. */
export async function retryBacklog(
  statements: Statements,
): Promise<{ readonly planned: number; readonly held: number; readonly overdueSeconds: number }> {
  const [row] = await statements.query<{ planned: string; held: string; overdue: number | null }>(
    `select count(due_at) as planned, count(*) - count(due_at) as held,
       greatest(0, extract(epoch from now() - min(due_at)))::float8 as overdue from retries`,
  );
  return { planned: Number(row?.planned ?? 0), held: Number(row?.held ?? 0), overdueSeconds: row?.overdue ?? 0 };
}
