import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { scratchDatabase } from '@postrider/testing';
import { ManualClock } from '@postrider/time';
import pg from 'pg';
import { schemaOf } from './await-schema.js';
import { migrate } from './migrate.js';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');

/** Everything that a schema is made of, in words; but for the table in which TypeORM notes what has run, which is its own. */
const CATALOG = `
  select * from (
  select 'column' as kind, table_name as of,
    concat_ws(' ', column_name, data_type, datetime_precision, is_nullable, column_default) as what
  from information_schema.columns where table_schema = 'public'
  union all select 'index', tablename, indexdef from pg_indexes where schemaname = 'public'
  union all select 'constraint', conrelid::regclass::text, pg_get_constraintdef(oid)
  from pg_constraint where connamespace = 'public'::regnamespace
  union all select 'relation', relname, relkind::text from pg_class where relnamespace = 'public'::regnamespace and relkind <> 'i'
  ) as every where of not like 'migrations%' order by 1, 2, 3`;

/** Migrates a database that holds what these statements make, to this version; answers what is in it then. */
async function migrated(statements?: string): Promise<{ catalog: unknown[]; tenants: unknown[] }> {
  const database = await scratchDatabase();
  const client = new pg.Client({ connectionString: database.url });
  try {
    await client.connect();
    if (statements !== undefined) await client.query(statements);
    await migrate(database.url, new ManualClock('2026-03-01T12:00:00.000Z'));
    expect(await schemaOf(database.url)).toEqual({ kind: 'lacks', migrations: [] });
    const { rows: catalog } = await client.query(CATALOG);
    const { rows: tenants } = await client.query('select id from tenants');
    return { catalog, tenants };
  } finally {
    await client.end();
    await database.drop();
  }
}

describe('a database of an earlier version', () => {
  // Until a version is released its dump follows the first migration (npm run record); from then on it stays as it is.
  it.each(readdirSync(FIXTURES))('of %s becomes what a new one is', async (version) => {
    const dump = readFileSync(join(FIXTURES, version, 'schema.sql'), 'utf8');
    const [upgraded, made] = [await migrated(dump), await migrated()];
    expect(made.catalog.length).toBeGreaterThan(100);
    expect(upgraded).toEqual(made);
  });
});
