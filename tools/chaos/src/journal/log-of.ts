import type { Sql } from '@postrider/persistence';
import { DeliveryStatus } from '@postrider/schemas';
import { z } from 'zod';
import type { Logged } from './account.js';

const Row = z.object({
  event_id: z.string(),
  tenant: z.string(),
  status: DeliveryStatus,
  reason: z.string().nullable(),
  attempts: z.int(),
  last_failure: z.string().nullable(),
});

/** Every delivery that the log has of these tenants. */
export async function logOf(sql: Sql, tenants: readonly string[]): Promise<Logged[]> {
  const rows = await sql.query(
    'select event_id, tenant, status, reason, attempts, last_failure from deliveries where tenant = any($1)',
    [tenants],
  );
  return rows.map((row) => {
    const { event_id: event, tenant, status, reason, attempts, last_failure: lastFailure } = Row.parse(row);
    return { event, tenant, status, attempts, reason: reason ?? undefined, lastFailure: lastFailure ?? undefined };
  });
}

/**
 * How many attempts of these tenants' the log says to have got no answer in time: the receiver may have taken what is
 * then sent again. On a machine where nobody is starved there are none.
 */
export async function unansweredAttempts(sql: Sql, tenants: readonly string[]): Promise<number> {
  const [row] = await sql.query<{ count: string }>(
    `select count(*) from attempts a join deliveries d on d.id = a.delivery_id and d.accepted_at = a.accepted_at
     where d.tenant = any($1) and a.reason in ('timeout', 'connection_reset')`,
    [tenants],
  );
  return Number(row?.count ?? 0);
}
