import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import { keepFailures, migrate, noneOf, noteStats, rollUpStats, spanStart, Sql } from '@postrider/persistence';
import { scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { ManualClock, SystemClock } from '@postrider/time';
import { TopMetrics } from './top-metrics.js';

const NOW = new Date().toISOString();
const NOW_MS = Date.parse(NOW);

describe('metrics that name tenants and endpoints', () => {
  let scratch: ScratchDatabase;
  let sql: Sql;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, new SystemClock());
    const options = { url: scratch.url, connections: 4, statementTimeoutMs: 60_000 };
    sql = new Sql(options, createLog('test', 'silent'), new Metrics('test'));
    await sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
  });
  afterAll(async () => {
    await sql.close();
    await scratch.drop();
  });

  const shown = async (metrics: Metrics): Promise<readonly string[]> =>
    (await metrics.text()).split('\n').filter((line) => line.startsWith('postrider_top_'));

  async function failed(endpoint: string, times: number): Promise<void> {
    await sql.query(
      `insert into endpoints (id, tenant, url, header_names, status, created_at, updated_at)
       values ($1, 'acme', 'https://example.com/', '{}', 'enabled', now(), now())`,
      [endpoint],
    );
    const at = spanStart(NOW, 'minute');
    await noteStats(sql, [{ ...noneOf({ at, tenant: 'acme', endpoint, eventType: 'order.created' }), failed: times }]);
    await sql.transaction((statements) => rollUpStats(statements, 100));
    await keepFailures(sql, [{ endpoint, failingSinceMs: NOW_MS - times * 1000, warned: null, disablesAtMs: null }]);
  }

  it('are of no more than so many, whoever they are at the moment', async () => {
    const clock = new ManualClock(NOW);
    const metrics = new Metrics('test');
    new TopMetrics(sql, clock, 2, metrics);
    expect(await shown(metrics)).toEqual([]);

    for (const [endpoint, times] of Object.entries({ ep_some: 20, ep_few: 10, ep_many: 30 }))
      await failed(endpoint, times);
    // What was looked for a moment ago is shown until it's old.
    expect(await shown(metrics)).toEqual([]);
    await clock.advance(10_000);
    const before = await shown(metrics);
    expect(before.join('\n')).toContain('{tenant="acme",endpoint="ep_many",outcome="failed",service="test"} 30');
    expect(before.join('\n')).not.toContain('ep_few');
    // Two endpoints and a tenant with four outcomes each, and two that have failed for so long.
    expect(before).toHaveLength(2 * 4 + 4 + 2);

    await failed('ep_most', 40);
    await clock.advance(10_000);
    const after = await shown(metrics);
    expect(after).toHaveLength(before.length);
    expect(after.join('\n')).toContain('ep_most');
    expect(after.join('\n')).not.toContain('ep_some');

    // So long that none of it is recent any more; since when they fail is known all the same.
    await clock.advance(600_000);
    expect(await shown(metrics)).toHaveLength(2);
  });

  it('are not there where nobody wants them', async () => {
    const metrics = new Metrics('test');
    new TopMetrics(sql, new ManualClock(NOW), 0, metrics);
    expect(await metrics.text()).not.toContain('postrider_top_');
  });
});
