import type { EndpointStatus, HoldReason, JobKind } from '@postrider/schemas';
import type { Statements } from '../sql.js';
import type { LogPosition } from '../log/log-store.js';
import { lookAtEndpointsOf } from './endpoint-flows.js';

/** A job that is to be worked on, locked for the rest of the transaction. */
export interface OpenJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly tenant: string;
  readonly endpoint: string | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly waitsFor: readonly LogPosition[] | null;
  readonly cursor: { readonly at: string; readonly id: string } | null;
  readonly createdAt: string;
}

/** The oldest job that nobody else is at; undefined when there is none. Jobs of one endpoint are worked on one after another. */
export async function lockOpenJob(statements: Statements, except: readonly string[]): Promise<OpenJob | undefined> {
  const [row] = await statements.query<{
    id: string;
    kind: JobKind;
    tenant: string;
    endpoint_id: string | null;
    since: Date | null;
    until: Date | null;
    waits_for: LogPosition[] | null;
    cursor_at: Date | null;
    cursor_id: string | null;
    created_at: Date;
  }>(
    `select * from jobs j where status in ('waiting', 'running') and id <> all($1)
       and not exists (select from jobs o where o.status in ('waiting', 'running') and o.endpoint_id = j.endpoint_id and o.id < j.id)
     order by id limit 1 for update skip locked`,
    [except],
  );
  return (
    row && {
      id: row.id,
      kind: row.kind,
      tenant: row.tenant,
      endpoint: row.endpoint_id,
      since: row.since?.toISOString() ?? null,
      until: row.until?.toISOString() ?? null,
      waitsFor: row.waits_for,
      cursor: row.cursor_at && row.cursor_id !== null ? { at: row.cursor_at.toISOString(), id: row.cursor_id } : null,
      createdAt: row.created_at.toISOString(),
    }
  );
}

/** Notes how far the log has to come before the job may start. */
export async function setJobWaits(statements: Statements, id: string, waitsFor: readonly LogPosition[]): Promise<void> {
  await statements.query('update jobs set waits_for = $2 where id = $1', [id, JSON.stringify(waitsFor)]);
}

/** Notes a step's work in the transaction that did it, so that a killed job goes on exactly where it was. */
export async function advanceJob(statements: Statements, id: string, step: JobStep): Promise<void> {
  await statements.query(
    `update jobs set status = case when $2 then 'done' else 'running' end, done = done + $3, cursor_at = coalesce($4, cursor_at),
       cursor_id = coalesce($5, cursor_id), finished_at = case when $2 then now() end where id = $1`,
    [id, step.finished, step.changed, step.cursor?.at ?? null, step.cursor?.id ?? null],
  );
}

/** What one step of a job came to. */
export interface JobStep {
  readonly changed: number;
  readonly finished: boolean;
  readonly cursor: { readonly at: string; readonly id: string } | null;
}

interface Touched extends Record<string, unknown> {
  readonly id: string;
  readonly accepted_at: Date;
}

/** Dead letters, oldest first, become the start of a new run: due now. */
export async function redriveStep(statements: Statements, job: OpenJob, limit: number): Promise<JobStep> {
  const rows = await statements.query<Touched>(
    `with chosen as (
       select id, accepted_at from deliveries
       where tenant = $1 and status = 'dead' and status <> 'delivered' and ($2::text is null or endpoint_id = $2)
         and ($3::timestamptz is null or accepted_at >= $3) and ($4::timestamptz is null or accepted_at < $4)
         and ($5::timestamptz is null or (accepted_at, id) > ($5, $6))
       order by accepted_at, id limit $7 for update
     ), started as (
       update deliveries d set status = 'retrying', reason = null, run = run + 1, next_attempt_at = now()
       from chosen c where d.id = c.id and d.accepted_at = c.accepted_at returning d.*
     ), planned as (
       insert into retries (delivery_id, accepted_at, tenant, event_id, endpoint_id, subscription_id, trigger, run, step, number, since, due_at, transformed)
       select id, accepted_at, tenant, event_id, endpoint_id, subscription_id, 'redrive', run, 0, attempts + 1, now(), now(), transformed from started
       on conflict (delivery_id) do nothing
     ), looked as (${lookAtEndpointsOf('started')})
     select id, accepted_at from chosen order by accepted_at, id`,
    [job.tenant, job.endpoint, job.since, job.until, job.cursor?.at ?? null, job.cursor?.id ?? null, limit],
  );
  return stepOf(rows, limit);
}

/** Why what is open is held while its endpoint has this status; undefined while it isn't. */
const HOLD_REASONS: Readonly<Record<EndpointStatus, HoldReason | undefined>> = {
  enabled: undefined,
  disabled: 'endpoint_disabled',
  paused: 'endpoint_paused',
};

/**
 * What waits for its time becomes held, as long as the endpoint is disabled or paused, and what is held already says
 * why it is now. What is under way is left: its owner knows how the endpoint stands, and its report has it held.
 */
export async function holdStep(statements: Statements, job: OpenJob, limit: number): Promise<JobStep> {
  const status = await statusOf(statements, job.endpoint);
  const reason = status && HOLD_REASONS[status];
  if (!reason) return NOTHING_LEFT;
  const rows = await statements.query<Touched>(
    `with chosen as (
       select delivery_id, accepted_at from retries
       where endpoint_id = $1 and (leased_until is null or leased_until < now()) and ($2::timestamptz is null or (accepted_at, delivery_id) > ($2, $3))
       order by accepted_at, delivery_id limit $4 for update
     ), stopped as (
       update retries r set due_at = null, held_at = now(), lease = null, leased_until = null
       from chosen c where r.delivery_id = c.delivery_id and r.due_at is not null
     ), held as (
       update deliveries d set status = 'held', reason = $5, next_attempt_at = null
       from chosen c where d.id = c.delivery_id and d.accepted_at = c.accepted_at
         and (d.status in ('pending', 'retrying')
           or (d.status = 'held' and d.reason <> $5 and not (d.reason = 'endpoint_gone' and $5 = 'endpoint_disabled')))
     )
     select delivery_id as id, accepted_at from chosen order by accepted_at, delivery_id`,
    [job.endpoint, job.cursor?.at ?? null, job.cursor?.id ?? null, limit, reason],
  );
  return stepOf(rows, limit);
}

/**
 * What is held goes on, oldest first, as long as the endpoint is enabled; what waits in a lane goes on waiting for its turn. All of
 * it is due at one moment, that of the job: the releaser takes it in the order of acceptance, whatever step it came with, and before
 * all that was planned since.
 */
export async function releaseStep(statements: Statements, job: OpenJob, limit: number): Promise<JobStep> {
  if ((await statusOf(statements, job.endpoint)) !== 'enabled') return NOTHING_LEFT;
  const rows = await statements.query<Touched>(
    `with chosen as (
       select delivery_id, accepted_at from retries
       where endpoint_id = $1 and due_at is null and not lane_waits and ($2::timestamptz is null or (accepted_at, delivery_id) > ($2, $3))
       order by accepted_at, delivery_id limit $4 for update
     ), due as (
       -- all ahead, tried or not: what is ahead and what isn't are taken in turns
       update retries r set due_at = least(now(), $5::timestamptz), held_at = null, ahead = true,
         since = coalesce(r.since, r.accepted_at) + (now() - coalesce(r.held_at, now())),
         head_since = r.head_since + (now() - coalesce(r.held_at, now()))
       from chosen c where r.delivery_id = c.delivery_id returning r.endpoint_id
     ), looked as (${lookAtEndpointsOf('due')}), freed as (
       update deliveries d set status = case when d.attempts = 0 then 'pending' else 'retrying' end, reason = null, next_attempt_at = now()
       from chosen c where d.id = c.delivery_id and d.accepted_at = c.accepted_at and d.status = 'held'
     )
     select delivery_id as id, accepted_at from chosen order by accepted_at, delivery_id`,
    [job.endpoint, job.cursor?.at ?? null, job.cursor?.id ?? null, limit, job.createdAt],
  );
  return stepOf(rows, limit);
}

/** What is open of an endpoint or tenant that is gone is cancelled; a first attempt that is under way is ended by its report. */
export async function cancelStep(statements: Statements, job: OpenJob, limit: number): Promise<JobStep> {
  const rows = await statements.query<Touched>(
    `with chosen as (
       select id, accepted_at from deliveries
       where tenant = $1 and status in ('pending', 'retrying', 'held') and status <> 'delivered' and ($2::text is null or endpoint_id = $2)
         and (status <> 'pending' or exists (select from retries r where r.delivery_id = id))
       order by accepted_at, id limit $3 for update
     ), dropped as (
       delete from retries r using chosen c where r.delivery_id = c.id returning r.endpoint_id
     ), looked as (${lookAtEndpointsOf('dropped')}), ended as (
       update deliveries d set status = 'cancelled', reason = $4, next_attempt_at = null
       from chosen c where d.id = c.id and d.accepted_at = c.accepted_at
     )
     select id, accepted_at from chosen order by accepted_at, id`,
    [job.tenant, job.endpoint, limit, job.endpoint === null ? 'tenant_deleted' : 'endpoint_deleted'],
  );
  return { ...stepOf(rows, limit), cursor: null };
}

const NOTHING_LEFT: JobStep = { changed: 0, finished: true, cursor: null };

async function statusOf(statements: Statements, endpoint: string | null): Promise<EndpointStatus | undefined> {
  const [row] = await statements.query<{ status: EndpointStatus }>(
    'select status from endpoints where id = $1 for share',
    [endpoint],
  );
  return row?.status;
}

function stepOf(rows: readonly Touched[], limit: number): JobStep {
  const last = rows.at(-1);
  return {
    changed: rows.length,
    finished: rows.length < limit,
    cursor: last ? { at: last.accepted_at.toISOString(), id: last.id } : null,
  };
}
