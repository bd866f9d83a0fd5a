import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeliveryStatus, FailureReason } from '@postrider/schemas';
import fc from 'fast-check';
import type { Cursor } from '../cursor.js';
import { at, deliveryOf, loggedEvent, stateOf } from '../testing/log-rows.js';
import { Scene } from '../testing/scene.js';
import { searchOf, type DeliveryFilter } from './delivery-search.js';
import { findPart } from './log-search.js';
import { insertDeliveries, type DeliveryIdentity, type DeliveryState } from './log-store.js';

// The random one makes thousands of statements, on a machine that may be busy with other tests.
jest.setTimeout(60_000);

const STATUSES: readonly DeliveryStatus[] = ['delivered', 'pending', 'retrying', 'held', 'dead', 'cancelled'];
const FAILURES: readonly (readonly [FailureReason | null, number | null])[] = [
  [null, null],
  [null, 200],
  ['status', 503],
  ['timeout', null],
  ['gone', 410],
];

/** A hundred deliveries at twenty moments, of every kind. */
const deliveries: readonly (readonly [DeliveryIdentity, DeliveryState])[] = Array.from({ length: 100 }, (_, index) => {
  const event = loggedEvent(`evt_${index % 50}`, {
    acceptedAt: at(index % 20),
    type: index % 3 === 0 ? 'order.created' : 'order.paid',
    orderingKey: index % 4 === 0 ? `key_${index % 8}` : null,
    labels: index % 5 === 0 ? ['eu', 'vip'] : index % 2 === 0 ? ['eu'] : undefined,
  });
  const [lastFailure = null, lastStatusCode = null] = FAILURES[index % FAILURES.length] ?? [];
  const status = STATUSES[index % STATUSES.length] ?? 'pending';
  return [deliveryOf(event, index < 50 ? 'ep_1' : 'ep_2'), stateOf(status, { lastFailure, lastStatusCode })];
});

const filter: fc.Arbitrary<DeliveryFilter> = fc.record(
  {
    status: fc.constantFrom(...STATUSES),
    endpoint: fc.constantFrom('ep_1', 'ep_2', 'ep_3'),
    event: fc.constantFrom('evt_3', 'evt_none'),
    eventType: fc.constantFrom('order.created', 'order.paid'),
    orderingKey: fc.constantFrom('key_0', 'key_4'),
    label: fc.constantFrom('eu', 'vip', 'us'),
    lastStatusCode: fc.constantFrom(200, 503, 410),
    lastFailure: fc.constantFrom('status', 'timeout', 'gone' as const),
    since: fc.constantFrom(at(0), at(10)),
    until: fc.constantFrom(at(5), at(15)),
  },
  { requiredKeys: [] },
);

const fits = (asked: DeliveryFilter, [identity, state]: readonly [DeliveryIdentity, DeliveryState]): boolean =>
  state.status === (asked.status ?? state.status) &&
  identity.endpoint === (asked.endpoint ?? identity.endpoint) &&
  identity.event === (asked.event ?? identity.event) &&
  identity.eventType === (asked.eventType ?? identity.eventType) &&
  identity.orderingKey === (asked.orderingKey ?? identity.orderingKey) &&
  (asked.label === undefined || identity.labels?.includes(asked.label) === true) &&
  state.lastStatusCode === (asked.lastStatusCode ?? state.lastStatusCode) &&
  state.lastFailure === (asked.lastFailure ?? state.lastFailure) &&
  identity.acceptedAt >= (asked.since ?? identity.acceptedAt) &&
  (asked.until === undefined || identity.acceptedAt < asked.until);

describe('a search for deliveries', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
    await insertDeliveries(scene.sql, deliveries);
    await insertDeliveries(scene.sql, [
      [deliveryOf(loggedEvent('evt_3', { tenant: 'globex' }), 'ep_1'), stateOf('dead')],
    ]);
  });
  afterAll(() => scene.close());

  /** Goes through a search part by part; answers what was found, in its order. */
  async function all(asked: DeliveryFilter, order: 'asc' | 'desc', limit: number, scan: number): Promise<string[]> {
    const ids: string[] = [];
    for (let after: Cursor | undefined; ;) {
      const search = searchOf('acme', asked, { order, after, limit, scan });
      const { rows, end } = await scene.sql.transaction((statements) =>
        findPart<{ accepted_at: Date; id: string }>(statements, search, 'accepted_at, id', limit),
      );
      ids.push(...rows.map(({ id }) => id));
      if (!end) return ids;
      after = end;
    }
  }

  it('finds all that fits, once and in order, whatever is combined and however little a part may look at', async () => {
    const part = fc.integer({ min: 1, max: 120 });
    await fc.assert(
      fc.asyncProperty(
        filter,
        fc.constantFrom('asc', 'desc' as const),
        part,
        part,
        async (asked, order, limit, scan) => {
          const expected = deliveries
            .filter((one) => fits(asked, one))
            .map(([{ acceptedAt, id }]) => ({ acceptedAt, id }))
            .sort((a, b) => (a.acceptedAt + a.id < b.acceptedAt + b.id ? -1 : 1))
            .map(({ id }) => id);
          expect(await all(asked, order, limit, scan)).toEqual(order === 'asc' ? expected : expected.reverse());
        },
      ),
      { numRuns: 150 },
    );
  });
});
