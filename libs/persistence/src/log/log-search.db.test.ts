import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at } from '../testing/log-rows.js';
import { noting, Scene } from '../testing/scene.js';
import { searchOf, type DeliveryFilter } from './delivery-search.js';
import { eventSearchOf, type EventFilter } from './event-search.js';
import { expungeOlder } from './expunge.js';
import { findPart, type LogSearch, type SearchPage } from './log-search.js';
import { dayOf } from './partitions.js';

const COUNT = 20_000;
const DAY_S = 86_400;
/** When Postgres last looked at a day's partitions, by the day, counted from today. */
const LOOKED = ['never', 'while they were empty', 'while others had rows alone', 'with all their rows'];
const midday = (day: number): string => `${at(day * DAY_S).slice(0, 10)}T12:00:00.000Z`;
const DAYS = LOOKED.map((_, day) => dayOf(Date.parse(midday(day))));

/** Plans aren't timed here: these are about what Postgres does, whatever it believes of the rows. */
describe('a search of the log, whenever Postgres last looked at a day', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
    const fill = async (day: number, tenant: string, count: number): Promise<void> => {
      const values = [midday(day), tenant];
      await scene.sql.query(
        `insert into events (tenant, id, accepted_at, type, timestamp, id_chosen, ce_source, ce_id, labels, data)
         select $2, 'evt_' || n, $1::timestamptz + n * interval '1 millisecond', 'order', now(), true, '//shop', 'ce_' || n, array['eu'], '' from generate_series(1, ${count}) n`,
        values,
      );
      await scene.sql.query(
        `insert into deliveries (id, accepted_at, tenant, event_id, event_type, endpoint_id, status, run, attempts, ordering_key, last_failure, last_status_code, labels)
         select 'dlv_' || $2 || n, $1::timestamptz + n * interval '1 millisecond', $2, 'evt_' || n, 'order', 'ep_' || $2,
           case n % 2 when 0 then 'dead' else 'delivered' end, 0, 1, 'key', 'status', 503, array['eu'] from generate_series(1, ${count}) n`,
        values,
      );
    };
    for (const [day, name] of DAYS.entries()) {
      const tables = `events_${name}, deliveries_${name}`;
      // The server looks at them when it likes to, too.
      for (const table of tables.split(', '))
        await scene.sql.query(`alter table ${table} set (autovacuum_enabled = false)`);
      if (day === 1) await scene.sql.query(`analyze ${tables}`);
      if (day === 2) {
        await fill(day, 'globex', 100);
        await scene.sql.query(`analyze ${tables}`);
      }
      await fill(day, 'acme', COUNT);
      if (day === 3) await scene.sql.query(`analyze ${tables}`);
    }
  }, 60_000);
  afterAll(() => scene.close());

  const orders = ['asc', 'desc'] as const;
  /** From the beginning, and from the midst of each of the days. */
  const begins = [undefined, ...DAYS.map((_, day) => ({ at: midday(day).replace('00.000', '10.000'), id: 'x' }))];

  async function plansOf(searchFor: (page: SearchPage) => LogSearch, limit = 50): Promise<string[]> {
    const plans: string[] = [];
    for (const order of orders) {
      for (const after of begins) {
        const search = searchFor({ order, after, limit, scan: 5000 });
        await scene.sql.transaction((statements) => findPart(noting(statements, plans), search, '*', limit));
      }
    }
    return plans;
  }

  /** That a plan goes along one index of a table in every day that it comes to, and sorts nothing. */
  function expectAlong(plans: readonly string[], table: string, columns: string): void {
    expect(plans.length).toBeGreaterThanOrEqual(orders.length * begins.length);
    for (const plan of plans) {
      expect(plan).not.toMatch(/Sort|Bitmap/);
      const scans = [...plan.matchAll(/Scan (?:Backward )?(?:using (\S+) )?on (\S+)/g)].filter(([, , name = '']) =>
        DAYS.some((day) => name === `${table}_${day}`),
      );
      expect(scans.length).toBeGreaterThan(0);
      // The server cuts long names.
      for (const [, index, name] of scans) expect(index).toContain(`${name}_${columns}_accepted_at_i`);
    }
  }

  it.each<[string, DeliveryFilter]>([
    ['tenant', {}],
    ['tenant', { status: 'delivered' }],
    ['tenant', { status: 'delivered', lastStatusCode: 200 }],
    ['tenant', { label: 'eu' }],
    ['tenant', { since: midday(0), until: midday(3), status: 'delivered' }],
    ['tenant_endpoint_id', { endpoint: 'ep_acme' }],
    ['tenant_endpoint_id', { endpoint: 'ep_none' }],
    ['tenant_endpoint_id', { endpoint: 'ep_acme', eventType: 'order', status: 'delivered', label: 'eu' }],
    ['tenant_endpoint_id_status', { endpoint: 'ep_acme', status: 'dead' }],
    ['tenant_status', { status: 'dead' }],
    ['tenant_status', { status: 'pending', eventType: 'order' }],
    ['tenant_event_type', { eventType: 'order' }],
    ['tenant_event_type', { eventType: 'none', since: midday(0) }],
    ['tenant_event_type', { eventType: 'order', status: 'delivered' }],
    ['tenant_ordering_key', { orderingKey: 'key', status: 'delivered' }],
    ['tenant_last_failure', { lastFailure: 'status', endpoint: 'ep_acme' }],
    ['tenant_last_status_code', { lastStatusCode: 503 }],
  ])('for deliveries goes along %s: %o', async (columns, filter) => {
    expectAlong(await plansOf((page) => searchOf('acme', filter, page)), 'deliveries', columns);
  });

  it.each<[string, EventFilter]>([
    ['tenant', {}],
    ['tenant', { label: 'eu' }],
    ['tenant_type', { eventType: 'order' }],
    ['tenant_type', { eventType: 'none', since: midday(0) }],
    ['tenant_ce_source', { source: '//shop' }],
    ['tenant_ce_source', { source: '//shop', eventType: 'none' }],
    ['tenant_ce_id', { source: '//shop', sourceId: 'ce_7' }],
  ])('for events goes along %s: %o', async (columns, filter) => {
    expectAlong(await plansOf((page) => eventSearchOf('acme', filter, page)), 'events', columns);
  });

  it('is as good for pages of a thousand', async () => {
    expectAlong(await plansOf((page) => eventSearchOf('acme', {}, page), 1001), 'events', 'tenant');
  });

  it('looks a label up by its index once it’s not among the first', async () => {
    for (const searchFor of [searchOf, eventSearchOf]) {
      const plans = await plansOf((page) => searchFor('acme', { label: 'none' }, page));
      const [, , lookedUp] = plans;
      expect(lookedUp).toMatch(/Bitmap Index Scan on \S+_expr_idx/);
      expect(lookedUp).not.toMatch(/Seq Scan|tenant_/);
    }
  });

  it('finds an event’s deliveries by the event', async () => {
    for (const plan of await plansOf((page) => searchOf('acme', { event: 'evt_7', status: 'delivered' }, page))) {
      for (const day of DAYS) expect(plan).toContain(`using deliveries_${day}_tenant_event_id_idx`);
    }
  });

  it('for what is to be expunged goes along the tenant’s events', async () => {
    const plans: string[] = [];
    const span = { from: null, before: new Date(midday(0)), now: new Date(), limit: 500 };
    await scene.sql.transaction((statements) => expungeOlder(noting(statements, plans), 'acme', span));
    const plan = plans.find((one) => one.includes('expunged_at'));
    expect(plan).toContain('tenant_accepted_at_id_idx');
    expect(plan).not.toMatch(/Sort|Bitmap/);
  });

  it('leaves whoever goes on with its transaction every way to read', async () => {
    await scene.sql.transaction(async (statements) => {
      const search = searchOf('acme', { label: 'none' }, { order: 'asc', limit: 1, scan: 1 });
      await findPart(statements, search, '*', 1);
      for (const way of ['enable_sort', 'enable_seqscan'])
        expect(await statements.query(`show ${way}`)).toEqual([{ [way]: 'on' }]);
    });
  });
});
