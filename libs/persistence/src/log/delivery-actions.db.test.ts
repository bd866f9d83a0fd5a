import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliveryStatus } from '@postrider/schemas';
import { eventually } from '@postrider/testing';
import { Notifications } from '../notifications.js';
import { deliveryOf, due, loggedEvent, retryOf, stateOf } from '../testing/log-rows.js';
import { Scene } from '../testing/scene.js';
import { nextLookMs } from '../work/endpoint-flows.js';
import { DeliveryActionRepository } from './delivery-actions.repository.js';
import { insertDeliveries, lockDeliveries, planRetries, type PlannedRetry } from './log-store.js';

const delivery = deliveryOf(loggedEvent('evt_1'));
const HOUR_MS = 3_600_000;

describe('a delivery', () => {
  let scene: Scene;
  let actions: DeliveryActionRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    actions = new DeliveryActionRepository(scene.database);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('retries', 'endpoint_flows', 'deliveries'));

  const given = async (status: DeliveryStatus, retry?: Partial<PlannedRetry>): Promise<void> => {
    await insertDeliveries(scene.sql, [[delivery, stateOf(status, { attempts: 3 })]]);
    if (retry) await planRetries(scene.sql, [retryOf(delivery, retry)]);
  };
  const underWay = () => scene.sql.query(`update retries set leased_until = now() + interval '1 hour'`);
  const planned = () =>
    scene.sql.query(
      'select trigger, run, step, number, due_at <= now() as due, resume_at is not null as resumes, ahead from retries',
    );

  it('of another tenant is unknown', async () => {
    await given('retrying', {});
    expect(await actions.retry('globex', delivery.id)).toEqual({ kind: 'unknown' });
    expect(await actions.cancel('globex', delivery.id)).toEqual({ kind: 'unknown' });
    expect(await actions.retry('acme', deliveryOf(loggedEvent('evt_2')).id)).toEqual({ kind: 'unknown' });
    expect(await planned()).toHaveLength(1);
  });

  it('that waits for its retry is attempted now, and remembers when its schedule goes on, however often it is asked for', async () => {
    await given('retrying', { due: due(HOUR_MS) });
    const { due_at: scheduled } = await scene.one('select due_at from retries');
    for (let times = 0; times < 2; times++) {
      expect(await actions.retry('acme', delivery.id)).toMatchObject({
        kind: 'done',
        delivery: { status: 'retrying' },
      });
    }
    expect(await planned()).toEqual([
      { trigger: 'manual', run: 0, step: 1, number: 2, due: true, resumes: true, ahead: true },
    ]);
    expect(await scene.one('select resume_at from retries')).toEqual({ resume_at: scheduled });
    expect(await nextLookMs(scene.sql)).toBeLessThanOrEqual(0);
  });

  it('that is under way is not attempted beside that, whether it is about to be sent or was', async () => {
    await given('retrying', {});
    await underWay();
    expect(await actions.retry('acme', delivery.id)).toMatchObject({ kind: 'not_possible' });
    await scene.sql.query(`update retries set lease = 'one'`);
    expect(await actions.retry('acme', delivery.id)).toMatchObject({ kind: 'not_possible' });
    await scene.empty('retries');
    expect(await actions.retry('acme', delivery.id)).toMatchObject({ kind: 'not_possible' });
  });

  it('that is dead begins a new run', async () => {
    await given('dead');
    expect(await actions.retry('acme', delivery.id)).toMatchObject({
      kind: 'done',
      delivery: { status: 'retrying', run: 1, reason: null },
    });
    expect(await planned()).toEqual([
      { trigger: 'redrive', run: 1, step: 0, number: 4, due: true, resumes: false, ahead: true },
    ]);
  });

  it('that is parked before its first attempt gets that now, and no schedule beside it', async () => {
    await given('pending', { trigger: 'first', step: 0, number: 1, due: due(HOUR_MS) });
    expect(await actions.retry('acme', delivery.id)).toMatchObject({ kind: 'done', delivery: { status: 'pending' } });
    expect(await planned()).toEqual([
      { trigger: 'first', run: 0, step: 0, number: 1, due: true, resumes: false, ahead: true },
    ]);
    expect(await nextLookMs(scene.sql)).toBeLessThanOrEqual(0);
    await underWay();
    expect(await actions.retry('acme', delivery.id)).toEqual({
      kind: 'not_possible',
      why: 'its first attempt is under way',
    });
  });

  it('that is held says what would release it', async () => {
    await given('held', { due: null });
    for (const [reason, what] of [
      ['endpoint_paused', 'resume'],
      ['endpoint_disabled', 'enable'],
      ['endpoint_gone', 'enable'],
    ]) {
      await scene.sql.query('update deliveries set reason = $1', [reason]);
      expect(await actions.retry('acme', delivery.id)).toEqual({
        kind: 'not_possible',
        why: expect.stringContaining(`${what} it`),
      });
    }
  });

  it.each(['pending', 'delivered', 'held', 'cancelled'] as const)(
    'that is %s is not attempted on request',
    async (status) => {
      await given(status);
      expect(await actions.retry('acme', delivery.id)).toMatchObject({ kind: 'not_possible' });
      expect(await planned()).toEqual([]);
    },
  );

  it.each(['pending', 'retrying', 'held'] as const)(
    'that is %s is cancelled, with what was planned',
    async (status) => {
      await given(status, status === 'held' ? { due: null } : {});
      expect(await actions.cancel('acme', delivery.id)).toMatchObject({
        kind: 'done',
        delivery: { status: 'cancelled', reason: 'requested', nextAttemptAt: null },
      });
      expect(await planned()).toEqual([]);
      expect(await actions.cancel('acme', delivery.id)).toMatchObject({ kind: 'done' });
    },
  );

  it('that is cancelled while it is under way takes no place any more, and whoever releases is told', async () => {
    await given('retrying', {});
    await underWay();
    const heard: string[] = [];
    const channels = ['postrider_retries'] as const;
    const listening = new Notifications(scene.url, channels, (channel) => heard.push(channel), scene.clock, scene.log);
    listening.start();
    await eventually('the listener to be there', () => heard.length === 1);
    await actions.cancel('acme', delivery.id);
    await eventually('the cancellation to be heard of', () => heard.length === 2);
    await listening.stop();
    expect(await planned()).toEqual([]);
    expect(await nextLookMs(scene.sql)).toBeLessThanOrEqual(0);
  });

  it.each(['delivered', 'dead'] as const)('that is %s stays so', async (status) => {
    await given(status);
    expect(await actions.cancel('acme', delivery.id)).toEqual({ kind: 'not_possible', why: `it is ${status}` });
  });

  it('is acted on after whoever writes the log is done with it', async () => {
    await given('retrying', {});
    const writer = await scene.transaction();
    await lockDeliveries(writer, [delivery]);
    const cancelled = actions.cancel('acme', delivery.id);
    await scene.waitersForLocks(1);
    await writer.query(`update deliveries set status = 'delivered'`);
    await writer.commit();
    expect(await cancelled).toEqual({ kind: 'not_possible', why: 'it is delivered' });
  });
});
