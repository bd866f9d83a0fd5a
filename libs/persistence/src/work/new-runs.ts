import type { DeliveryStatus, Trigger } from '@postrider/schemas';
import { LABELS, labelsOf, lockEndpointStatus, type DeliveryIdentity } from '../log/log-store.js';
import type { Statements } from '../sql.js';
import { lookAtEndpoints } from './endpoint-flows.js';

/** A delivery that was found, and how it stood then. */
export interface FoundDelivery {
  readonly id: string;
  readonly acceptedAt: string;
  readonly endpoint: string;
  readonly status: DeliveryStatus;
}

/** How what a job begins stands: held where its endpoint isn't enabled. */
const HELD_REASON = `case e.status when 'paused' then 'endpoint_paused' when 'disabled' then 'endpoint_disabled' end`;

/**
 * Starts a new run of deliveries, if they still stand as they were found: due now, or held, behind all else that their
 * endpoints have. Those of endpoints that are gone stay as they are. Answers how many it started. In a transaction.
 */
export async function startRuns(
  statements: Statements,
  found: readonly FoundDelivery[],
  trigger: Extract<Trigger, 'redrive' | 'replay'>,
): Promise<number> {
  const standing = await lockStanding(statements, found);
  if (standing.length === 0) return 0;
  await runDroppedAgain(statements, standing);
  const endpoints = await holdEndpoints(statements, standing);
  const rows = await statements.query<{ endpoint_id: string }>(
    `with found as (
       select * from unnest($1::text[], $2::timestamptz[]) as f (id, accepted_at)
     ), started as (
       update deliveries d set status = case e.status when 'enabled' then 'retrying' else 'held' end, reason = ${HELD_REASON}, run = d.run + 1,
         next_attempt_at = case e.status when 'enabled' then now() end
       from found f, endpoints e
       where d.id = f.id and d.accepted_at = f.accepted_at and d.accepted_at between $3 and $4 and e.id = d.endpoint_id
       returning d.*
     ), planned as (${planAll('started', `'${trigger}'`)})
     select endpoint_id from started`,
    [...keysOf(standing), ...spanOf(standing)],
  );
  await lookAtEndpoints(statements, endpoints);
  return rows.length;
}

/** Makes deliveries that there never were, as {@link startRuns} starts runs; one that there is by now stays as it is. */
export async function makeDeliveries(statements: Statements, deliveries: readonly DeliveryIdentity[]): Promise<number> {
  if (deliveries.length === 0) return 0;
  const endpoints = await holdEndpoints(statements, deliveries);
  const rows = await statements.query<{ endpoint_id: string }>(
    `with made as (
       insert into deliveries (id, accepted_at, tenant, event_id, event_type, endpoint_id, subscription_id, ordering_key, status, reason, run, attempts, next_attempt_at, labels, transformed)
       select g.id, g.accepted_at, g.tenant, g.event_id, g.event_type, g.endpoint_id, g.subscription_id, g.ordering_key,
         case e.status when 'enabled' then 'pending' else 'held' end, ${HELD_REASON}, 0, 0, case e.status when 'enabled' then now() end, ${LABELS}, transformed
       from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bool[])
         as g (id, accepted_at, tenant, event_id, event_type, endpoint_id, subscription_id, ordering_key, labels, transformed) join endpoints e on e.id = g.endpoint_id
       on conflict do nothing returning *
     ), changes as (
       insert into delivery_changes (delivery_id, accepted_at, failure) select id, accepted_at, 'not_run' from made where transformed
       on conflict do nothing
     ), planned as (${planAll('made', `'replay'`)})
     select endpoint_id from made`,
    [
      deliveries.map(({ id }) => id),
      deliveries.map(({ acceptedAt }) => acceptedAt),
      deliveries.map(({ tenant }) => tenant),
      deliveries.map(({ event }) => event),
      deliveries.map(({ eventType }) => eventType),
      deliveries.map(({ endpoint }) => endpoint),
      deliveries.map(({ subscription }) => subscription),
      deliveries.map(({ orderingKey }) => orderingKey),
      labelsOf(deliveries),
      deliveries.map(({ transformed }) => transformed),
    ],
  );
  await lookAtEndpoints(statements, endpoints);
  return rows.length;
}

/** Has what waits for its time be attempted now, a retry beside its schedule; what is under way, or held, is left. */
export async function bringAllForward(statements: Statements, found: readonly FoundDelivery[]): Promise<number> {
  const standing = await lockStanding(statements, found);
  if (standing.length === 0) return 0;
  const rows = await statements.query<{ endpoint_id: string }>(
    `with forward as (
       update retries r set trigger = case f.status when 'retrying' then 'manual' else r.trigger end, last = f.status = 'retrying', ahead = f.status <> 'retrying',
         resume_at = case f.status when 'retrying' then coalesce(r.resume_at, r.due_at) else r.resume_at end, due_at = now()
       from unnest($1::text[], $2::text[]) as f (id, status)
       where r.delivery_id = f.id and r.due_at is not null and (r.leased_until is null or r.leased_until < now()) returning r.endpoint_id
     )
     select endpoint_id from forward`,
    [standing.map(({ id }) => id), standing.map(({ status }) => status)],
  );
  await lookAtEndpoints(statements, new Set(rows.map(({ endpoint_id: id }) => id)));
  return rows.length;
}

/** Attempts that jobs brought and that aren't released yet, of an endpoint: counted up to `most`. */
export async function waitingOfJobs(statements: Statements, endpoint: string, most: number): Promise<number> {
  const [row] = await statements.query<{ count: number }>(
    `select count(*)::int from (
       select from retries where endpoint_id = $1 and leased_until is null and last and due_at is not null limit $2) waiting`,
    [endpoint, most],
  );
  return row?.count ?? 0;
}

/** What transformations dropped has nothing to send: those are run anew, as the endpoint has them by then. */
async function runDroppedAgain(statements: Statements, standing: readonly FoundDelivery[]): Promise<void> {
  const cancelled = standing.filter(({ status }) => status === 'cancelled');
  if (cancelled.length === 0) return;
  await statements.query(
    `update delivery_changes c set failure = 'not_run' from deliveries d
     where d.id = any($1) and d.accepted_at between $2 and $3 and d.reason = 'transform_dropped'
       and c.delivery_id = d.id and c.accepted_at = d.accepted_at`,
    [cancelled.map(({ id }) => id), ...spanOf(cancelled)],
  );
}

/** Locks those that still stand as they were found, in the order in which the log's writer does. */
async function lockStanding(
  statements: Statements,
  found: readonly FoundDelivery[],
): Promise<readonly FoundDelivery[]> {
  if (found.length === 0) return [];
  const rows = await statements.query<{ id: string; status: string }>(
    // Constants for the time span, so that the planner leaves out every other partition.
    'select id, status from deliveries where id = any($1) and accepted_at between $2 and $3 order by id for update',
    [found.map(({ id }) => id), ...spanOf(found)],
  );
  const statuses = new Map(rows.map(({ id, status }) => [id, status]));
  return found.filter(({ id, status }) => statuses.get(id) === status);
}

/** Keeps the endpoints' statuses as they are until the transaction ends; answers those that there are. */
async function holdEndpoints(
  statements: Statements,
  of: readonly { readonly endpoint: string }[],
): Promise<readonly string[]> {
  const endpoints = [...new Set(of.map(({ endpoint }) => endpoint))];
  return [...(await lockEndpointStatus(statements, endpoints)).keys()];
}

const planAll = (from: string, trigger: string): string => `
  insert into retries (delivery_id, accepted_at, tenant, event_id, endpoint_id, subscription_id, trigger, last, run, step, number, since, due_at, held_at, transformed)
  select id, accepted_at, tenant, event_id, endpoint_id, subscription_id, ${trigger}, true, run, 0, attempts + 1, now(),
    case when status <> 'held' then now() end, case when status = 'held' then now() end, transformed from ${from}
  on conflict (delivery_id) do nothing`;

const keysOf = (found: readonly FoundDelivery[]): unknown[] => [
  found.map(({ id }) => id),
  found.map(({ acceptedAt }) => acceptedAt),
];

/** The first and the last time among them. */
function spanOf(found: readonly FoundDelivery[]): unknown[] {
  const times = found.map(({ acceptedAt }) => acceptedAt).sort();
  return [times[0], times.at(-1)];
}
