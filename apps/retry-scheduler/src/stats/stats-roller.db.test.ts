import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import { migrate, notedStats, Sql } from '@postrider/persistence';
import { topics, type AttemptReport } from '@postrider/schemas';
import { eventually, scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { ManualClock, SystemClock } from '@postrider/time';
import { applyEntries } from '../log/apply-entries.js';
import type { LogEntry } from '../log/log-entry.js';
import { at, attempt, dead, delivered, ENDPOINT, retry } from '../testing/log-contents.js';
import { StatsRoller } from './stats-roller.js';

describe('what the log counts', () => {
  const log = createLog('test', 'silent');
  const clock = new ManualClock(at(3600));
  let scratch: ScratchDatabase;
  let sql: Sql;
  let roller: StatsRoller;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, new SystemClock());
    sql = new Sql({ url: scratch.url, connections: 4, statementTimeoutMs: 60_000 }, log, new Metrics('test'));
    await sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
    await sql.query(
      `insert into endpoints (id, tenant, url, header_names, status, created_at, updated_at)
       values ($1, 'acme', 'https://example.com/', '{}', 'enabled', now(), now())`,
      [ENDPOINT],
    );
    roller = new StatsRoller(sql, clock, log, new Metrics('test'));
  });
  afterEach(() => roller.stop());
  afterAll(async () => {
    await sql.close();
    await scratch.drop();
  });

  const apply = (...reports: (readonly [offset: number, report: AttemptReport])[]) => {
    const entries = reports.map(([offset, report]): LogEntry => ({
      topic: topics.attempts.name,
      partition: 0,
      offset,
      content: { kind: 'report', report },
    }));
    const options = { nowMs: clock.now(), disableAfterMs: 0 };
    return sql.transaction((statements) => applyEntries(statements, entries, options));
  };

  it('is each attempt once, however often its record is read or written, on days that there was no partition for', async () => {
    const first = attempt('evt_1', 1, retry(1));
    await apply([0, first], [1, attempt('evt_2', 1, delivered)], [2, attempt('evt_1', 2, dead)]);
    // Read again, by whomever; and produced again, by a dispatcher that didn't hear that it was taken.
    await apply([0, first], [1, attempt('evt_2', 1, delivered)]);
    await apply([3, attempt('evt_2', 1, delivered)], [4, first]);
    for (const table of ['stats_minutes', 'stats_hours']) {
      const rows = await sql.query<{ relid: string }>(`select relid::text from pg_partition_tree($1) where isleaf`, [
        table,
      ]);
      for (const { relid } of rows) await sql.query(`drop table ${relid}`);
    }
    roller.start();
    await eventually('all of it to be summed up', async () => (await notedStats(sql)) === 0);
    for (const table of ['stats_minutes', 'stats_hours', 'stats_days']) {
      const rows = await sql.query(
        `select sum(delivered)::int as delivered, sum(failed)::int as failed, sum(dead)::int as dead from ${table} where endpoint_id = '' and event_type = ''`,
      );
      expect([table, ...rows]).toEqual([table, { delivered: 1, failed: 2, dead: 1 }]);
    }
  });
});
