import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@postrider/testing';
import { attemptOf, at, deliveryOf, due, loggedEvent, retryOf, stateOf } from '../testing/log-rows.js';
import { changeTo, endpointRow, NOW, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { EndpointRepository } from '../configuration/endpoints.repository.js';
import { TenantRepository } from '../configuration/tenants.repository.js';
import {
  dropRetries,
  insertAttempts,
  insertDeliveries,
  insertEvents,
  lockDeliveries,
  lockEndpointStatus,
  lockPositions,
  logPositions,
  movePositions,
  planRetries,
  updateDeliveries,
} from './log-store.js';

describe('the log keeps', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('events', 'deliveries', 'attempts', 'retries', 'log_positions'));

  describe('events', () => {
    it('with their exact bytes and all that came with them', async () => {
      const data = [Buffer.from('{"amount":1.0,"é":"\\u0000"}'), Buffer.alloc(0), Buffer.from([0, 255, 92, 39, 10])];
      const full = {
        version: 2,
        orderingKey: 'a\\b"',
        idChosen: true,
        ceSource: '//shop',
        ceId: '7',
        labels: ['eu', 'a:1'],
      };
      const events = data.map((bytes, index) => loggedEvent(`evt_${index}`, { ...full, data: bytes }));
      await insertEvents(scene.sql, [...events, loggedEvent('evt_9')]);
      const rows = await scene.sql.query('select * from events order by id');
      expect(rows.map((row) => row.data)).toEqual([...data, Buffer.from('{"amount":1.0}')]);
      expect(rows[0]).toMatchObject({
        tenant: 'acme',
        id: 'evt_0',
        accepted_at: new Date(at(0)),
        type: 'order.created',
        timestamp: new Date(at(0)),
        version: 2,
        ordering_key: 'a\\b"',
        id_chosen: true,
        ce_source: '//shop',
        ce_id: '7',
        labels: ['eu', 'a:1'],
      });
      expect(rows[3]).toMatchObject({
        version: null,
        ordering_key: null,
        id_chosen: false,
        ce_source: null,
        labels: null,
      });
    });

    it('once, as they were first, and an id that was used again beside them', async () => {
      const event = loggedEvent('evt_1');
      await insertEvents(scene.sql, [event, event]);
      await insertEvents(scene.sql, [
        { ...event, data: Buffer.from('other') },
        loggedEvent('evt_1', { acceptedAt: at(1) }),
      ]);
      const rows = await scene.sql.query<{ data: Buffer }>('select data from events order by accepted_at');
      expect(rows.map(({ data }) => data.toString())).toEqual(['{"amount":1.0}', '{"amount":1.0}']);
    });
  });

  describe('deliveries', () => {
    const delivery = deliveryOf(loggedEvent('evt_1', { orderingKey: 'k' }));

    it('once, and says which it added', async () => {
      const other = deliveryOf(loggedEvent('evt_2'));
      const pending = stateOf('pending');
      expect(await insertDeliveries(scene.sql, [[delivery, pending]])).toEqual(new Set([delivery.id]));
      const added = await insertDeliveries(scene.sql, [
        [delivery, stateOf('delivered')],
        [other, pending],
      ]);
      expect(added).toEqual(new Set([other.id]));
      expect(await lockDeliveries(scene.sql, [delivery, other, deliveryOf(loggedEvent('evt_3'))])).toEqual(
        new Map([delivery, other].map(({ id }) => [id, { ...pending, next: 'unchanged' }])),
      );
    });

    it('locked until the transaction that looked at them ends', async () => {
      await insertDeliveries(scene.sql, [[delivery, stateOf('pending')]]);
      const first = await scene.transaction();
      await lockDeliveries(first, [delivery]);
      const second = await scene.transaction();
      const looked = lockDeliveries(second, [delivery]);
      await scene.waitersForLocks(1);
      await updateDeliveries(first, [[delivery, stateOf('delivered', { attempts: 1 })]]);
      await first.commit();
      expect((await looked).get(delivery.id)).toMatchObject({ status: 'delivered', attempts: 1 });
      await second.commit();
    });

    it('as they are changed, each by its own key', async () => {
      const other = deliveryOf(loggedEvent('evt_2', { acceptedAt: at(30) }));
      await insertDeliveries(scene.sql, [
        [delivery, stateOf('pending')],
        [other, stateOf('pending')],
      ]);
      const dead = stateOf('dead', {
        reason: 'exhausted',
        run: 2,
        attempts: 7,
        lastAttemptAt: at(3),
        lastFailure: 'timeout',
        lastStatusCode: 504,
      });
      await updateDeliveries(scene.sql, [[delivery, dead]]);
      const states = await lockDeliveries(scene.sql, [delivery, other]);
      expect(states.get(delivery.id)).toEqual({ ...dead, next: 'unchanged' });
      expect(states.get(other.id)).toEqual({ ...stateOf('pending'), next: 'unchanged' });
    });

    it('due by the database’s clock: never before now, and never later than the delay from now', async () => {
      const waits = async (): Promise<number> => {
        const { wait } = await scene.one<{ wait: number | null }>(
          'select extract(epoch from next_attempt_at - now())::float8 as wait from deliveries',
        );
        return wait ?? Number.NaN;
      };
      const next = (from: string, afterMs: number) => stateOf('retrying', { next: { from, afterMs } });
      const past = new Date(Date.now() - 3_600_000).toISOString();
      const future = new Date(Date.now() + 3_600_000).toISOString();
      await insertDeliveries(scene.sql, [[delivery, next(future, 60_000)]]);
      expect(await waits()).toBeGreaterThan(30);
      // What is kept in whole milliseconds may have been rounded up.
      expect(await waits()).toBeLessThan(60.001);
      await updateDeliveries(scene.sql, [[delivery, next(past, 60_000)]]);
      expect(await waits()).toBeLessThan(0.001);
      expect(await waits()).toBeGreaterThan(-30);
      await updateDeliveries(scene.sql, [[delivery, next(due(0).from, 60_000)]]);
      await updateDeliveries(scene.sql, [[delivery, stateOf('retrying', { next: 'unchanged' })]]);
      expect(await waits()).toBeGreaterThan(30);
      await updateDeliveries(scene.sql, [[delivery, stateOf('held')]]);
      expect(await waits()).toBeNaN();
    });
  });

  describe('attempts', () => {
    const delivery = deliveryOf(loggedEvent('evt_1'));

    it('with what was answered, whatever its bytes', async () => {
      const bytes = Buffer.from([0, 255, 254, 92, 120]);
      const response = { statusCode: 500, headers: { 'x-a': '"' }, truncated: true };
      const text = attemptOf(delivery, {
        outcome: 'failed',
        reason: 'status',
        detail: 'it said so',
        address: '::1',
        response: { ...response, body: 'brök€n', encoding: 'utf8' },
      });
      const binary = attemptOf(delivery, {
        response: { ...response, body: bytes.toString('base64'), encoding: 'base64' },
      });
      const silent = attemptOf(delivery);
      const empty = attemptOf(delivery, { response: { ...response, body: '', encoding: 'utf8' } });
      const all = [text, binary, silent, empty];
      expect(await insertAttempts(scene.sql, all)).toEqual(new Set(all.map(({ id }) => id)));
      const rows = await scene.sql.query('select * from attempts');
      const bodies = all.map(({ id }) => rows.find((row) => row.id === id)?.response_body);
      expect(bodies).toEqual([Buffer.from('brök€n'), bytes, null, Buffer.alloc(0)]);
      expect(rows.find(({ id }) => id === text.id)).toMatchObject({
        delivery_id: delivery.id,
        number: 1,
        run: 0,
        trigger: 'first',
        started_at: new Date(at(1)),
        duration_ms: 1000,
        outcome: 'failed',
        reason: 'status',
        detail: 'it said so',
        address: '::1',
        status_code: 500,
        response_headers: { 'x-a': '"' },
        response_truncated: true,
      });
      expect(rows.find(({ id }) => id === silent.id)).toMatchObject({ status_code: null, response_headers: null });
    });

    it('once, and says which are new', async () => {
      const [first, second] = [attemptOf(delivery), attemptOf(delivery)];
      expect(await insertAttempts(scene.sql, [first])).toEqual(new Set([first.id]));
      expect(await insertAttempts(scene.sql, [second, first, second])).toEqual(new Set([second.id]));
      expect(await scene.sql.query('select id from attempts')).toHaveLength(2);
    });
  });

  describe('what is planned', () => {
    const delivery = deliveryOf(loggedEvent('evt_1'));
    const planned = () => scene.one('select * from retries');

    it('in place of what was planned before, and whoever had that has it no longer', async () => {
      await planRetries(scene.sql, [retryOf(delivery, { origin: { partition: 3, offset: 4 } })]);
      expect(await planned()).toMatchObject({ origin_partition: 3, origin_offset: '4', trigger: 'retry', lease: null });
      await scene.sql.query(`update retries set lease = 'l', leased_until = now(), resume_at = now()`);
      await planRetries(scene.sql, [retryOf(delivery, { step: 2, number: 3, since: at(5), due: due(60_000) })]);
      expect(await planned()).toMatchObject({
        step: 2,
        number: 3,
        since: new Date(at(5)),
        origin_partition: null,
        resume_at: null,
        lease: null,
        leased_until: null,
        held_at: null,
      });
    });

    it('keeps its place when it comes back untried and is due at once, and loses it with an attempt or a wait', async () => {
      const wait = async (): Promise<number> =>
        (await scene.one<{ s: number }>('select extract(epoch from due_at - now())::float8 as s from retries')).s;
      const age = () => scene.sql.query(`update retries set due_at = now() - interval '1 hour', ahead = true`);
      await planRetries(scene.sql, [retryOf(delivery)]);
      await age();
      await planRetries(scene.sql, [retryOf(delivery)]);
      expect(await wait()).toBeLessThan(-3000);
      expect(await planned()).toMatchObject({ ahead: true });
      await planRetries(scene.sql, [retryOf(delivery, { due: due(60_000) })]);
      expect(await wait()).toBeGreaterThan(30);
      await age();
      await planRetries(scene.sql, [retryOf(delivery, { number: 3 })]);
      expect(await wait()).toBeGreaterThan(-30);
      expect(await planned()).toMatchObject({ ahead: false });
    });

    it('without a time while it is held, and since when', async () => {
      await planRetries(scene.sql, [retryOf(delivery, { due: null })]);
      expect(await planned()).toMatchObject({ due_at: null, held_at: expect.any(Date) });
    });

    it('until it is dropped', async () => {
      const other = deliveryOf(loggedEvent('evt_2'));
      await planRetries(scene.sql, [retryOf(delivery), retryOf(other)]);
      await dropRetries(scene.sql, [delivery.id, 'dlv_unknown']);
      expect(await scene.sql.query('select delivery_id from retries')).toEqual([{ delivery_id: other.id }]);
    });
  });

  describe('how far it has come', () => {
    const place = { topic: 'postrider.deliveries', partition: 1 };

    it('never back, and from the start where nothing was read', async () => {
      const others = { topic: 'postrider.attempts', partition: 0 };
      expect(await lockPositions(scene.sql, [place, others])).toEqual([
        { ...others, next: 0 },
        { ...place, next: 0 },
      ]);
      await movePositions(scene.sql, [{ ...place, next: 8 }]);
      await movePositions(scene.sql, [{ ...place, next: 5 }]);
      expect(new Set(await logPositions(scene.sql))).toEqual(
        new Set([
          { ...others, next: 0 },
          { ...place, next: 8 },
        ]),
      );
    });

    it('locked, so that two writers of a partition take turns', async () => {
      const first = await scene.transaction();
      await lockPositions(first, [place]);
      const second = await scene.transaction();
      const looked = lockPositions(second, [place]);
      await scene.waitersForLocks(1);
      await movePositions(first, [{ ...place, next: 3 }]);
      await first.commit();
      expect(await looked).toEqual([{ ...place, next: 3 }]);
      await second.commit();
    });
  });

  it('endpoints as they are while it writes what follows from that', async () => {
    await new TenantRepository(scene.database).put(tenantOf('acme'), NOW);
    const endpoints = new EndpointRepository(scene.database);
    const [enabled, disabled] = [endpointRow('acme'), endpointRow('acme', { status: 'disabled' })];
    for (const row of [enabled, disabled]) await endpoints.create(row, [], 'sealed');
    const writer = await scene.transaction();
    expect(await lockEndpointStatus(writer, [enabled.id, disabled.id, 'ep_gone'])).toEqual(
      new Map([
        [enabled.id, { status: 'enabled', sinceMs: NOW.getTime() }],
        [disabled.id, { status: 'disabled', sinceMs: NOW.getTime() }],
      ]),
    );
    let changed = false;
    const change = endpoints
      .setStatus('acme', enabled.id, changeTo('disabled'), 'job_1', NOW)
      .then(() => (changed = true));
    await scene.waitersForLocks(1);
    expect(changed).toBe(false);
    await writer.commit();
    await eventually('the change', () => changed);
    await change;
  });
});
