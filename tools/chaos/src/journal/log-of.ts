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
