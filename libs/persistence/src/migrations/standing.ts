import type pg from 'pg';
import { migrations } from './migrations.js';

/** How a database's schema stands to this version. */
export interface MigrationsStanding {
  /** Migrations that it hasn't had, oldest first. */
  readonly missing: readonly string[];
  /** Migrations that it has had and this version doesn't know: a newer one ran them. */
  readonly unknown: readonly string[];
}

/** Only looks: a database that had no migration yet has no table of them, and gets none, since one may be under way. */
export async function migrationsStanding(client: pg.Client): Promise<MigrationsStanding> {
  const known = migrations.map(({ name }) => name);
  const { rows } = await client.query<{ exists: boolean }>(`select to_regclass('migrations') is not null as exists`);
  if (!rows[0]?.exists) return { missing: known, unknown: [] };
  const had = (await client.query<{ name: string }>('select name from migrations order by id')).rows.map(
    ({ name }) => name,
  );
  return {
    missing: known.filter((name) => !had.includes(name)),
    unknown: had.filter((name) => !known.includes(name)),
  };
}
