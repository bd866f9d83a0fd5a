import pg from 'pg';
import { LOCKS } from '../advisory-lock.js';
import type { Statements } from '../sql.js';
import { lookAtEndpoints } from '../work/endpoint-flows.js';
import { lanesOf, settleLanes } from '../work/lanes.js';
import type { DroppedRetry } from './log-store.js';

const TABLES = [
  'events',
  'deliveries',
  'delivery_changes',
  'attempts',
  'stats_minutes',
  'stats_hours',
  'audit_log',
] as const;
const DAY_MS = 86_400_000;
/** A partition is there this long before its first row; made hourly, so a broken maker has a week to be noticed. */
const DAYS_AHEAD = 7;
/** A record may have been accepted at the end of yesterday. */
const DAYS_BACK = 1;
/** A drop waits for whoever reads the table, and whoever writes waits for the drop: no longer than this. */
const DROP_PATIENCE = '1s';

/** The day that a moment falls into, as partitions are named: `20260131`. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');

/** Makes the partitions from yesterday until a week ahead, where they are missing; answers how many were. In a transaction. */
export async function ensurePartitions(statements: Statements, nowMs: number): Promise<number> {
  const days = Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, day) => nowMs + (day - DAYS_BACK) * DAY_MS);
  return ensureDays(statements, days);
}

/** Makes the partitions for the days that these moments fall into, where they are missing; answers how many were. In a transaction. */
export async function ensureDays(statements: Statements, moments: readonly number[]): Promise<number> {
  await statements.query('select pg_advisory_xact_lock($1)', [LOCKS.partitions]);
  const days = new Map(moments.map((ms) => [dayOf(ms), ms]));
  const wanted = [...days.keys()].flatMap((day) => TABLES.map((table) => `${table}_${day}`));
  const there = await statements.query<{ relname: string }>(
    'select relname from pg_class where relname = any($1) and relispartition',
    [wanted],
  );
  const missing = new Set(wanted);
  for (const { relname } of there) missing.delete(relname);
  for (const [day, ms] of days) {
    for (const table of TABLES) if (missing.has(`${table}_${day}`)) await addPartition(statements, table, day, ms);
  }
  return missing.size;
}

/** Made apart and then attached: that locks out neither readers nor writers of the table, as creating it in place would. */
async function addPartition(statements: Statements, table: string, day: string, ms: number): Promise<void> {
  const name = `${table}_${day}`;
  const from = new Date(Math.floor(ms / DAY_MS) * DAY_MS);
  const to = new Date(from.getTime() + DAY_MS);
  await statements.query(`create table ${name} (like ${table} including defaults including constraints)`);
  const unknown = await statements.query<{ column: string }>(
    `select attname as column from pg_attribute where attrelid = $1::regclass and attstattarget = 0`,
    [table],
  );
  // What isn't known of the table's columns isn't to be known of these either: that isn't copied.
  const changes = unknown.map(({ column }) => `alter column ${column} set statistics 0`);
  if (changes.length > 0) await statements.query(`alter table ${name} ${changes.join(', ')}`);
  await statements.query(
    `alter table ${table} attach partition ${name} for values from ('${from.toISOString()}') to ('${to.toISOString()}')`,
  );
}

/** Whether a statement failed because there is no partition for a row's time. */
export function isMissingPartition(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23514' && error.constraint === undefined;
}

/** The names of all days that have partitions, oldest first. */
export async function partitionDays(statements: Statements): Promise<readonly string[]> {
  const rows = await statements.query<{ day: string }>(
    `select distinct right(c.relname, 8) as day from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
     where p.relname = any($1) order by day`,
    [[...TABLES]],
  );
  return rows.map(({ day }) => day);
}

/**
 * Drops the partitions of a day, and forgets what was still due of it; answers how many deliveries were open, by their
 * status: they expire with their rows. In a transaction. Rejects with `Unavailable` while a long query reads the log.
 */
export async function dropDay(statements: Statements, day: string): Promise<ReadonlyMap<string, number>> {
  await statements.query(`set local lock_timeout = '${DROP_PATIENCE}'`);
  await statements.query('select pg_advisory_xact_lock($1)', [LOCKS.partitions]);
  const from = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00.000Z`;
  const open = await statements.query<{ status: string; count: string }>(
    `select status, count(*) as count from deliveries
     where accepted_at >= $1::timestamptz and accepted_at < $1::timestamptz + interval '1 day'
       and status <> 'delivered' and status = any('{pending,retrying,held}') group by status`,
    [from],
  );
  // Before the rows below are locked: whoever waits for a table must not keep others waiting for those.
  for (const table of TABLES) await statements.query(`drop table if exists ${table}_${day}`);
  const gone = await statements.query<DroppedRetry>(
    `with gone as (
       delete from retries where accepted_at >= $1::timestamptz and accepted_at < $1::timestamptz + interval '1 day' returning endpoint_id, lane
     )
     select distinct endpoint_id as endpoint, lane from gone`,
    [from],
  );
  await settleLanes(statements, lanesOf(gone));
  await lookAtEndpoints(
    statements,
    gone.map(({ endpoint }) => endpoint),
  );
  return new Map(open.map(({ status, count }) => [status, Number(count)]));
}
