import type { Statements } from '../sql.js';

/** Notes when keys were last used, in milliseconds by their ids; what is there already and later stays. */
export async function noteKeyUses(statements: Statements, uses: ReadonlyMap<string, number>): Promise<void> {
  await statements.query(
    // Locked in one order: several processes note the same keys, each in its own.
    `with used as (
       select k.id, u.at from api_keys k join unnest($1::text[], $2::timestamptz[]) as u (id, at) on k.id = u.id
       where k.last_used_at is null or k.last_used_at < u.at order by k.id for no key update of k
     )
     update api_keys k set last_used_at = used.at from used where k.id = used.id`,
    [[...uses.keys()], [...uses.values()].map((ms) => new Date(ms))],
  );
}
