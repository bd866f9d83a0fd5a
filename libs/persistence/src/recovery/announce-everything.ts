import { notify } from '../notifications.js';
import type { Statements } from '../sql.js';

/**
 * Has the relay send all of the configuration as it is in the database, in versions above `beyond`, and a tombstone for
 * each of `known` that isn't there: the registry is then what the database says, whatever it had before. What an entity
 * is doesn't change, so its tag and the audit log stay as they are. In a transaction.
 *
 * @param beyond the highest version that the registry has
 * @param known the registry's keys
 */
export async function announceEverything(
  statements: Statements,
  beyond: number,
  known: readonly string[],
): Promise<void> {
  await statements.query(`select setval('registry_version', greatest(last_value, $1)) from registry_version`, [
    Math.max(1, beyond),
  ]);
  await statements.query(
    `with there as (
       select 'tenant:' || id as key from tenants union all select 'api-key:' || id from api_keys
       union all select 'event-type:' || id from event_types union all select 'endpoint:' || id from endpoints
     ), all_keys as (
       select key from there union select key from unnest($1::text[]) as k (key) order by key
     )
     insert into registry_outbox as o (key, version, changed_at)
     select key, nextval('registry_version'), now() from all_keys
     on conflict (key) do update set version = nextval('registry_version'), changed_at = now(), sent_version = null`,
    [known],
  );
  await notify(statements, 'postrider_outbox');
}
