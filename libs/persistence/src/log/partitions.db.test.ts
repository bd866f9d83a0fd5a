import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import { scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { ManualClock } from '@postrider/time';
import { migrate } from '../migrate.js';
import { Sql } from '../sql.js';
import { loggedEvent } from '../testing/log-rows.js';
import { insertEvents } from './log-store.js';
import { dropDay, ensureDays, ensurePartitions, isMissingPartition, partitionDays } from './partitions.js';

const nowMs = Date.parse('2026-03-01T12:00:00.000Z');

const event = (acceptedAt: string) => loggedEvent('evt_1', { acceptedAt });

describe('time partitions', () => {
  let database: ScratchDatabase;
  let sql: Sql;

  beforeAll(async () => {
    database = await scratchDatabase();
    await migrate(database.url, new ManualClock('2026-03-01T12:00:00.000Z'));
    sql = new Sql(
      { url: database.url, connections: 4, statementTimeoutMs: 60_000 },
      createLog('test', 'silent'),
      new Metrics('test'),
    );
  });
  afterAll(async () => {
    await sql.close();
    await database.drop();
  });

  it('are there from yesterday until a week ahead', async () => {
    expect(await partitionDays(sql)).toEqual([
      '20260228',
      '20260301',
      '20260302',
      '20260303',
      '20260304',
      '20260305',
      '20260306',
      '20260307',
      '20260308',
    ]);
    expect(await sql.transaction((statements) => ensurePartitions(statements, nowMs))).toBe(0);
  });

  it('are made once when several processes want them at the same time', async () => {
    const day = Date.parse('2026-02-10T23:59:59.999Z');
    const made = await Promise.all(
      Array.from({ length: 4 }, () => sql.transaction((statements) => ensureDays(statements, [day, day]))),
    );
    expect(made.sort()).toEqual([0, 0, 0, 7]);
  });

  it('have no statistics of the columns that their table has none of', async () => {
    const columns = await sql.query<{ table: string; unknown: string[] }>(
      `select c.relname as table, array_agg(attname::text order by attnum) as unknown from pg_attribute join pg_class c on c.oid = attrelid
       where attstattarget = 0 and relname in ('events', 'events_20260301', 'deliveries', 'deliveries_20260308') group by 1 order by 1`,
    );
    const [deliveries, deliveriesOfDay, events, eventsOfDay] = columns.map(({ unknown }) => unknown);
    expect(deliveries).toEqual(expect.arrayContaining(['tenant', 'endpoint_id', 'status']));
    expect(deliveriesOfDay).toEqual(deliveries);
    expect(events).toEqual(expect.arrayContaining(['tenant', 'type']));
    expect(eventsOfDay).toEqual(events);
  });

  it('take rows of their day alone, and a row without one is told apart from any other fault', async () => {
    await insertEvents(sql, [event('2026-03-01T00:00:00.000Z'), event('2026-03-01T23:59:59.999Z')]);
    const rows = await sql.query<{ count: string }>('select count(*) as count from events_20260301');
    expect(rows[0]?.count).toBe('2');
    const missing = await insertEvents(sql, [event('2025-01-01T00:00:00.000Z')]).catch((error: unknown) => error);
    expect(isMissingPartition(missing)).toBe(true);
    const other = await sql.query('select 1/0').catch((error: unknown) => error);
    expect(isMissingPartition(other)).toBe(false);
  });

  it('go with all that was due of their day', async () => {
    await sql.query(
      `insert into retries (delivery_id, accepted_at, tenant, event_id, endpoint_id, trigger, run, step, number, due_at)
       values ('dlv_1', '2026-02-28T10:00:00Z', 'acme', 'evt_1', 'ep_1', 'retry', 0, 1, 2, now()), ('dlv_2', '2026-03-01T00:00:00Z', 'acme', 'evt_1', 'ep_1', 'retry', 0, 1, 2, now())`,
    );
    expect(await sql.transaction((statements) => dropDay(statements, '20260228'))).toEqual(new Map());
    expect(await partitionDays(sql)).not.toContain('20260228');
    expect(await sql.query('select delivery_id from retries')).toEqual([{ delivery_id: 'dlv_2' }]);
  });
});
