import { mintId, type DisabledReason } from '@postrider/schemas';
import { notify } from '../notifications.js';
import type { Statements } from '../sql.js';
import { forgetFailures } from './endpoint-failures.js';
import { tellOfEndpoints } from './operational-events.js';
import { announce } from './outbox.js';

/**
 * Disables endpoints that can't go on, has what is open for them held, and tells of it. Those that are disabled already
 * stay as they are.
 */
export async function disableEndpoints(
  statements: Statements,
  endpoints: readonly string[],
  reason: Exclude<DisabledReason, 'requested'>,
  nowMs: number,
): Promise<void> {
  if (endpoints.length === 0) return;
  const disabled = await statements.query<{ id: string; tenant: string }>(
    `update endpoints set status = 'disabled', status_since = $3, disabled_reason = $2, updated_at = now()
     where id = any($1) and status <> 'disabled' returning id, tenant`,
    [[...new Set(endpoints)], reason, new Date(nowMs)],
  );
  if (disabled.length === 0) return;
  const ids = disabled.map(({ id }) => id);
  await announce(statements, 'endpoint', ids);
  await statements.query(
    `insert into jobs (id, kind, tenant, endpoint_id, status, count, done, created_at)
     select job, 'hold', tenant, endpoint, 'waiting', 0, 0, now() from unnest($1::text[], $2::text[], $3::text[]) as g (job, tenant, endpoint)`,
    [ids.map(() => mintId('job', nowMs)), disabled.map(({ tenant }) => tenant), ids],
  );
  await notify(statements, 'postrider_jobs');
  await forgetFailures(statements, ids);
  const news = { type: 'postrider.endpoint.disabled', data: { reason } } as const;
  await tellOfEndpoints(
    statements,
    ids.map((endpoint) => ({ endpoint, news })),
    nowMs,
  );
}
