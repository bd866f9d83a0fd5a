import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@postrider/testing';
import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { Database } from '../database.js';
import { at, attemptOf, deliveryOf, loggedEvent, stateOf } from '../testing/log-rows.js';
import { noting, Scene } from '../testing/scene.js';
import { searchOf } from './delivery-search.js';
import { EventLogRepository, type DeliveryFilter, type EventFilter, type TimePage } from './event-log.repository.js';
import { findPart } from './log-search.js';
import { dayOf } from './partitions.js';
import { insertAttempts, insertDeliveries, insertEvents } from './log-store.js';

/** Counts the rows of tables that its statements fetch: what an index doesn't lead to is read in vain. */
class CountingDatabase extends Database {
  rowsRead = 0;

  override use<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.transaction(work);
  }

  override transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return super.transaction(async (manager) => {
      const before = await fetched(manager);
      const result = await work(manager);
      this.rowsRead = (await fetched(manager)) - before;
      return result;
    });
  }
}

/** By this connection, since it last told the server's statistics of it: never while a transaction is open. */
async function fetched(manager: EntityManager): Promise<number> {
  const rows = await manager.query<{ fetched: string }[]>(
    `select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) as fetched from pg_stat_xact_all_tables where schemaname = 'public'`,
  );
  return Number(rows[0]?.fetched);
}

const LIMIT = 10;
/** A page from each of a few partitions, and what tells whether there is another. */
const FEW = 60;
/** What a page looks at for what it doesn't find by an index. */
const SCAN = 5000;
const COUNT = 20_000;
/** The days that those of each part fall into: its first and its last. */
const DAYS = [-60, -80_000].flatMap((from) => [0, COUNT].map((ms) => dayOf(Date.parse(at(from)) - ms)));

describe('in a log of 40,000 events and their deliveries', () => {
  let scene: Scene;
  let database: CountingDatabase;
  let log: EventLogRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    database = new CountingDatabase(
      { url: scene.url, connections: 1, statementTimeoutMs: 10_000 },
      scene.clock,
      scene.log,
    );
    scene.onClose(() => database.close());
    database.start();
    log = new EventLogRepository(database);
    // Two days of them, one each millisecond, and one of a thousand of each kind that is looked for.
    for (const [day, from] of [at(-60), at(-80_000)].entries()) {
      await scene.sql.query(
        `insert into events (tenant, id, accepted_at, type, timestamp, id_chosen, ce_source, ce_id, labels, data)
         select 'acme', 'evt_${day}_' || n, $1::timestamptz - n * interval '1 millisecond', case n % 1000 when 0 then 'rare' else 'order' end, now(), true,
           case n % 1000 when 1 then '//rare' else '//shop' end, case n % 1000 when 2 then 'ce_rare' else 'ce_' || n end, case n % 1000 when 3 then array['eu', 'rare'] else array['eu'] end, '' from generate_series(1, ${COUNT}) n`,
        [from],
      );
      await scene.sql.query(
        `insert into deliveries (id, accepted_at, tenant, event_id, event_type, endpoint_id, status, run, attempts, ordering_key, last_failure, last_status_code, labels)
         select 'dlv_${day}_' || n, $1::timestamptz - n * interval '1 millisecond', 'acme', 'evt_${day}_' || n, case n % 1000 when 0 then 'rare' else 'order' end,
           case n % 1000 when 1 then 'ep_rare' else 'ep_big' end, case n % 1000 when 2 then 'dead' when 3 then 'held' else 'delivered' end, 0, 1,
           case n % 1000 when 4 then 'rare' when 5 then 'key_' || n end, case when n % 1000 = 2 then 'timeout' when n % 10 = 6 then 'status' end,
           case when n % 1000 = 6 then 418 when n % 10 = 6 then 503 when n % 1000 <> 2 then 200 end,
           case n % 1000 when 4 then array['eu', 'rare'] else array['eu'] end
         from generate_series(1, ${COUNT}) n`,
        [from],
      );
    }
    await scene.sql.query('analyze events, deliveries');
    await eventually('the database to be connected', () =>
      database.use(() => Promise.resolve(true)).catch(() => undefined),
    );
  }, 60_000);
  afterAll(() => scene.close());

  const far = { at: at(-75), id: 'x' };

  it.each<[string, EventFilter, Partial<TimePage>]>([
    ['all', {}, {}],
    ['far down the list', {}, { after: far }],
    ['of a type', { eventType: 'rare' }, {}],
    ['of a type, far down', { eventType: 'order' }, { after: far }],
    ['of a source', { source: '//rare' }, {}],
    ['with an id of their source', { sourceId: 'ce_rare' }, {}],
    ['with a source and an id of it', { source: '//shop', sourceId: 'ce_rare' }, {}],
    ['with a label that all have', { label: 'eu' }, {}],
    ['of a time', { since: at(-76), until: at(-75) }, {}],
  ])('a page of events, %s, reads hardly more than it shows', async (_, filter, page) => {
    const { data } = await log.events('acme', filter, { limit: LIMIT, ...page });
    expect(data).toHaveLength(LIMIT);
    expect(database.rowsRead).toBeGreaterThanOrEqual(LIMIT);
    expect(database.rowsRead).toBeLessThan(FEW);
  });

  it.each<[string, DeliveryFilter, Partial<TimePage>]>([
    ['all', {}, {}],
    ['far down the list', {}, { after: far }],
    ['delivered', { status: 'delivered' }, {}],
    ['dead', { status: 'dead' }, {}],
    ['of an endpoint', { endpoint: 'ep_rare' }, {}],
    ['of an endpoint, far down', { endpoint: 'ep_big' }, { after: far }],
    ['dead of an endpoint', { endpoint: 'ep_big', status: 'dead' }, {}],
    ['of a type', { eventType: 'rare' }, {}],
    ['with a label that all have', { label: 'eu' }, {}],
    ['of a time', { since: at(-76), until: at(-75) }, {}],
    ['of a key', { orderingKey: 'rare' }, {}],
    ['that failed so', { lastFailure: 'timeout' }, {}],
    ['that failed so, far down', { lastFailure: 'status' }, { after: far }],
    ['with an answer that is seldom', { lastStatusCode: 418 }, {}],
    ['with an answer that is common', { lastStatusCode: 503 }, {}],
    ['that failed so, of an endpoint', { lastFailure: 'timeout', endpoint: 'ep_big', eventType: 'order' }, {}],
    ['of an endpoint, delivered, of a type', { endpoint: 'ep_big', status: 'delivered', eventType: 'order' }, {}],
  ])('a page of deliveries, %s, reads hardly more than it shows', async (_, filter, page) => {
    const { data } = await log.deliveries('acme', filter, { limit: LIMIT, ...page });
    expect(data).toHaveLength(LIMIT);
    expect(database.rowsRead).toBeGreaterThanOrEqual(LIMIT);
    expect(database.rowsRead).toBeLessThan(FEW);
  });

  it('those with a label that few have are found on one page, and read no more than a part of the list besides', async () => {
    expect((await log.events('acme', { label: 'rare' }, { limit: LIMIT })).data).toHaveLength(LIMIT);
    expect(database.rowsRead).toBeLessThan(2 * SCAN + FEW);
    expect((await log.deliveries('acme', { label: 'rare' }, { limit: LIMIT })).data).toHaveLength(LIMIT);
    expect(database.rowsRead).toBeLessThan(2 * SCAN + FEW);
  });

  const combination: fc.Arbitrary<DeliveryFilter> = fc.record(
    {
      status: fc.constantFrom('delivered', 'dead', 'held', 'pending' as const),
      endpoint: fc.constantFrom('ep_big', 'ep_rare', 'ep_none'),
      event: fc.constantFrom('evt_0_7', 'evt_none'),
      eventType: fc.constantFrom('order', 'rare', 'none'),
      orderingKey: fc.constantFrom('rare', 'key_5', 'none'),
      lastStatusCode: fc.constantFrom(200, 201, 418, 503, 599),
      lastFailure: fc.constantFrom('timeout', 'status', 'dns' as const),
      label: fc.constantFrom('eu', 'rare', 'none'),
      since: fc.constantFrom(at(-90_000), at(-70)),
      until: fc.constantFrom(at(-75_000), at(-61)),
    },
    { requiredKeys: [] },
  );

  it('a page of deliveries by any combination looks at no more than it may, along an index', async () => {
    await fc.assert(
      fc.asyncProperty(combination, fc.constantFrom('asc', 'desc' as const), async (filter, order) => {
        await log.deliveries('acme', filter, { limit: LIMIT });
        expect(database.rowsRead).toBeLessThan(2 * SCAN + FEW);
        const search = searchOf('acme', filter, { order, limit: LIMIT, scan: SCAN });
        const plans: string[] = [];
        await scene.sql.transaction((statements) => findPart(noting(statements, plans), search, '*', LIMIT));
        // Of the days that have any: an empty table has no use for an index.
        for (const day of DAYS) expect(plans.join('\n')).not.toContain(`Seq Scan on deliveries_${day}`);
      }),
      { numRuns: 60 },
    );
  });

  it('one event with its deliveries, and one of those with its attempts, read nothing else', async () => {
    const event = loggedEvent('evt_one');
    const delivery = deliveryOf(event);
    await insertEvents(scene.sql, [event]);
    await insertDeliveries(scene.sql, [[delivery, stateOf('delivered')]]);
    await insertAttempts(scene.sql, [attemptOf(delivery)]);
    const row = await log.event('acme', 'evt_one');
    expect(database.rowsRead).toBe(1);
    expect(row && (await log.deliveriesOf(row, 10))).toHaveLength(1);
    expect(database.rowsRead).toBe(1);
    const found = await log.delivery('acme', delivery.id);
    expect(database.rowsRead).toBe(1);
    expect(found && (await log.attempts(found))).toHaveLength(1);
    expect(database.rowsRead).toBe(1);
  });

  it('a list without an index would be seen', async () => {
    await database.use((manager) => manager.query(`select from deliveries where attempts = 7`));
    expect(database.rowsRead).toBeGreaterThan(COUNT);
  });
});
