import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeliveryStatus } from '@postrider/schemas';
import fc from 'fast-check';
import { decodeCursor } from '../cursor.js';
import { everyPage } from '../testing/every-page.js';
import { at, attemptOf, deliveryOf, loggedEvent, stateOf } from '../testing/log-rows.js';
import { Scene } from '../testing/scene.js';
import { EventLogRepository, type TimePage } from './event-log.repository.js';
import { insertAttempts, insertDeliveries, insertEvents, type LoggedEvent } from './log-store.js';

const timePage = ({ limit, after }: { limit: number; after?: string | undefined }): TimePage => ({
  limit,
  after: after === undefined ? undefined : decodeCursor(after),
});

/** Twelve events at three moments, of two types. */
const events: LoggedEvent[] = Array.from({ length: 12 }, (_, index) =>
  loggedEvent(`evt_${String(index).padStart(2, '0')}`, {
    acceptedAt: at(index % 3),
    type: index % 2 === 0 ? 'order.created' : 'order.paid',
    ...(index % 4 === 0 && { ceSource: '//shop', ceId: `ce_${index}` }),
    ...(index % 3 === 0 && { labels: index === 3 ? ['vip', 'eu'] : ['eu'] }),
    data: Buffer.alloc(index),
  }),
);
const STATUSES: readonly DeliveryStatus[] = ['pending', 'delivered', 'retrying', 'held', 'dead', 'cancelled'];
const deliveries = events.map((event, index) => ({
  identity: deliveryOf(event, index < 6 ? 'ep_1' : 'ep_2'),
  status: STATUSES[index % STATUSES.length] ?? 'pending',
}));

describe('the log', () => {
  let scene: Scene;
  let log: EventLogRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    log = new EventLogRepository(scene.database);
    await insertEvents(scene.sql, [...events, loggedEvent('evt_00', { tenant: 'globex' })]);
    const foreign = deliveryOf(loggedEvent('evt_00', { tenant: 'globex' }), 'ep_3');
    await insertDeliveries(scene.sql, [
      ...deliveries.map(({ identity, status }) => [identity, stateOf(status)] as const),
      [foreign, stateOf('dead')],
    ]);
  });
  afterAll(() => scene.close());

  const newestFirst = <T extends { acceptedAt: string; id: string }>(rows: readonly T[]): T[] =>
    rows.toSorted((a, b) =>
      a.acceptedAt === b.acceptedAt ? (a.id < b.id ? 1 : -1) : a.acceptedAt < b.acceptedAt ? 1 : -1,
    );

  it('lists events newest first, each once, in pages of any size, also where times are equal', async () => {
    for (let limit = 1; limit <= 13; limit++) {
      const found = await everyPage((page) => log.events('acme', {}, timePage(page)), limit);
      expect(found.map(({ id }) => id)).toEqual(newestFirst(events).map(({ id }) => id));
    }
  });

  it('lists deliveries so while others come', async () => {
    let made = 0;
    const found = await everyPage(
      (page) => log.deliveries('acme', { eventType: 'order.created' }, timePage(page)),
      2,
      () =>
        insertDeliveries(scene.sql, [
          [deliveryOf(loggedEvent('evt_late', { acceptedAt: at(50 + made++) })), stateOf('pending')],
        ]),
    );
    const given = deliveries
      .filter(({ identity }) => identity.eventType === 'order.created')
      .map(({ identity }) => identity);
    expect(found.map(({ id }) => id)).toEqual(newestFirst(given).map(({ id }) => id));
    await scene.sql.query(`delete from deliveries where event_id = 'evt_late'`);
  });

  it('tells how large an event is, without its data', async () => {
    const [newest] = (await log.events('acme', {}, { limit: 1 })).data;
    expect(newest).toMatchObject({ id: 'evt_11', bytes: 11, data: undefined });
  });

  it('finds events by type, source, label and time, whatever of these is asked together', async () => {
    const filter = fc.record(
      {
        eventType: fc.constantFrom('order.created', 'order.paid', 'other'),
        source: fc.constantFrom('//shop', '//other'),
        sourceId: fc.constantFrom('ce_0', 'ce_4'),
        label: fc.constantFrom('eu', 'vip', 'us'),
        since: fc.constantFrom(at(0), at(1)),
        until: fc.constantFrom(at(1), at(2)),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filter, async (asked) => {
        const expected = events.filter(
          ({ type, ceSource, ceId, acceptedAt, labels = [] }) =>
            type === (asked.eventType ?? type) &&
            ceSource === (asked.source ?? ceSource) &&
            ceId === (asked.sourceId ?? ceId) &&
            (asked.label === undefined || labels.includes(asked.label)) &&
            acceptedAt >= (asked.since ?? acceptedAt) &&
            (asked.until === undefined || acceptedAt < asked.until),
        );
        const { data, nextCursor } = await log.events('acme', asked, { limit: 50 });
        expect(data.map(({ id }) => id)).toEqual(newestFirst(expected).map(({ id }) => id));
        expect(nextCursor).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it('finds deliveries by status, endpoint, type, label and time, whatever of these is asked together', async () => {
    const filter = fc.record(
      {
        status: fc.constantFrom(...STATUSES),
        endpoint: fc.constantFrom('ep_1', 'ep_2', 'ep_3'),
        eventType: fc.constantFrom('order.created', 'order.paid'),
        label: fc.constantFrom('eu', 'vip', 'us'),
        since: fc.constantFrom(at(0), at(1)),
        until: fc.constantFrom(at(1), at(2)),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filter, async (asked) => {
        const expected = deliveries.filter(
          ({ identity: { endpoint, eventType, acceptedAt, labels = [] }, status }) =>
            status === (asked.status ?? status) &&
            endpoint === (asked.endpoint ?? endpoint) &&
            eventType === (asked.eventType ?? eventType) &&
            (asked.label === undefined || labels.includes(asked.label)) &&
            acceptedAt >= (asked.since ?? acceptedAt) &&
            (asked.until === undefined || acceptedAt < asked.until),
        );
        const { data } = await log.deliveries('acme', asked, { limit: 50 });
        const ids = expected.map(({ identity }) => identity);
        expect(data.map(({ id }) => id)).toEqual(newestFirst(ids).map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
  });

  it('knows nothing of another tenant’s', async () => {
    const [one] = deliveries;
    expect(await log.delivery('globex', one?.identity.id ?? '')).toBeNull();
    expect(await log.event('globex', 'evt_01')).toBeNull();
    expect((await log.deliveries('globex', { endpoint: 'ep_1' }, { limit: 9 })).data).toEqual([]);
  });

  it('gives the newest of the events that had an id, with the deliveries of that one', async () => {
    const [first, second] = [0, 5].map((second_) =>
      loggedEvent('evt_again', { acceptedAt: at(second_), tenant: 'again' }),
    );
    if (!first || !second) throw new Error('unreachable');
    await insertEvents(scene.sql, [first, second]);
    const given = [deliveryOf(first), deliveryOf(second), deliveryOf(second, 'ep_2')];
    await insertDeliveries(
      scene.sql,
      given.map((identity) => [identity, stateOf('pending')] as const),
    );
    const found = await log.event('again', 'evt_again');
    expect(found).toMatchObject({ acceptedAt: new Date(at(5)), data: second.data });
    const ids = found && (await log.deliveriesOf(found, 10)).map(({ id }) => id);
    expect(ids).toEqual(
      given
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    );
    expect(found && (await log.deliveriesOf(found, 1))).toHaveLength(1);
  });

  it('gives a delivery by its id alone, with its attempts as they were made', async () => {
    const [one] = deliveries;
    if (!one) throw new Error('unreachable');
    const attempts = [3, 1, 2].map((number) =>
      attemptOf(one.identity, { id: `att_${number}`, turn: { trigger: 'retry', run: 0, step: 0, number } }),
    );
    await insertAttempts(scene.sql, attempts);
    const row = await log.delivery('acme', one.identity.id);
    expect(row).toMatchObject({ id: one.identity.id, status: one.status, eventId: 'evt_00', endpointId: 'ep_1' });
    expect(row && (await log.attempts(row)).map(({ number }) => number)).toEqual([1, 2, 3]);
  });
});
