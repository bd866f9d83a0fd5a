import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EndpointFlow } from '@postrider/schemas';
import fc from 'fast-check';
import { insertChanges } from '../log/delivery-changes.js';
import { dropRetries, insertDeliveries, insertEvents, planRetries, type PlannedRetry } from '../log/log-store.js';
import { deliveryOf, due, loggedEvent, retryOf, stateOf } from '../testing/log-rows.js';
import { endpointRow, NOW, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { EndpointRepository } from '../configuration/endpoints.repository.js';
import { TenantRepository } from '../configuration/tenants.repository.js';
import { awaitReports, expireRetries, leaseDueRetries, postponeRetries, retryBacklog } from './due-retries.js';
import { lookAtEndpoints, nextLookMs, noteEndpoints } from './endpoint-flows.js';

const DAY_MS = 86_400_000;

describe('what is due', () => {
  let scene: Scene;
  let endpoints: EndpointRepository;
  let made = 0;

  beforeAll(async () => {
    scene = await Scene.open();
    endpoints = new EndpointRepository(scene.database);
    await new TenantRepository(scene.database).put(tenantOf('acme'), NOW);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('retries', 'endpoint_flows', 'deliveries', 'events', 'endpoints'));

  /** Plans attempts at an endpoint; the first has been due for longest. */
  const plan = async (endpoint: string, count: number, given: Partial<PlannedRetry> = {}): Promise<string[]> => {
    const events = Array.from({ length: count }, () => loggedEvent(`evt_${++made}`, { labels: ['eu', 'vip'] }));
    await insertEvents(scene.sql, events);
    const retries = events.map((event) => retryOf(deliveryOf(event, endpoint), given));
    await planRetries(scene.sql, retries);
    const ids = retries.map(({ delivery }) => delivery.id);
    await scene.sql.query(
      `update retries r set due_at = r.due_at - (${count + 1} - g.place) * interval '1 second'
       from unnest($1::text[]) with ordinality as g (id, place) where r.delivery_id = g.id`,
      [ids],
    );
    await lookAtEndpoints(scene.sql, [endpoint]);
    return ids;
  };
  const report = (endpoint: string, flow: EndpointFlow, at = new Date().toISOString()) =>
    noteEndpoints(scene.sql, new Map([[endpoint, { reported: { flow, at }, look: 'now' }]]));
  const lease = (limit = 500, prefer: 'ahead' | 'behind' = 'ahead', holder = 'one', bytes = 1_000_000) =>
    scene.sql.transaction((statements) =>
      leaseDueRetries(statements, { lease: holder, leaseSeconds: 30, limit, bytes, prefer }),
    );
  const leased = async (...given: Parameters<typeof lease>): Promise<string[]> =>
    (await lease(...given)).map(({ deliveryId }) => deliveryId);
  const release = (ids: readonly string[], holder = 'one') => awaitReports(scene.sql, holder, ids, 2700);
  /** What the log does when the report of an attempt has come. */
  const reported = async (...ids: string[]): Promise<void> => {
    const dropped = await dropRetries(scene.sql, ids);
    return lookAtEndpoints(
      scene.sql,
      dropped.map(({ endpoint }) => endpoint),
    );
  };
  const forgetTime = () =>
    scene.sql.query(`update retries set leased_until = now() - interval '1 second' where leased_until is not null`);

  it('brings its event’s place in its trace with it, where the event has one', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const traces = [undefined, { traceparent }, { traceparent, tracestate: 'a=1' }];
    for (const trace of traces) {
      const event = loggedEvent(`evt_${++made}`, { trace });
      await insertEvents(scene.sql, [event]);
      await planRetries(scene.sql, [retryOf(deliveryOf(event, 'ep_1'))]);
    }
    await lookAtEndpoints(scene.sql, ['ep_1']);
    const events = (await lease()).map(({ event }) => event?.meta);
    expect(
      events
        .sort((a, b) => (a?.id ?? '').localeCompare(b?.id ?? '', 'en', { numeric: true }))
        .map((meta) => meta?.trace),
    ).toEqual(traces);
  });

  it('is leased oldest first with its event, and nothing before its time', async () => {
    const ids = await plan('ep_1', 3, { since: new Date(0).toISOString(), origin: { partition: 2, offset: 7 } });
    await plan('ep_1', 1, { due: due(60_000) });
    await plan('ep_1', 1, { due: null });
    const [first, ...others] = await lease();
    expect([first, ...others].map((retry) => retry?.deliveryId)).toEqual(ids);
    expect(first).toMatchObject({
      endpoint: 'ep_1',
      trigger: 'retry',
      run: 0,
      step: 1,
      number: 2,
      since: new Date(0).toISOString(),
      resumeAt: null,
      origin: { partition: 2, offset: 7 },
      event: {
        meta: { tenant: 'acme', type: 'order.created', labels: ['eu', 'vip'] },
        data: Buffer.from('{"amount":1.0}'),
      },
    });
  });

  it('is leased up to as many bytes of data, one at least, and every endpoint’s next before any other', async () => {
    const [first, second, third] = await plan('ep_1', 3);
    const [other] = await plan('ep_2', 1);
    await scene.sql.query(`update events set data = convert_to(repeat('x', 10000), 'utf8')`);
    expect((await leased(500, 'ahead', 'one', 20_000)).sort()).toEqual([first, other].sort());
    await lookAtEndpoints(scene.sql, ['ep_1', 'ep_2']);
    // What is left is due at once.
    expect(await nextLookMs(scene.sql)).toBeLessThanOrEqual(0);
    expect(await leased(500, 'ahead', 'one', 1)).toEqual([second]);
    expect(await leased(500, 'ahead', 'one', 10_001)).toEqual([third]);
  });

  it('comes without its event where the log has none', async () => {
    await plan('ep_1', 1);
    await scene.empty('events');
    expect(await lease()).toMatchObject([{ event: undefined }]);
  });

  it('is nobody else’s while it is leased, and whoever looks after the lease gets it, not its late holder', async () => {
    const ids = await plan('ep_1', 2);
    expect(await leased(500, 'ahead', 'one')).toEqual(ids);
    await lookAtEndpoints(scene.sql, ['ep_1']);
    expect(await leased(500, 'ahead', 'two')).toEqual([]);
    await forgetTime();
    await lookAtEndpoints(scene.sql, ['ep_1']);
    expect(await leased(500, 'ahead', 'two')).toEqual(ids);
    await postponeRetries(scene.sql, 'one', ids, 0);
    await expireRetries(scene.sql, 'one', ids);
    await release(ids, 'one');
    expect(await scene.sql.query('select lease from retries')).toEqual([{ lease: 'two' }, { lease: 'two' }]);
  });

  it('takes a place until it is reported, or until its report is given up', async () => {
    const ids = await plan('ep_1', 12);
    expect(await leased()).toEqual(ids.slice(0, 10));
    await release(ids.slice(0, 10));
    await lookAtEndpoints(scene.sql, ['ep_1']);
    expect(await leased()).toEqual([]);
    expect(await retryBacklog(scene.sql)).toMatchObject({ planned: 2, held: 0, underWay: 10 });
    await reported(ids[3] ?? '');
    expect(await leased()).toEqual([ids[10]]);
    await scene.sql.query(`update retries set leased_until = now() - interval '1 second' where delivery_id = $1`, [
      ids[0],
    ]);
    await lookAtEndpoints(scene.sql, ['ep_1']);
    // Released again, and before what came after it.
    expect(await leased()).toEqual([ids[0]]);
  });

  it('comes back with its next failure, while what was planned anew meanwhile stays as it is', async () => {
    const [id] = await plan('ep_1', 1);
    const [retry] = await lease();
    const delivery = deliveryOf(loggedEvent(retry?.event?.meta.id ?? '', { acceptedAt: retry?.acceptedAt ?? '' }));
    await planRetries(scene.sql, [retryOf(delivery, { number: 3, due: due(DAY_MS) })]);
    await release([id ?? '']);
    expect(await scene.one('select delivery_id, number, lease, leased_until from retries')).toEqual({
      delivery_id: id,
      number: 3,
      lease: null,
      leased_until: null,
    });
  });

  it('waits for its turn as long as it was put off', async () => {
    const ids = await plan('ep_1', 1);
    await lease();
    await postponeRetries(scene.sql, 'one', ids, 60_000);
    expect(await leased()).toEqual([]);
    expect(await nextLookMs(scene.sql)).toBeGreaterThan(20_000);
    await lookAtEndpoints(scene.sql, ['ep_1']);
    expect(await leased()).toEqual([]);
    expect(await nextLookMs(scene.sql)).toBeGreaterThan(30_000);
  });

  it('is cancelled as expired when its event is gone', async () => {
    const event = loggedEvent('evt_gone');
    await insertDeliveries(scene.sql, [[deliveryOf(event), stateOf('retrying')]]);
    await planRetries(scene.sql, [retryOf(deliveryOf(event))]);
    await lookAtEndpoints(scene.sql, ['ep_1']);
    await expireRetries(scene.sql, 'one', await leased());
    expect(await scene.one('select status, reason from deliveries')).toEqual({
      status: 'cancelled',
      reason: 'expired',
    });
    expect(await scene.sql.query('select from retries')).toEqual([]);
  });

  it('is kept when its event came to the log after it was leased', async () => {
    const event = loggedEvent('evt_late');
    await insertDeliveries(scene.sql, [[deliveryOf(event), stateOf('retrying')]]);
    await planRetries(scene.sql, [retryOf(deliveryOf(event))]);
    await lookAtEndpoints(scene.sql, ['ep_1']);
    const ids = await leased();
    await insertEvents(scene.sql, [event]);
    expect(await expireRetries(scene.sql, 'one', ids)).toEqual(new Set());
    expect(await scene.one('select status from deliveries')).toEqual({ status: 'retrying' });
    expect(await scene.sql.query('select lease from retries')).toEqual([{ lease: 'one' }]);
  });

  it('goes first where it was never tried, unless the others are asked for first, and the others where room is left', async () => {
    const again = await plan('ep_1', 8);
    const first = await plan('ep_1', 8, { trigger: 'first' });
    await report('ep_1', { capacity: 4 });
    expect(await leased()).toEqual(first.slice(0, 4));
    await reported(...first.slice(0, 4));
    expect(await leased(500, 'behind')).toEqual(again.slice(0, 4));
    await reported(...again.slice(0, 4));
    await report('ep_1', { capacity: 6 });
    expect(await leased()).toEqual([...first.slice(4), ...again.slice(4, 6)]);
  });

  describe('of an endpoint whose owner has said what it can take', () => {
    it('comes no faster than that', async () => {
      const ids = await plan('ep_1', 30);
      await report('ep_1', { capacity: 3 });
      expect(await leased()).toEqual(ids.slice(0, 3));
      await report('ep_1', { capacity: 20 });
      expect(await leased()).toEqual(ids.slice(3, 20));
      await report('ep_1', { capacity: 1 });
      expect(await leased()).toEqual([]);
    });

    it('rests, until that is over or the owner says otherwise, and is looked at then', async () => {
      const ids = await plan('ep_1', 3);
      await report('ep_1', { capacity: 1, restMs: 60_000 });
      expect(await leased()).toEqual([]);
      const waitMs = (await nextLookMs(scene.sql)) ?? Number.NaN;
      expect(waitMs).toBeGreaterThan(30_000);
      // What is kept in whole milliseconds may have been rounded up.
      expect(waitMs).toBeLessThan(60_001);
      await report('ep_1', { capacity: 1 });
      expect(await leased()).toEqual(ids.slice(0, 1));
      await reported(ids[0] ?? '');
      await report('ep_1', { capacity: 1, restMs: 60_000 });
      // Kept in whole milliseconds: now() itself may be rounded up, to what hasn't come yet.
      await scene.sql.query(`update endpoint_flows set rest_until = now() - interval '1 millisecond', look_at = now()`);
      expect(await leased()).toEqual(ids.slice(1, 2));
    });

    it('rests no longer than was said, however wrong the owner’s clock is', async () => {
      await report('ep_1', { capacity: 1, restMs: 60_000 }, new Date(Date.now() + DAY_MS).toISOString());
      const rest = () =>
        scene.one<{ s: number }>('select extract(epoch from rest_until - now())::float8 as s from endpoint_flows');
      expect((await rest()).s).toBeLessThan(60.001);
      expect((await rest()).s).toBeGreaterThan(30);
    });

    it('goes by the newest report, also by a clock that is behind, but not by one from long before', async () => {
      const capacity = () => scene.one('select capacity from endpoint_flows');
      await report('ep_1', { capacity: 5 });
      await report('ep_1', { capacity: 6 }, new Date(Date.now() - 10_000).toISOString());
      expect(await capacity()).toEqual({ capacity: 6 });
      await report('ep_1', { capacity: 7, restMs: 5 * DAY_MS }, new Date(Date.now() - DAY_MS).toISOString());
      expect(await capacity()).toEqual({ capacity: 6 });
      await lookAtEndpoints(scene.sql, ['ep_1']);
      expect(await capacity()).toEqual({ capacity: 6 });
    });
  });

  it('is shared among all endpoints that have something, whatever one of them has', async () => {
    await plan('ep_big', 300);
    await report('ep_big', { capacity: 256 });
    for (let index = 0; index < 9; index++) await plan(`ep_${index}`, 5);
    const perEndpoint = async (): Promise<Record<string, number>> => {
      const counts: Record<string, number> = {};
      for (const { endpoint } of await lease(50)) counts[endpoint] = (counts[endpoint] ?? 0) + 1;
      return counts;
    };
    expect(await perEndpoint()).toEqual({
      ep_big: 5,
      ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`ep_${index}`, 5])),
    });
    // Alone, it has all of it.
    expect(await perEndpoint()).toEqual({ ep_big: 50 });
  });

  it('of more endpoints than one look takes comes in turn', async () => {
    const ids = Array.from({ length: 7 }, (_, index) => `ep_${index}`);
    for (const endpoint of ids) await plan(endpoint, 3);
    const turns: string[] = [];
    for (let look = 0; look < 7; look++) turns.push(...(await lease(3)).map(({ endpoint }) => endpoint));
    for (let turn = 0; turn < 3; turn++) {
      expect(turns.slice(turn * 7, turn * 7 + 7).sort()).toEqual(ids);
    }
  });

  it('is leased once, and never more than there is room for, when many look at once', async () => {
    const ids = Array.from({ length: 6 }, (_, index) => `ep_${index}`);
    for (const endpoint of ids) {
      await plan(endpoint, 40);
      await report(endpoint, { capacity: 7 });
    }
    const seen = new Set<string>();
    for (let round = 0; round < 100 && seen.size < 240; round++) {
      await lookAtEndpoints(scene.sql, ids);
      const taken = await Promise.all(Array.from({ length: 6 }, (_, holder) => lease(10, 'ahead', `holder_${holder}`)));
      const all = taken.flat();
      for (const { deliveryId } of all) {
        expect(seen).not.toContain(deliveryId);
        seen.add(deliveryId);
      }
      const underWay = await scene.sql.query<{ count: number }>(
        'select count(*)::int from retries where leased_until is not null group by endpoint_id',
      );
      for (const { count } of underWay) expect(count).toBeLessThanOrEqual(7);
      await reported(...all.filter((_, index) => index % 3 > 0).map(({ deliveryId }) => deliveryId));
      if (round % 5 === 4) await reported(...seen);
    }
    expect(seen.size).toBe(240);
  });

  it('is what a model says, whatever is planned, leased, released, reported, lost and rested in between', async () => {
    // Of what isn't there and has nothing to send, nothing is kept.
    for (const id of ['ep_a', 'ep_b']) await endpoints.create(endpointRow('acme', { id }), [], 'sealed');
    const endpoint = fc.constantFrom('ep_a', 'ep_b');
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('plan' as const), endpoint, count: fc.integer({ min: 1, max: 5 }) }),
      },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('lease' as const) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('report' as const), endpoint }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), endpoint }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('flow' as const),
          endpoint,
          capacity: fc.integer({ min: 1, max: 4 }),
          rests: fc.boolean(),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await scene.empty('retries', 'endpoint_flows');
        /** Where each stands in the order of due times. */
        const places = new Map<string, number>();
        const model = new Map(
          ['ep_a', 'ep_b'].map((id) => [
            id,
            { waiting: [] as string[], underWay: [] as string[], capacity: 10, rests: false },
          ]),
        );
        for (const one of steps) {
          const of = one.kind === 'lease' ? undefined : model.get(one.endpoint);
          if (one.kind === 'lease') {
            const expected = [...model.values()].flatMap((state) => {
              const room = state.rests ? 0 : Math.max(0, state.capacity - state.underWay.length);
              const taken = state.waiting.splice(0, room);
              state.underWay.push(...taken);
              return taken;
            });
            const got = await leased();
            expect([...got].sort()).toEqual(expected.sort());
            await release(got);
          } else if (of && one.kind === 'plan') {
            const ids = await plan(one.endpoint, one.count);
            of.waiting.push(...ids);
            await scene.sql.query(
              `update retries r set due_at = now() - interval '1 hour' + g.place * interval '1 second'
               from unnest($1::text[], $2::int[]) as g (id, place) where r.delivery_id = g.id`,
              [ids, ids.map((id) => places.set(id, places.size).get(id))],
            );
          } else if (of && one.kind === 'report') {
            const id = of.underWay.shift();
            if (id !== undefined) await reported(id);
          } else if (of && one.kind === 'lose') {
            const id = of.underWay.shift();
            if (id === undefined) continue;
            of.waiting = [...of.waiting, id].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
            await scene.sql.query(
              `update retries set leased_until = now() - interval '1 second' where delivery_id = $1`,
              [id],
            );
            await lookAtEndpoints(scene.sql, [one.endpoint]);
          } else if (of && one.kind === 'flow') {
            Object.assign(of, { capacity: one.capacity, rests: one.rests });
            await report(one.endpoint, { capacity: one.capacity, ...(one.rests && { restMs: 60_000 }) });
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('of an endpoint that is gone is still released; then nothing is known of it any more', async () => {
    const [gone, kept] = [endpointRow('acme'), endpointRow('acme')];
    for (const row of [gone, kept]) {
      await endpoints.create(row, [], 'sealed');
      await report(row.id, { capacity: 3 });
    }
    const ids = await plan(gone.id, 1);
    await endpoints.delete('acme', gone.id, 'job_1', NOW);
    expect(await leased()).toEqual(ids);
    await reported(...ids);
    await lease();
    expect(await scene.sql.query('select endpoint_id from endpoint_flows')).toEqual([{ endpoint_id: kept.id }]);
  });

  it('is leased with what its transformation made of it, and not before the log has that', async () => {
    const event = loggedEvent(`evt_${++made}`);
    const delivery = { ...deliveryOf(event), transformed: true };
    await insertEvents(scene.sql, [event]);
    await planRetries(scene.sql, [retryOf(delivery)]);
    await lookAtEndpoints(scene.sql, ['ep_1']);
    expect(await lease()).toMatchObject([{ deliveryId: delivery.id, event: undefined, change: undefined }]);
    await postponeRetries(scene.sql, 'one', [delivery.id], 0);

    const body = Buffer.from('{"id":12345678901234567890}');
    const { id, acceptedAt } = delivery;
    const change = {
      delivery: id,
      acceptedAt,
      body,
      headers: { 'x-a': 'b' },
      path: 'a/b',
      failure: null,
      message: null,
    };
    await insertChanges(scene.sql, [change]);
    await insertChanges(scene.sql, [{ ...change, body: null }]);
    expect(await lease()).toMatchObject([
      { deliveryId: id, event: { data: event.data }, change: { body, headers: { 'x-a': 'b' }, path: 'a/b' } },
    ]);
  });
});
