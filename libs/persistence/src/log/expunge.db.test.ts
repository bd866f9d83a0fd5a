import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TenantRepository } from '../configuration/tenants.repository.js';
import { attemptOf, deliveryOf, loggedEvent, retryOf, stateOf, at, ACCEPTED_MS } from '../testing/log-rows.js';
import { NOW, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { expireRetries, leaseDueRetries } from '../work/due-retries.js';
import { noteEndpoints } from '../work/endpoint-flows.js';
import { insertChanges } from './delivery-changes.js';
import { DeliveryActionRepository } from './delivery-actions.repository.js';
import { ExpungeRepository, expungeOlder, retentionsOfTenants } from './expunge.js';
import { insertAttempts, insertDeliveries, insertEvents, lockDeliveries, planRetries } from './log-store.js';

const response = { statusCode: 500, headers: { 'x-kept': 'yes' }, encoding: 'utf8', truncated: false } as const;

describe('expunging', () => {
  let scene: Scene;
  let expunging: ExpungeRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    expunging = new ExpungeRepository(scene.database);
    await new TenantRepository(scene.database).put({ ...tenantOf('acme'), retentionDays: 3 }, NOW);
    await new TenantRepository(scene.database).put(tenantOf('other'), NOW);
  });
  afterAll(() => scene.close());
  beforeEach(() =>
    scene.empty('events', 'deliveries', 'delivery_changes', 'attempts', 'retries', 'endpoint_flows', 'expunged'),
  );

  const event = loggedEvent('evt_1');
  const [open, done, dead] = ['ep_1', 'ep_2', 'ep_3'].map((endpoint) => deliveryOf(event, endpoint));
  const data = async () =>
    (await scene.sql.query<{ id: string; data: Buffer | null }>('select id, data from events order by id, tenant')).map(
      ({ id, data: bytes }) => [id, bytes?.toString() ?? null],
    );

  async function given(): Promise<void> {
    if (!open || !done || !dead) throw new TypeError('three deliveries are there');
    await insertEvents(scene.sql, [event, loggedEvent('evt_2'), loggedEvent('evt_1', { tenant: 'other' })]);
    await insertDeliveries(scene.sql, [
      [open, stateOf('retrying', { attempts: 1 })],
      [{ ...done, transformed: true }, stateOf('delivered')],
      [dead, stateOf('dead')],
      [deliveryOf(loggedEvent('evt_2')), stateOf('retrying')],
    ]);
    const made = { body: Buffer.from('a secret'), headers: { a: 'secret' }, path: 'secret' };
    const change = { ...made, failure: 'error', message: 'secret' } as const;
    await insertChanges(scene.sql, [{ ...change, delivery: done.id, acceptedAt: done.acceptedAt }]);
    await insertAttempts(
      scene.sql,
      [open, done].map((delivery) => attemptOf(delivery, { response: { ...response, body: 'a secret' } })),
    );
    await planRetries(scene.sql, [retryOf(open), retryOf(deliveryOf(loggedEvent('evt_2')))]);
  }

  it('leaves what happened, and nothing of what was sent and answered', async () => {
    await given();
    expect(await expunging.expunge('acme', 'evt_1', NOW)).toBe(true);
    expect(await data()).toEqual([
      ['evt_1', null],
      ['evt_1', '{"amount":1.0}'],
      ['evt_2', '{"amount":1.0}'],
    ]);
    expect(
      await scene.sql.query('select endpoint_id, status, reason from deliveries order by event_id, endpoint_id'),
    ).toEqual([
      { endpoint_id: 'ep_1', status: 'cancelled', reason: 'expunged' },
      { endpoint_id: 'ep_2', status: 'delivered', reason: null },
      { endpoint_id: 'ep_3', status: 'dead', reason: null },
      { endpoint_id: 'ep_1', status: 'retrying', reason: null },
    ]);
    const attempts = await scene.sql.query(
      'select status_code, response_headers, response_body, response_truncated from attempts',
    );
    const emptied = {
      status_code: 500,
      response_headers: { 'x-kept': 'yes' },
      response_body: null,
      response_truncated: true,
    };
    expect(attempts).toEqual([emptied, emptied]);
    expect(await scene.sql.query('select body, headers, path, failure, message from delivery_changes')).toEqual([
      { body: null, headers: null, path: null, failure: 'error', message: null },
    ]);
    expect(await scene.sql.query('select event_id from retries')).toEqual([{ event_id: 'evt_2' }]);
    // Read again by the log's writer, it stays gone.
    await insertEvents(scene.sql, [event]);
    expect(await data()).toContainEqual(['evt_1', null]);
    expect(await expunging.expunge('acme', 'evt_1', NOW)).toBe(true);
    expect(await expunging.expunge('acme', 'evt_9', NOW)).toBe(false);
  });

  it('leaves nothing to deliver again: neither on request nor by what was planned before the log came to the event', async () => {
    await given();
    await expunging.expunge('acme', 'evt_1', NOW);
    expect(await new DeliveryActionRepository(scene.database).retry('acme', dead?.id ?? '')).toEqual({
      kind: 'not_possible',
      why: 'the data of its event was expunged',
    });
    if (!open) throw new TypeError('it is there');
    await scene.empty('retries');
    await scene.sql.query(`update deliveries set status = 'retrying', reason = null where id = $1`, [open.id]);
    await planRetries(scene.sql, [retryOf(open)]);
    await noteEndpoints(scene.sql, new Map([['ep_1', { look: 'now' }]]));
    const options = { lease: 'one', leaseSeconds: 30, limit: 10, bytes: 1000, prefer: 'ahead' } as const;
    const leased = await scene.sql.transaction((statements) => leaseDueRetries(statements, options));
    expect(leased).toMatchObject([{ deliveryId: open.id, event: undefined }]);
    await scene.sql.transaction((statements) => expireRetries(statements, 'one', [open.id]));
    expect(await scene.one('select status, reason from deliveries where id = $1', [open.id])).toEqual({
      status: 'cancelled',
      reason: 'expunged',
    });
  });

  it('takes turns with the log’s writer', async () => {
    await given();
    if (!open) throw new TypeError('it is there');
    const writer = await scene.transaction();
    await lockDeliveries(writer, [open]);
    const expunged = expunging.expunge('acme', 'evt_1', NOW);
    await scene.waitersForLocks(1);
    await writer.query(`update deliveries set status = 'delivered' where id = $1`, [open.id]);
    await writer.commit();
    expect(await expunged).toBe(true);
    expect(await scene.one('select status from deliveries where id = $1', [open.id])).toEqual({ status: 'delivered' });
  });

  it('of what a tenant keeps no longer goes on where it was, in bounded steps, and comes to what was late', async () => {
    expect(await retentionsOfTenants(scene.sql)).toEqual([{ tenant: 'acme', days: 3, until: null }]);
    const numbered = (number: number) => loggedEvent(`evt_${number}`, { acceptedAt: at(number) });
    await insertEvents(scene.sql, [1, 2, 3, 9].map(numbered));
    const before = new Date(ACCEPTED_MS + 5000);
    const step = async (from: Date | null) => {
      const span = { from, before, now: NOW, limit: 2 };
      return scene.sql.transaction((statements) => expungeOlder(statements, 'acme', span));
    };
    const reached = async () => (await retentionsOfTenants(scene.sql))[0]?.until ?? null;
    expect(await step(null)).toEqual({ count: 2, until: new Date(at(2)) });
    expect(await reached()).toEqual(new Date(at(2)));
    expect(await step(await reached())).toEqual({ count: 1, until: before });
    expect(await reached()).toEqual(before);
    await insertEvents(scene.sql, [numbered(4)]);
    expect(await step(await reached())).toMatchObject({ count: 0 });
    expect(await step(new Date(before.getTime() - 60_000))).toMatchObject({ count: 1 });
    expect((await data()).filter(([, bytes]) => bytes !== null)).toEqual([['evt_9', '{"amount":1.0}']]);
    const other = await scene.transaction();
    await expungeOlder(other, 'acme', { from: null, before, now: NOW, limit: 2 });
    expect(await step(null)).toBeUndefined();
    await other.commit();
  });
});
