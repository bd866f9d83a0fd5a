import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Scene } from '../testing/scene.js';
import type { Row, Statement, Statements } from '../sql.js';
import { leaseDueRetries } from './due-retries.js';

/** Rows that the statements of a look read from the tables, by their plans: what a backlog must not add to. */
class Explaining implements Statements {
  readonly plans: string[] = [];

  constructor(private readonly statements: Statements) {}

  async query<R extends Row>(statement: Statement, values: readonly unknown[] = []): Promise<readonly R[]> {
    const text = typeof statement === 'string' ? statement : statement.text;
    // What it explains it also does: so it's undone before it's done for its answer.
    await this.statements.query('savepoint before');
    const rows = await this.statements.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing off, summary off) ${text}`,
      values,
    );
    await this.statements.query('rollback to savepoint before');
    this.plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    return this.statements.query<R>(statement, values);
  }

  /** The most rows that any step read and then threw away or handed on, over all of its loops. */
  get mostRows(): number {
    const numbers = this.plans.flatMap((plan) =>
      [...plan.matchAll(/actual rows=([\d.]+) loops=(\d+)|Rows Removed by [A-Za-z ]+: (\d+)/g)].map(
        ([, rows, loops, removed]) => (removed === undefined ? Number(rows) * Number(loops) : Number(removed)),
      ),
    );
    return Math.max(...numbers);
  }
}

describe('with 100,000 attempts due at one moment of an endpoint that takes one at a time, beside 1,000 others,', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
    const insert = (endpoint: string, count: number) =>
      scene.sql.query(
        `insert into retries (delivery_id, accepted_at, tenant, event_id, endpoint_id, trigger, ahead, run, step, number, due_at)
         select 'dlv_' || ${endpoint} || '_' || n, now() - n * interval '1 millisecond', 'acme', 'evt_' || n, ${endpoint}, 'retry', n % 2 = 0, 0, 0, 1,
           now() from generate_series(1, ${count}) n`,
      );
    await insert(`'ep_big'`, 100_000);
    await insert(`'ep_' || n % 1000`, 3000);
    await scene.sql.query(
      `insert into endpoint_flows (endpoint_id, capacity, look_at) select endpoint_id, case endpoint_id when 'ep_big' then 1 end,
         now() - case endpoint_id when 'ep_big' then interval '1 day' else interval '1 second' end from retries group by endpoint_id`,
    );
    await scene.sql.query('analyze retries, endpoint_flows');
  });
  afterAll(() => scene.close());

  const lease = (statements: Statements) =>
    leaseDueRetries(statements, { lease: 'one', leaseSeconds: 3600, limit: 500, bytes: 1_000_000, prefer: 'ahead' });

  it('a look reads no more rows than it may lease, or thereabouts', async () => {
    const cost = await scene.sql.transaction(async (statements) => {
      const explaining = new Explaining(statements);
      expect(await lease(explaining)).toHaveLength(500);
      return explaining;
    });
    expect(cost.plans.filter((plan) => plan.includes('Seq Scan on retries'))).toEqual([]);
    expect(cost.mostRows).toBeLessThan(5000);
  });

  it('all others get theirs within as many looks as they need without it, and it its one', async () => {
    const counts = new Map<string, number>();
    for (let look = 0; look < 10; look++) {
      const leased = await scene.sql.transaction(lease);
      for (const { endpoint } of leased) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
    }
    // 500 were taken by the look above.
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(3001 - 500);
    expect(counts.get('ep_big') ?? 0).toBeLessThanOrEqual(1);
    const { count } = await scene.one<{ count: number }>(
      `select count(*)::int from retries where leased_until is not null and endpoint_id = 'ep_big'`,
    );
    expect(count).toBe(1);
  });
});
