import pg from 'pg';
import { dayOf } from './log/partitions.js';
import { migrationsStanding, type MigrationsStanding } from './migrations/standing.js';

/** The oldest Postgres that is supported, as `server_version_num` writes it. */
export const OLDEST_POSTGRES = 150_000;

const TIMEOUT_MS = 5000;
const DAY_MS = 86_400_000;

/** How a database stands, for whoever looks after it. */
export interface DatabaseState extends MigrationsStanding {
  readonly version: string;
  /** As `server_version_num`: 150004. */
  readonly versionNumber: number;
  /** The database's clock, by which everything is due, less this machine's; as exact as a round trip is short. */
  readonly skewMs: number;
  /** Whether the log has partitions for today and tomorrow; it writes nothing without. */
  readonly hasPartitions: boolean;
}

/** Looks at a database over one connection of its own; rejects with what the driver says when it can't be reached. */
export async function databaseState(url: string, nowMs: () => number): Promise<DatabaseState> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // A connection that breaks between two answers would otherwise end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const server = await one<{ version: string; number: number }>(
      client,
      `select current_setting('server_version') as version, current_setting('server_version_num')::int as number`,
    );
    const askedMs = nowMs();
    const { at } = await one<{ at: string }>(client, 'select extract(epoch from clock_timestamp()) * 1000 as at');
    const skewMs = Number(at) - (askedMs + nowMs()) / 2;
    const standing = await migrationsStanding(client);
    const days = [dayOf(nowMs()), dayOf(nowMs() + DAY_MS)].map((day) => `events_${day}`);
    const { count } = await one<{ count: number }>(
      client,
      'select count(*)::int as count from pg_class where relname = any($1) and relispartition',
      [days],
    );
    return {
      version: server.version,
      versionNumber: server.number,
      skewMs: Math.round(skewMs),
      ...standing,
      hasPartitions: count === days.length,
    };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function one<R extends pg.QueryResultRow>(client: pg.Client, sql: string, values?: unknown[]): Promise<R> {
  const { rows } = await client.query<R>(sql, values);
  const [row] = rows;
  if (!row) throw new Error(`no row: ${sql}`);
  return row;
}
