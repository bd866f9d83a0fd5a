import type { Clock } from '@postrider/time';
import pg from 'pg';
import { LOCKS } from './advisory-lock.js';
import { createDataSource } from './database.js';
import { ensurePartitions } from './log/partitions.js';
import { statementsOf } from './statements-of.js';

/** Brings the schema up to date, one process at a time, and makes the partitions for the days around today. Answers the names of the migrations that it ran. */
export async function migrate(url: string, clock: Clock): Promise<readonly string[]> {
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [LOCKS.migrations]);
    const source = createDataSource({ url, connections: 2, statementTimeoutMs: 0 });
    await source.initialize();
    try {
      const ran = await source.runMigrations();
      await source.transaction((manager) => ensurePartitions(statementsOf(manager), clock.now()));
      return ran.map(({ name }) => name);
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}
