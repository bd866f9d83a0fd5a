import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@postrider/testing';
import type { EntityManager } from 'typeorm';
import { Database } from '../database.js';
import { at, attemptOf, deliveryOf, loggedEvent, stateOf } from '../testing/log-rows.js';
import { Scene } from '../testing/scene.js';
import { EventLogRepository, type DeliveryFilter, type EventFilter, type TimePage } from './event-log.repository.js';
import { insertAttempts, insertDeliveries, insertEvents } from './log-store.js';

/** Counts the rows of tables that its statements fetch: what an index doesn't lead to is read in vain. */
class CountingDatabase extends Database {
  rowsRead = 0;

  override use<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.transaction(async (manager) => {
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
const COUNT = 20_000;

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
        `insert into deliveries (id, accepted_at, tenant, event_id, event_type, endpoint_id, status, run, attempts, labels)
         select 'dlv_${day}_' || n, $1::timestamptz - n * interval '1 millisecond', 'acme', 'evt_${day}_' || n, case n % 1000 when 0 then 'rare' else 'order' end,
           case n % 1000 when 1 then 'ep_rare' else 'ep_big' end, case n % 1000 when 2 then 'dead' when 3 then 'held' else 'delivered' end, 0, 1,
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
    ['with a label that few have', { label: 'rare' }, {}],
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
    ['with a label that few have', { label: 'rare' }, {}],
    ['with a label that all have', { label: 'eu' }, {}],
    ['of a time', { since: at(-76), until: at(-75) }, {}],
  ])('a page of deliveries, %s, reads hardly more than it shows', async (_, filter, page) => {
    const { data } = await log.deliveries('acme', filter, { limit: LIMIT, ...page });
    expect(data).toHaveLength(LIMIT);
    expect(database.rowsRead).toBeGreaterThanOrEqual(LIMIT);
    expect(database.rowsRead).toBeLessThan(FEW);
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

  it('the dead letters of an endpoint are counted without the rest', async () => {
    expect(await log.countDead('acme', { endpoint: 'ep_big' })).toBe((2 * COUNT) / 1000);
    expect(database.rowsRead).toBeLessThanOrEqual((2 * COUNT) / 1000);
  });

  it('a list without an index would be seen', async () => {
    await database.use((manager) => manager.query(`select from deliveries where attempts = 7`));
    expect(database.rowsRead).toBeGreaterThan(COUNT);
  });
});
