import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { shareEventCounts } from '../configuration/event-counts.js';
import { keepFailures } from '../configuration/endpoint-failures.js';
import { planOf, Scene } from '../testing/scene.js';
import { noneOf, spanStart, type StatsCount } from './stats-counts.js';
import { noteStats, rollUpStats } from './stats-store.js';
import { busiestTenants, endpointsInTrouble, longestFailing, nearestToQuota } from './top-stats.js';

const NOW_MS = Date.now();
const MINUTE = spanStart(new Date(NOW_MS).toISOString(), 'minute');
const SINCE = new Date(Date.parse(MINUTE) - 240_000);
const TODAY = new Date(NOW_MS).toISOString().slice(0, 10);

const countOf = (given: Partial<StatsCount>): StatsCount => ({
  ...noneOf({ at: MINUTE, tenant: 'acme', endpoint: 'ep_1', eventType: 'order.created' }),
  ...given,
});

describe('those with the most', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene.close());
  beforeEach(() =>
    scene.empty('stats_noted', 'stats_minutes', 'stats_hours', 'stats_days', 'endpoint_failures', 'event_counts'),
  );

  async function counted(...counts: readonly Partial<StatsCount>[]): Promise<void> {
    await noteStats(scene.sql, counts.map(countOf));
    await scene.sql.transaction((statements) => rollUpStats(statements, 1000));
  }

  it('are tenants by their attempts, of all endpoints and types together, and of late', async () => {
    await counted(
      { delivered: 1, failed: 1 },
      { delivered: 2, endpoint: 'ep_2', eventType: 'order.paid', parked: 4 },
      { tenant: 'busy', endpoint: 'ep_3', delivered: 9 },
      { tenant: 'calm', endpoint: 'ep_4', delivered: 1, dead: 1 },
      { tenant: 'past', endpoint: 'ep_5', delivered: 99, at: new Date(SINCE.getTime() - 60_000).toISOString() },
    );
    expect(await busiestTenants(scene.sql, SINCE, 2)).toEqual([
      { tenant: 'busy', delivered: 9, failed: 0, dead: 0, parked: 0 },
      { tenant: 'acme', delivered: 3, failed: 1, dead: 0, parked: 4 },
    ]);
    expect(await busiestTenants(scene.sql, SINCE, 9)).toHaveLength(3);
  });

  it('are endpoints by what failed, was parked or given up on; one without any of that is in no trouble', async () => {
    await counted(
      { delivered: 50, failed: 1 },
      { endpoint: 'ep_well', delivered: 1000 },
      { endpoint: 'ep_parked', parked: 3 },
      { tenant: 'other', endpoint: 'ep_dead', failed: 2, dead: 2 },
      { tenant: 'other', endpoint: 'ep_dead', failed: 2, eventType: 'order.paid' },
    );
    expect(await endpointsInTrouble(scene.sql, SINCE, 9)).toEqual([
      { tenant: 'other', endpoint: 'ep_dead', delivered: 0, failed: 4, dead: 2, parked: 0 },
      { tenant: 'acme', endpoint: 'ep_parked', delivered: 0, failed: 0, dead: 0, parked: 3 },
      { tenant: 'acme', endpoint: 'ep_1', delivered: 50, failed: 1, dead: 0, parked: 0 },
    ]);
    expect(await endpointsInTrouble(scene.sql, SINCE, 1)).toHaveLength(1);
  });

  it('are found among what was counted last, without reading the whole day', async () => {
    const day = `${TODAY}T00:00:00Z`;
    await scene.sql.query(
      `insert into stats_minutes select $1::timestamptz + interval '1 minute' * minute, 'acme', 'ep_' || endpoint, '', 1, 0, 0, 0, array_fill(0, array[32])
       from generate_series(0, 1439) minute, generate_series(1, 30) endpoint`,
      [day],
    );
    await scene.sql.query('vacuum analyze stats_minutes');
    const plan = await planOf(
      scene.sql,
      `select tenant, sum(failed) from stats_minutes where at >= $1 and endpoint_id <> '' and event_type = '' group by tenant`,
      [new Date(Date.parse(day) + 1435 * 60_000)],
    );
    expect(plan).not.toContain(`Seq Scan on stats_minutes_${TODAY.replaceAll('-', '')}`);
  });

  it('are endpoints by how long they have failed', async () => {
    await scene.sql.query(
      `insert into tenants (id, created_at, updated_at) values ('acme', now(), now()) on conflict do nothing`,
    );
    for (const [endpoint, ago] of [
      ['ep_a', 60],
      ['ep_b', 7200],
    ] as const) {
      await scene.sql.query(
        `insert into endpoints (id, tenant, url, header_names, status, created_at, updated_at)
         values ($1, 'acme', 'https://example.com/', '{}', 'enabled', now(), now())`,
        [endpoint],
      );
      const failingSinceMs = NOW_MS - ago * 1000;
      await keepFailures(scene.sql, [{ endpoint, failingSinceMs, warned: null, disablesAtMs: null }]);
    }
    const [first, second] = await longestFailing(scene.sql, 9);
    expect([first, second]).toMatchObject([
      { tenant: 'acme', endpoint: 'ep_b' },
      { tenant: 'acme', endpoint: 'ep_a' },
    ]);
    expect(first?.seconds).toBeGreaterThanOrEqual(7190);
    expect(first?.seconds).toBeLessThan(7200 + 600);
    expect(await longestFailing(scene.sql, 1)).toHaveLength(1);
  });

  it('are tenants by the part of their quota that all processes together have used today', async () => {
    await scene.sql.query(
      `insert into tenants (id, quota_events_per_day, created_at, updated_at)
       values ('half', 100, now(), now()), ('over', 10, now(), now()), ('free', null, now(), now())`,
    );
    const counts = new Map([
      ['half', 25],
      ['over', 6],
      ['free', 1000],
    ]);
    await shareEventCounts(scene.sql, 'process-1', TODAY, counts);
    await shareEventCounts(scene.sql, 'process-2', TODAY, counts);
    await shareEventCounts(scene.sql, 'process-1', '2026-01-01', counts);
    expect(await nearestToQuota(scene.sql, TODAY, 9)).toEqual([
      { tenant: 'over', part: 1.2 },
      { tenant: 'half', part: 0.5 },
    ]);
  });
});
