import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeliveryActionRepository } from '../log/delivery-actions.repository.js';
import {
  dropRetries,
  insertDeliveries,
  insertEvents,
  planRetries,
  type DeliveryIdentity,
  type PlannedRetry,
} from '../log/log-store.js';
import { at, deliveryOf, due, loggedEvent, retryOf, stateOf } from '../testing/log-rows.js';
import { planOf, Scene } from '../testing/scene.js';
import { cancelEventStep } from './cancel-event.js';
import { expireRetries, leaseDueRetries, type DueRetry } from './due-retries.js';
import { lookAtEndpoints } from './endpoint-flows.js';
import { lanesOf, settleLanes } from './lanes.js';

interface Standing extends Record<string, unknown> {
  readonly status: string;
  readonly reason: string | null;
  readonly waits: boolean;
  readonly timed: boolean;
}

describe('what goes in order of a key', () => {
  let scene: Scene;
  let actions: DeliveryActionRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    actions = new DeliveryActionRepository(scene.database);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('retries', 'endpoint_flows', 'deliveries', 'events'));

  /** What the log does when reports say that these are to come again. */
  const plan = async (
    orders: readonly number[],
    given: Partial<PlannedRetry> = {},
    orderingKey = 'k',
  ): Promise<readonly DeliveryIdentity[]> => {
    const events = orders.map((order) => loggedEvent(`evt_${order}`, { acceptedAt: at(order), orderingKey }));
    const deliveries = events.map((event) => deliveryOf(event));
    await insertEvents(scene.sql, events);
    await insertDeliveries(
      scene.sql,
      deliveries.map((delivery) => [delivery, stateOf('pending')]),
    );
    const retries = deliveries.map((delivery, index) =>
      retryOf(delivery, {
        trigger: 'first',
        number: 1,
        order: { partition: 0, offset: orders[index] ?? 0 },
        ...given,
      }),
    );
    await scene.sql.transaction(async (statements) => {
      await planRetries(statements, retries);
      const ids = deliveries.map(({ id }) => id);
      const touched = deliveries.map(({ endpoint }) => ({ endpoint, lane: orderingKey }));
      await lookAtEndpoints(statements, ['ep_1', ...(await settleLanes(statements, touched, ids))]);
    });
    return deliveries;
  };
  /** What the log does when reports say that these are through. */
  const through = (...deliveries: readonly (DeliveryIdentity | undefined)[]): Promise<readonly string[]> =>
    scene.sql.transaction(async (statements) => {
      const ids = deliveries.flatMap((delivery) => (delivery ? [delivery.id] : []));
      const looked = await settleLanes(statements, lanesOf(await dropRetries(statements, ids)));
      await lookAtEndpoints(statements, ['ep_1', ...looked]);
      return looked;
    });
  const lease = (): Promise<readonly DueRetry[]> =>
    scene.sql.transaction((statements) =>
      leaseDueRetries(statements, { lease: 'one', leaseSeconds: 30, limit: 500, bytes: 1_000_000, prefer: 'ahead' }),
    );
  const offsets = (retries: readonly DueRetry[]) => retries.map(({ order }) => order?.offset);
  const standing = (delivery: DeliveryIdentity | undefined): Promise<Standing> =>
    scene.one<Standing>(
      `select d.status, d.reason, r.lane_waits as waits, r.due_at is not null as timed
       from deliveries d join retries r on r.delivery_id = d.id where d.id = $1`,
      [delivery?.id],
    );
  const WAITING = { status: 'held', reason: 'lane_blocked', waits: true, timed: false };
  const FIRST = { status: 'pending', reason: null, waits: false, timed: true };
  /** Until what was given a time a few milliseconds apart is due. */
  const allDue = () => scene.sql.query(`update retries set due_at = now() where due_at is not null`);

  it('waits behind what is before it, without a time, and costs the releaser nothing', async () => {
    const [, second] = await plan([1, 2, 3]);
    expect(await standing(second)).toEqual(WAITING);
    expect(offsets(await lease())).toEqual([1]);
    expect(await lease()).toEqual([]);
  });

  it('comes together, a batch at a time, once the first is through, each with what is before it', async () => {
    const [first, ...others] = await plan([...Array(40).keys()]);
    expect(offsets(await lease())).toEqual([0]);
    expect(await through(first)).toEqual(['ep_1']);
    await allDue();
    await scene.sql.query('update endpoint_flows set capacity = 100');
    const released = await lease();
    expect(offsets(released).sort((a = 0, b = 0) => a - b)).toEqual([...Array(32).keys()].map((index) => index + 1));
    expect(released.map(({ order, behind }) => (order?.offset ?? 0) - (behind ?? 0)).filter((gap) => gap > 1)).toEqual(
      [],
    );
    expect(released.find(({ order }) => order?.offset === 1)?.behind).toBeNull();
    expect(await standing(others.at(-1))).toEqual(WAITING);
    expect(await through(...others.slice(0, 31))).toEqual([]);
    expect(await through(others[31])).toEqual(['ep_1']);
    expect(await standing(others.at(-1))).toEqual(FIRST);
  });

  it('keeps its lane and its age while it waits: the time that it was held back does not count', async () => {
    const [first, second] = await plan([1, 2]);
    await scene.sql.query(`update retries set held_at = now() - interval '1 hour' where delivery_id = $1`, [
      second?.id,
    ]);
    await through(first);
    const { hours } = await scene.one<{ hours: number }>(
      'select (extract(epoch from since - accepted_at) / 3600)::float8 as hours from retries',
    );
    expect(hours).toBeCloseTo(1, 1);
  });

  it('goes on in another lane while one is held back', async () => {
    await plan([1], { due: due(60_000) }, 'failing');
    await plan([2], { due: due(60_000) }, 'failing');
    await plan([3], {}, 'other');
    expect(offsets(await lease())).toEqual([3]);
  });

  it('goes on when the first is cancelled, or has no event any more', async () => {
    const [first, second, third] = await plan([1, 2, 3], { due: due(60_000) });
    expect(await actions.retry('acme', second?.id ?? '')).toMatchObject({ kind: 'not_possible' });
    await actions.cancel('acme', first?.id ?? '');
    expect(await standing(second)).toEqual(FIRST);
    await actions.cancel('acme', second?.id ?? '');
    await scene.sql.query(`update retries set lease = 'one', leased_until = now()`);
    const [fourth] = await plan([4]);
    expect(await standing(fourth)).toEqual(WAITING);
    await scene.sql.query('delete from events where id = $1', [third?.event]);
    await scene.sql.transaction((statements) => expireRetries(statements, 'one', [third?.id ?? '']));
    expect(await standing(fourth)).toEqual(FIRST);
  });

  it('goes on when the two that hold it back go at the same moment', async () => {
    const [first, second, third] = await plan([1, 2, 3]);
    await scene.sql.query('update retries set lane_waits = false where delivery_id = $1', [second?.id]);
    const other = await scene.transaction();
    await other.query('delete from retries where delivery_id = $1', [first?.id]);
    await settleLanes(other, [{ endpoint: 'ep_1', lane: 'k' }]);
    const here = through(second);
    await scene.waitersForLocks(1);
    await other.commit();
    await here;
    expect(await standing(third)).toEqual(FIRST);
  });

  it('finds who is next by an index, however many wait', async () => {
    await plan([1, 2]);
    const text = `select from retries where endpoint_id = 'ep_1' and lane = 'k' and order_offset < 2 order by order_offset desc limit 1`;
    const plans = await scene.sql.transaction(async (statements) => {
      await statements.query('set local enable_seqscan = off');
      return planOf(statements, text);
    });
    expect(plans).toContain('retries_lane');
  });

  it('goes on when the event before it is called off', async () => {
    const [first, second] = await plan([1, 2]);
    const job = {
      id: 'job_1',
      kind: 'cancel',
      tenant: 'acme',
      endpoint: null,
      since: at(1),
      until: null,
      scope: { event: 'evt_1' },
      perSecond: null,
      waitsFor: null,
      cursor: null,
      createdAt: at(0),
    } as const;
    const step = () => scene.sql.transaction((statements) => cancelEventStep(statements, job, 10));
    expect(await step()).toEqual({ changed: 1, finished: true, cursor: null });
    expect(await scene.sql.query('select status, reason from deliveries where id = $1', [first?.id])).toEqual([
      { status: 'cancelled', reason: 'requested' },
    ]);
    expect(await standing(second)).toEqual(FIRST);
    expect(await step()).toMatchObject({ changed: 0 });
  });
});
