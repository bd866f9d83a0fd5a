import type { Statements } from '../sql.js';
import { announce } from './outbox.js';

/** Deletes the secrets that no longer sign, and has their endpoints announced without them; answers how many endpoints. */
export async function dropExpiredSecrets(statements: Statements): Promise<number> {
  const rows = await statements.query<{ endpoint_id: string }>(
    'with gone as (delete from endpoint_secrets where expires_at <= now() returning endpoint_id) select distinct endpoint_id from gone',
  );
  await announce(
    statements,
    'endpoint',
    rows.map(({ endpoint_id: id }) => id),
  );
  return rows.length;
}
