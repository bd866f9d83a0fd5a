import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import { migrate, partitionDays, Sql } from '@postrider/persistence';
import { eventually, scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { ManualClock } from '@postrider/time';
import { Housekeeping } from './housekeeping.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const START = '2026-03-01T12:00:00.000Z';

describe('housekeeping', () => {
  const log = createLog('test', 'silent');
  let scratch: ScratchDatabase;
  let sql: Sql;
  let clock: ManualClock;
  let metrics: Metrics;
  let housekeeping: Housekeeping;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    sql = new Sql({ url: scratch.url, connections: 4, statementTimeoutMs: 60_000 }, log, new Metrics('test'));
  });
  afterAll(async () => {
    await sql.close();
    await scratch.drop();
  });
  beforeEach(async () => {
    await sql.query('drop schema public cascade');
    await sql.query('create schema public');
    clock = new ManualClock(START);
    await migrate(scratch.url, clock);
    metrics = new Metrics('test');
    const kept = { retentionDays: 3, dedupeWindowSeconds: 3600, statsDays: 40 };
    housekeeping = new Housekeeping(sql, kept, clock, log, metrics);
  });
  afterEach(() => housekeeping.stop());

  /** A round is over when its next one has its time. */
  const round = () => eventually('the round to be over', () => clock.pending === 1);
  const start = (): Promise<boolean> => {
    housekeeping.start();
    return round();
  };
  const laterBy = async (jumpMs: number, waitMs: number): Promise<void> => {
    clock.jump(jumpMs);
    await clock.advance(waitMs);
    await round();
  };
  const days = async () => (await partitionDays(sql)).map((day) => day.slice(4));

  it('has a day’s partitions made a week ahead, hour by hour', async () => {
    await start();
    expect((await days()).at(-1)).toBe('0308');
    expect(await metrics.text()).toMatch(/^postrider_log_partitions_ahead_days\{.*\} 7$/m);
    await laterBy(DAY_MS, HOUR_MS - 1);
    expect((await days()).at(-1)).toBe('0308');
    expect(await metrics.text()).toMatch(/^postrider_log_partitions_ahead_days\{.*\} 6$/m);
    await laterBy(0, 1);
    expect((await days()).at(-1)).toBe('0309');
  });

  it('drops a day once all of it is older than what is kept, and counts what was open of it', async () => {
    for (const [id, at] of [
      ['dlv_old', '2026-03-01T23:59:59.999Z'],
      ['dlv_kept', '2026-03-02T00:00:00.000Z'],
    ]) {
      await sql.query(
        `insert into deliveries (id, accepted_at, tenant, event_id, event_type, endpoint_id, status, run, attempts)
         values ($1, $2, 'acme', 'evt_1', 'order', 'ep_1', 'retrying', 0, 1)`,
        [id, at],
      );
      await sql.query(
        `insert into retries (delivery_id, accepted_at, tenant, event_id, endpoint_id, trigger, run, step, number, due_at)
         values ($1, $2, 'acme', 'evt_1', 'ep_1', 'retry', 0, 1, 2, now())`,
        [id, at],
      );
    }
    await start();
    await laterBy(4 * DAY_MS, HOUR_MS);
    expect((await days())[0]).toBe('0301');
    await laterBy(DAY_MS, HOUR_MS);
    expect((await days())[0]).toBe('0302');
    expect(await sql.query('select id from deliveries')).toEqual([{ id: 'dlv_kept' }]);
    expect(await sql.query('select delivery_id from retries')).toEqual([{ delivery_id: 'dlv_kept' }]);
    expect(await metrics.text()).toMatch(/^postrider_deliveries_expired_total\{.*status="retrying".*\} 1$/m);
  });

  it('puts a drop off that a long query is in the way of, and holds up nobody who writes meanwhile', async () => {
    await start();
    const read = sql.transaction(async (statements) => {
      await statements.query('select from deliveries');
      await laterBy(5 * DAY_MS, HOUR_MS);
      expect((await days())[0]).toBe('0228');
      await sql.query(
        `insert into deliveries (id, accepted_at, tenant, event_id, event_type, endpoint_id, status, run, attempts)
         values ('dlv_1', '2026-03-05', 'acme', 'evt_1', 'order', 'ep_1', 'pending', 0, 0)`,
      );
    });
    await read;
    await laterBy(0, 30_000);
    expect((await days())[0]).toBe('0302');
  });

  it('forgets all claims that are older than the window, however many', async () => {
    await sql.query(
      `insert into event_claims (tenant, event_id, topic, partition, record_offset, type, timestamp, accepted_at)
       select 'acme', 'evt_' || n, 'postrider.events', 0, n, 'order', now(), now() - case n when 0 then 0 else 2 end * interval '1 hour'
       from generate_series(0, 12000) n`,
    );
    await start();
    expect(await sql.query('select event_id from event_claims')).toEqual([{ event_id: 'evt_0' }]);
  });

  it('has payloads expunged that their tenant keeps no longer, hour by hour, however late the log came to them', async () => {
    await sql.query(
      `insert into tenants (id, retention_days, created_at, updated_at) values ('brief', 1, now(), now()), ('usual', null, now(), now())`,
    );
    const log = (id: string, acceptedAt: string) =>
      sql.query(
        `insert into events (tenant, id, accepted_at, type, timestamp, id_chosen, data)
         select tenant, $1 || n, $2, 'order', now(), false, '{}' from unnest('{brief,usual}'::text[]) tenant, generate_series(1, 600) n`,
        [id, acceptedAt],
      );
    const kept = async () =>
      await sql.query(
        'select tenant, count(*)::int as kept from events where data is not null group by tenant order by 1',
      );
    await log('evt_a', '2026-02-28T11:00:00Z');
    await log('evt_b', '2026-02-28T12:30:00Z');
    await start();
    expect(await kept()).toEqual([
      { tenant: 'brief', kept: 600 },
      { tenant: 'usual', kept: 1200 },
    ]);
    await log('evt_late', '2026-02-28T10:00:00Z');
    await laterBy(0, HOUR_MS);
    expect(await kept()).toEqual([
      { tenant: 'brief', kept: 600 },
      { tenant: 'usual', kept: 1800 },
    ]);
    await laterBy(11 * HOUR_MS, HOUR_MS);
    expect(await kept()).toEqual([{ tenant: 'usual', kept: 1800 }]);
  });

  it('tries again soon when the database refuses, and does what it didn’t come to', async () => {
    await sql.query('alter table event_claims rename to elsewhere');
    await start();
    await sql.query('alter table elsewhere rename to event_claims');
    await sql.query(
      `insert into event_claims values ('acme', 'evt_1', 'postrider.events', 0, 1, 'order', now(), now() - interval '1 day')`,
    );
    await laterBy(0, 30_000);
    expect(await sql.query('select from event_claims')).toEqual([]);
  });
});
