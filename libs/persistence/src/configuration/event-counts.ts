import type { Statements } from '../sql.js';

/**
 * Says how many events of each tenant a process has accepted on a day, and answers how many the others have. It says so
 * in all, not since the last time: said twice, because an answer was lost, it's counted once.
 */
export async function shareEventCounts(
  statements: Statements,
  process: string,
  day: string,
  counts: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const rows = await statements.query<{ tenant: string; count: string }>(
    `with mine as (
       insert into event_counts (tenant, day, process, count)
       select tenant, $2::date, $1::text, count from unnest($3::text[], $4::bigint[]) as m (tenant, count)
       on conflict (tenant, day, process) do update set count = excluded.count
     )
     select tenant, sum(count) as count from event_counts
     where tenant = any($3::text[]) and day = $2::date and process <> $1::text group by tenant`,
    [process, day, [...counts.keys()], [...counts.values()]],
  );
  return new Map(rows.map(({ tenant, count }) => [tenant, Number(count)]));
}

/** Forgets days that are long over; answers how many rows. */
export async function forgetEventCounts(statements: Statements, beforeDay: string): Promise<number> {
  const rows = await statements.query('delete from event_counts where day < $1::date returning tenant', [beforeDay]);
  return rows.length;
}
