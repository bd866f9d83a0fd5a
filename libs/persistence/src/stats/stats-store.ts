import { LOCKS } from '../advisory-lock.js';
import type { Statements } from '../sql.js';
import { sumUp, type StatsCount, type StatsSpan } from './stats-counts.js';

/** The table that has the rows of each span. */
export const STATS_TABLES: Readonly<Record<StatsSpan, string>> = {
  minute: 'stats_minutes',
  hour: 'stats_hours',
  day: 'stats_days',
};

const SPANS = Object.keys(STATS_TABLES) as readonly StatsSpan[];

/**
 * Notes counts, in the transaction that writes what they count: both are there, or neither. They are only added at the
 * end of a table without an index, so that no writer of the log waits for another's row; {@link rollUpStats} sums them up.
 */
export async function noteStats(statements: Statements, counts: readonly StatsCount[]): Promise<void> {
  if (counts.length === 0) return;
  await statements.query(
    {
      name: 'note-stats',
      text: `insert into stats_noted (${COLUMNS}) select ${READ_COLUMNS} from unnest(${ARRAYS}) as g (${COLUMNS})`,
    },
    columnsOf(counts),
  );
}

/**
 * Sums up to `limit` noted counts up into minutes, hours and days, and forgets them; answers how many, undefined while
 * somebody else is at it. In a transaction: each count is summed up once.
 */
export async function rollUpStats(statements: Statements, limit: number): Promise<number | undefined> {
  const [lock] = await statements.query<{ ours: boolean }>('select pg_try_advisory_xact_lock($1) as ours', [
    LOCKS.stats,
  ]);
  if (!lock?.ours) return undefined;
  const rows = await statements.query<StatsFields>(
    `delete from stats_noted where ctid = any(array(select ctid from stats_noted limit $1)) returning ${COLUMNS}`,
    [limit],
  );
  if (rows.length === 0) return 0;
  const sums = sumUp(rows.map(countOf));
  for (const span of SPANS) {
    const table = STATS_TABLES[span];
    await statements.query(
      {
        name: `add-to-${table}`,
        text: `insert into ${table} as s (${COLUMNS}) select ${READ_COLUMNS} from unnest(${ARRAYS}) as g (${COLUMNS})
               on conflict (tenant, endpoint_id, event_type, at) do update set delivered = s.delivered + excluded.delivered,
                 failed = s.failed + excluded.failed, dead = s.dead + excluded.dead, parked = s.parked + excluded.parked,
                 latency = array(select a + b from unnest(s.latency, excluded.latency) with ordinality as l (a, b, place) order by place)`,
      },
      columnsOf(sums[span]),
    );
  }
  return rows.length;
}

/** Forgets days that are older than is kept. Minutes and hours go with the log's partitions. */
export async function forgetStatsDays(statements: Statements, keptDays: number, nowMs: number): Promise<void> {
  await statements.query('delete from stats_days where at < $1', [new Date(nowMs - keptDays * 86_400_000)]);
}

/** The days, as moments in them, that noted counts fall into: each needs its partitions. */
export async function notedStatsDays(statements: Statements): Promise<readonly number[]> {
  const rows = await statements.query<{ day: Date }>(
    `select distinct date_trunc('day', at, 'UTC') as day from stats_noted`,
  );
  return rows.map(({ day }) => day.getTime());
}

/** Counts that wait to be summed up. */
export async function notedStats(statements: Statements): Promise<number> {
  const [row] = await statements.query<{ count: string }>('select count(*) as count from stats_noted');
  return Number(row?.count ?? 0);
}

const COLUMNS = 'at, tenant, endpoint_id, event_type, delivered, failed, dead, parked, latency';
/** An array of arrays would be unnested to its last element: histograms travel as text. */
const READ_COLUMNS = COLUMNS.replace('latency', 'latency::int[]');
const ARRAYS =
  '$1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[], $9::text[]';

const columnsOf = (counts: readonly StatsCount[]): unknown[] => [
  counts.map(({ at }) => at),
  counts.map(({ tenant }) => tenant),
  counts.map(({ endpoint }) => endpoint),
  counts.map(({ eventType }) => eventType),
  counts.map(({ delivered }) => delivered),
  counts.map(({ failed }) => failed),
  counts.map(({ dead }) => dead),
  counts.map(({ parked }) => parked),
  counts.map(({ latency }) => `{${latency.join(',')}}`),
];

/** A row of a table of stats. */
export interface StatsFields extends Record<string, unknown> {
  readonly at: Date;
  readonly tenant: string;
  readonly endpoint_id: string;
  readonly event_type: string;
  readonly delivered: number;
  readonly failed: number;
  readonly dead: number;
  readonly parked: number;
  readonly latency: number[];
}

export function countOf({ at, endpoint_id: endpoint, event_type: eventType, ...counts }: StatsFields): StatsCount {
  return { ...counts, at: at.toISOString(), endpoint, eventType };
}
