import type { DeadLetter } from '@postrider/schemas';
import type { Statements } from '../sql.js';
import { tellOfEndpoints } from './operational-events.js';

/** What of an endpoint is given up on within so long is told together: a surge of dead letters is no surge of events. */
const TOGETHER_MS = 60_000;
/** Endpoints in one transaction. */
const AT_ONCE = 500;

/** Notes dead letters that are to be told, in the transaction that gives up on them. */
export async function noteDeadLetters(
  statements: Statements,
  letters: readonly DeadLetter[],
  nowMs: number,
): Promise<void> {
  if (letters.length === 0) return;
  await statements.query(
    {
      name: 'note-dead-letters',
      text: `insert into untold_dead_letters as u (endpoint_id, count, since, until, delivery_id, noted_at)
             select endpoint, count(*), min(at), max(at), (array_agg(delivery order by at desc))[1], $4
             from unnest($1::text[], $2::text[], $3::timestamptz[]) as g (endpoint, delivery, at) group by endpoint order by endpoint
             on conflict (endpoint_id) do update set count = u.count + excluded.count, since = least(u.since, excluded.since),
               until = greatest(u.until, excluded.until), delivery_id = case when excluded.until >= u.until then excluded.delivery_id else u.delivery_id end`,
    },
    [
      letters.map(({ endpoint }) => endpoint),
      letters.map(({ delivery }) => delivery),
      letters.map(({ at }) => at),
      new Date(nowMs),
    ],
  );
}

/** Has those told that were noted long enough ago for others to have come to them. In a transaction. */
export async function tellOfDeadLetters(statements: Statements, nowMs: number): Promise<void> {
  const rows = await statements.query<{
    endpoint_id: string;
    count: number;
    since: Date;
    until: Date;
    delivery_id: string;
  }>(
    `delete from untold_dead_letters where endpoint_id = any(array(
       select endpoint_id from untold_dead_letters where noted_at <= $1 order by noted_at limit ${AT_ONCE} for update skip locked))
     returning endpoint_id, count, since, until, delivery_id`,
    [new Date(nowMs - TOGETHER_MS)],
  );
  const news = rows.map(({ endpoint_id: endpoint, count, since, until, delivery_id: delivery }) => ({
    endpoint,
    news: {
      type: 'postrider.delivery.dead',
      data: { count, since: since.toISOString(), until: until.toISOString(), delivery },
    } as const,
  }));
  await tellOfEndpoints(statements, news, nowMs);
}
