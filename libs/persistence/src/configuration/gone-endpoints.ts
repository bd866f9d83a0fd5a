import type { DeliveryIdentity } from '../log/log-store.js';
import { notify } from '../notifications.js';
import type { Statements } from '../sql.js';
import { announce } from './outbox.js';

/** Disables endpoints that answered that they are gone, and has what is open for them held. */
export async function disableGoneEndpoints(
  statements: Statements,
  deliveries: readonly DeliveryIdentity[],
  newJobId: () => string,
): Promise<void> {
  const ids = [...new Set(deliveries.map(({ endpoint }) => endpoint))].sort();
  const disabled = await statements.query<{ id: string; tenant: string }>(
    `update endpoints set status = 'disabled', disabled_reason = 'gone', updated_at = now()
     where id = any($1) and status = 'enabled' returning id, tenant`,
    [ids],
  );
  if (disabled.length === 0) return;
  await announce(
    statements,
    'endpoint',
    disabled.map(({ id }) => id),
  );
  await statements.query(
    `insert into jobs (id, kind, tenant, endpoint_id, status, count, done, created_at)
     select job, 'hold', tenant, endpoint, 'waiting', 0, 0, now() from unnest($1::text[], $2::text[], $3::text[]) as g (job, tenant, endpoint)`,
    [disabled.map(newJobId), disabled.map(({ tenant }) => tenant), disabled.map(({ id }) => id)],
  );
  await notify(statements, 'postrider_jobs');
}
