import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mintId, RESERVED_TENANT, type EndpointStatus } from '@postrider/schemas';
import type { EndpointRow } from '../entities/configuration.entity.js';
import { everyPage } from '../testing/every-page.js';
import { changeTo, endpointRow, NOW, subscriptionRow, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { disableEndpoints } from './disable-endpoints.js';
import { endpointFailures, keepFailures } from './endpoint-failures.js';
import { EndpointRepository } from './endpoints.repository.js';
import { forgetTold, untoldCount, untoldEvents } from './operational-events.js';
import { unsentChanges } from './outbox.js';
import { TenantRepository } from './tenants.repository.js';

const LATER = new Date(NOW.getTime() + 60_000);
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const jobId = (): string => mintId('job', Date.now());

describe('endpoints', () => {
  let scene: Scene;
  let endpoints: EndpointRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    endpoints = new EndpointRepository(scene.database);
    const tenants = new TenantRepository(scene.database);
    for (const id of ['acme', 'globex']) await tenants.put(tenantOf(id), NOW);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('endpoints', 'registry_outbox', 'jobs'));

  const create = async (given: Partial<EndpointRow> = {}, tenant = 'acme'): Promise<EndpointRow> => {
    const row = endpointRow(tenant, given);
    await endpoints.create(row, [], 'first');
    await scene.empty('registry_outbox');
    return row;
  };
  const jobs = () => scene.sql.query('select kind, tenant, endpoint_id, status from jobs order by id');

  it('are kept with everything that they are given, and announced', async () => {
    const full = endpointRow('acme', {
      description: 'The shop',
      headerNames: ['x-a', 'x-b'],
      sealedHeaders: 'sealed headers',
      ratePerSecond: 0.1,
      rateBurst: 2,
      maxInFlight: 256,
      timeoutMs: 1000,
      retrySchedule: [1, 2, 604_800],
      metadata: { team: 'orders', ключ: '"' },
    });
    const subscriptions = [subscriptionRow(full.id, 1, 'b'), subscriptionRow(full.id, 0, 'a', 'order.*')];
    const created = await endpoints.create(full, subscriptions, 'sealed');
    expect(created).toMatchObject({ changes: [{ key: `endpoint:${full.id}` }] });
    expect(created).toMatchObject({ changes: await unsentChanges(scene.sql, 10) });
    expect(await endpoints.find('acme', full.id)).toEqual({
      endpoint: full,
      subscriptions: subscriptions.toReversed(),
      keys: [],
    });
    expect(await endpoints.secrets('acme', full.id, NOW)).toMatchObject([{ sealed: 'sealed', expiresAt: null }]);
  });

  it('are no more than the tenant’s quota, though they are made at the same moment', async () => {
    await new TenantRepository(scene.database).put({ ...tenantOf('small'), quotaEndpoints: 3 }, NOW);
    const make = () => endpoints.create(endpointRow('small'), [], 'sealed');
    const made = await Promise.all(Array.from({ length: 6 }, make));
    expect(made.filter((one) => one && 'quota' in one)).toEqual([{ quota: 3 }, { quota: 3 }, { quota: 3 }]);
    const [first] = (await endpoints.list('small', { limit: 10 }))?.data ?? [];
    await endpoints.delete('small', first?.endpoint.id ?? '', jobId(), NOW);
    expect(await make()).toMatchObject({ endpoint: { tenant: 'small' } });
    expect(await make()).toEqual({ quota: 3 });
  });

  it('of a tenant that is not there are not made', async () => {
    expect(await endpoints.create(endpointRow('nobody'), [], 'sealed')).toBeUndefined();
    expect(await unsentChanges(scene.sql, 10)).toEqual([]);
  });

  it('of another tenant are as unknown as any, whatever is asked of them', async () => {
    const { id } = await create();
    await create({}, 'globex');
    expect(await endpoints.find('globex', id)).toBeUndefined();
    expect(await endpoints.update('globex', id, { url: 'https://other.example' }, [])).toBeUndefined();
    expect(await endpoints.setStatus('globex', id, changeTo('disabled'), jobId(), LATER)).toEqual({ kind: 'unknown' });
    expect(await endpoints.secrets('globex', id, NOW)).toBeUndefined();
    expect(await endpoints.rotateSecret('globex', id, 'sealed', LATER, NOW)).toBeUndefined();
    expect(await endpoints.delete('globex', id, jobId(), LATER)).toBeUndefined();
    expect(await endpoints.list('nobody', { limit: 10 })).toBeUndefined();
    expect((await endpoints.list('globex', { limit: 10 }))?.data.map(({ endpoint }) => endpoint.tenant)).toEqual([
      'globex',
    ]);
    expect(await unsentChanges(scene.sql, 10)).toEqual([]);
    expect(await jobs()).toEqual([]);
    expect((await endpoints.find('acme', id))?.endpoint).toMatchObject({
      url: 'https://example.com/hooks',
      status: 'enabled',
    });
  });

  it('change in what is given alone; null clears', async () => {
    const row = await create({
      headerNames: ['x-a'],
      retrySchedule: [1, 2],
      metadata: { a: '1' },
      maxInFlight: 5,
      description: 'before',
    });
    const change = {
      url: 'https://other.example/',
      headerNames: ['x-b', 'x-a'],
      retrySchedule: [2, 1],
      metadata: { a: '2' },
      maxInFlight: null,
      updatedAt: LATER,
    };
    const changed = await endpoints.update('acme', row.id, change, undefined);
    expect(changed?.endpoint).toEqual(Object.assign({}, row, change));
    expect(changed?.changes).toMatchObject([{ key: `endpoint:${row.id}` }]);
    expect((await endpoints.find('acme', row.id))?.endpoint).toEqual(changed?.endpoint);
    const cleared = { headerNames: [], retrySchedule: null, metadata: null, description: null };
    await endpoints.update('acme', row.id, cleared, undefined);
    expect((await endpoints.find('acme', row.id))?.endpoint).toEqual(Object.assign({}, row, change, cleared));
  });

  it('have all of their subscriptions replaced, or kept as they are', async () => {
    const row = endpointRow('acme');
    const first = [subscriptionRow(row.id, 0, 'a')];
    await endpoints.create(row, first, 'sealed');
    const kept = await endpoints.update('acme', row.id, { description: 'x' }, undefined);
    expect(kept?.subscriptions).toEqual(first);
    const second = [subscriptionRow(row.id, 0, 'b'), subscriptionRow(row.id, 1, 'c')];
    expect((await endpoints.update('acme', row.id, {}, second))?.subscriptions).toEqual(second);
    expect((await endpoints.find('acme', row.id))?.subscriptions).toEqual(second);
    expect((await endpoints.update('acme', row.id, {}, []))?.subscriptions).toEqual([]);
    expect((await endpoints.find('acme', row.id))?.subscriptions).toEqual([]);
  });

  it('lose no change when several are made at the same time', async () => {
    const { id } = await create();
    const changes: Partial<EndpointRow>[] = [
      { url: 'https://other.example/' },
      { description: 'changed' },
      { maxInFlight: 7 },
      { timeoutMs: 1234 },
      { ratePerSecond: 3, rateBurst: 4 },
      { metadata: { changed: 'yes' } },
      { retrySchedule: [9] },
    ];
    await Promise.all([
      ...changes.map((change) => endpoints.update('acme', id, change, undefined)),
      endpoints.setStatus('acme', id, changeTo('disabled'), jobId(), LATER),
      endpoints.rotateSecret('acme', id, 'second', LATER, NOW),
    ]);
    const found = await endpoints.find('acme', id);
    expect(found?.endpoint).toMatchObject({
      ...changes.reduce((all, change) => ({ ...all, ...change }), {}),
      status: 'disabled',
      disabledReason: 'requested',
    });
    expect(await endpoints.secrets('acme', id, NOW)).toHaveLength(2);
  });

  it('keep one of several whole replacements of their subscriptions', async () => {
    const { id } = await create();
    const sets = Array.from({ length: 6 }, (_, set) => [
      subscriptionRow(id, 0, `a${set}`),
      subscriptionRow(id, 1, `b${set}`),
    ]);
    await Promise.all(sets.map((set) => endpoints.update('acme', id, {}, set)));
    expect(sets).toContainEqual((await endpoints.find('acme', id))?.subscriptions);
  });

  describe('change their status', () => {
    /** Asks for a status; answers the endpoint as it then is, and what was announced. */
    const set = async (id: string, status: EndpointStatus, now = LATER) => {
      const result = await endpoints.setStatus('acme', id, changeTo(status), jobId(), now);
      if (result.kind !== 'done') throw new TypeError(result.kind);
      return result.endpoint;
    };
    const told = async (): Promise<unknown[]> =>
      (await untoldEvents(scene.sql, 100)).map(({ type, about, data, createdAt }) => [type, about, data, createdAt]);
    beforeEach(() => scene.empty('operational_events'));

    it('each time with a job for what is open, and with what it was announced and since when', async () => {
      const { id } = await create();
      for (const [status, kind] of [
        ['disabled', 'hold'],
        ['enabled', 'release'],
        ['paused', 'hold'],
        ['enabled', 'release'],
      ] as const) {
        await scene.empty('jobs');
        const changed = await set(id, status);
        const disabledReason = status === 'disabled' ? 'requested' : null;
        expect(changed.endpoint).toMatchObject({ status, disabledReason, statusSince: LATER, updatedAt: LATER });
        expect((await endpoints.find('acme', id))?.endpoint).toEqual(changed.endpoint);
        expect(changed.changes).toMatchObject([{ key: `endpoint:${id}` }]);
        expect(await jobs()).toEqual([{ kind, tenant: 'acme', endpoint_id: id, status: 'waiting' }]);
      }
    });

    it('not where they have it already, or it makes no sense', async () => {
      const row = await create();
      const asItIs = await endpoints.setStatus('acme', row.id, () => ({ kind: 'as_it_is' }), jobId(), LATER);
      expect(asItIs).toEqual({ kind: 'done', endpoint: { endpoint: row, subscriptions: [], keys: [], changes: [] } });
      const refusal = { kind: 'refused', why: 'for a reason' } as const;
      expect(await endpoints.setStatus('acme', row.id, () => refusal, jobId(), LATER)).toEqual(refusal);
      expect((await endpoints.find('acme', row.id))?.endpoint).toEqual(row);
      expect(await jobs()).toEqual([]);
      expect(await told()).toEqual([]);
    });

    it('and tell of it in the platform’s own tenant, without what is secret in a URL', async () => {
      const { id } = await create({ url: 'https://user:password@example.com:8443/hooks/a?token=secret#part' });
      const about = { tenant: 'acme', endpoint: id, url: 'https://example.com:8443/hooks/a' };
      for (const status of ['paused', 'disabled', 'enabled', 'paused', 'enabled'] as const) await set(id, status);
      expect(await told()).toEqual([
        ['postrider.endpoint.disabled', id, { ...about, reason: 'requested' }, LATER.toISOString()],
        ['postrider.endpoint.recovered', id, { ...about, reason: 'enabled' }, LATER.toISOString()],
      ]);
      const [first] = await untoldEvents(scene.sql, 1);
      await forgetTold(scene.sql, [first?.place ?? '']);
      expect(await told()).toHaveLength(1);
      expect(await untoldCount(scene.sql)).toBe(1);
    });

    it('and tell nothing of the platform’s own', async () => {
      const { id } = await create({}, RESERVED_TENANT);
      await endpoints.setStatus(RESERVED_TENANT, id, changeTo('disabled'), jobId(), LATER);
      await disableEndpoints(scene.sql, [(await create({}, RESERVED_TENANT)).id], 'gone', LATER.getTime());
      expect(await told()).toEqual([]);
    });

    it('to disabled when they can’t go on, once, whether they were enabled or paused', async () => {
      const ids = [await create(), await create({ status: 'paused' }), await create({ status: 'disabled' })].map(
        ({ id }) => id,
      );
      for (let times = 0; times < 2; times++)
        await scene.sql.transaction((statements) => disableEndpoints(statements, ids, 'gone', LATER.getTime()));
      const rows = await Promise.all(ids.map(async (id) => (await endpoints.find('acme', id))?.endpoint));
      const gone = { status: 'disabled', disabledReason: 'gone', statusSince: LATER };
      expect(rows).toMatchObject([gone, gone, { status: 'disabled', disabledReason: null, statusSince: NOW }]);
      expect(await jobs()).toHaveLength(2);
      expect(await unsentChanges(scene.sql, 10)).toHaveLength(2);
      expect(await told()).toMatchObject([
        ['postrider.endpoint.disabled', expect.any(String), { reason: 'gone' }, LATER.toISOString()],
        ['postrider.endpoint.disabled', expect.any(String), { reason: 'gone' }, LATER.toISOString()],
      ]);
    });

    it('and what is known of their failing with it: forgotten when disabled, set aside while paused', async () => {
      const { id } = await create();
      const failure = { endpoint: id, failingSinceMs: at(0).getTime(), warned: 0.5, disablesAtMs: at(100).getTime() };
      await keepFailures(scene.sql, [{ ...failure, warned: 0.5 }]);
      await set(id, 'paused', at(10));
      await set(id, 'enabled', at(40));
      expect(await endpointFailures(scene.sql, [id])).toEqual([
        { ...failure, failingSinceMs: at(30).getTime(), disablesAtMs: at(130).getTime() },
      ]);
      await set(id, 'disabled');
      expect(await endpointFailures(scene.sql, [id])).toEqual([]);
    });
  });

  it('go with what belongs to them, are announced, and have their deliveries cancelled', async () => {
    const row = endpointRow('acme');
    await endpoints.create(row, [subscriptionRow(row.id, 0, 'a')], 'sealed');
    const other = await create();
    const changes = await endpoints.delete('acme', row.id, jobId(), LATER);
    expect(changes).toMatchObject([{ key: `endpoint:${row.id}` }]);
    expect(await endpoints.find('acme', row.id)).toBeUndefined();
    expect(await endpoints.secrets('acme', row.id, NOW)).toBeUndefined();
    expect(await scene.sql.query('select endpoint_id from endpoint_secrets')).toEqual([{ endpoint_id: other.id }]);
    expect(await scene.sql.query('select id from subscriptions')).toEqual([]);
    expect(await jobs()).toEqual([{ kind: 'cancel', tenant: 'acme', endpoint_id: row.id, status: 'waiting' }]);
    expect(await endpoints.delete('acme', row.id, jobId(), LATER)).toBeUndefined();
    expect(await jobs()).toHaveLength(1);
  });

  it('are listed newest first with their own subscriptions, each once, also while others are made', async () => {
    const made: string[] = [];
    for (let index = 0; index < 7; index++) {
      const row = endpointRow('acme', { id: `ep_${1000 + index}` });
      await endpoints.create(row, [subscriptionRow(row.id, 0, `type_${index}`)], 'sealed');
      made.unshift(row.id);
    }
    await create({ id: 'ep_1003x' }, 'globex');
    let next = 2000;
    const found = await everyPage(
      (page) => endpoints.list('acme', page),
      3,
      () => create({ id: `ep_${next++}` }),
    );
    expect(found.map(({ endpoint }) => endpoint.id)).toEqual(made);
    expect(found.map(({ subscriptions }) => subscriptions.map(({ eventTypes }) => eventTypes))).toEqual(
      made.map((_, index) => [[`type_${6 - index}`]]),
    );
  });

  describe('have a secret that', () => {
    const sealedOf = async (id: string, now: Date) =>
      (await endpoints.secrets('acme', id, now))?.map(({ sealed, expiresAt }) => [
        sealed,
        expiresAt?.toISOString() ?? null,
      ]);

    it('signs together with the one before it until that expires', async () => {
      const { id } = await create();
      const rotated = await endpoints.rotateSecret('acme', id, 'second', at(60), NOW);
      expect(rotated?.secrets.map(({ sealed }) => sealed)).toEqual(['second', 'first']);
      expect(rotated?.changes).toMatchObject([{ key: `endpoint:${id}` }]);
      expect(await sealedOf(id, at(59))).toEqual([
        ['second', null],
        ['first', at(60).toISOString()],
      ]);
      expect(await sealedOf(id, at(60))).toEqual([['second', null]]);
    });

    it('signs alone when the one before it is to end at once', async () => {
      const { id } = await create();
      await endpoints.rotateSecret('acme', id, 'second', at(3600), NOW);
      const rotated = await endpoints.rotateSecret('acme', id, 'third', at(1), at(1));
      expect(rotated?.secrets.map(({ sealed }) => sealed)).toEqual(['third']);
      expect(await sealedOf(id, at(1))).toEqual([['third', null]]);
    });

    it('never lets an older one live longer than it would have', async () => {
      const { id } = await create();
      await endpoints.rotateSecret('acme', id, 'second', at(60), NOW);
      await endpoints.rotateSecret('acme', id, 'third', at(3600), NOW);
      await endpoints.rotateSecret('acme', id, 'fourth', at(30), NOW);
      const early = at(30).toISOString();
      expect(await sealedOf(id, NOW)).toEqual([
        ['fourth', null],
        ['third', early],
        ['second', early],
        ['first', early],
      ]);
      await endpoints.rotateSecret('acme', id, 'fifth', at(7200), at(10));
      expect(await sealedOf(id, at(10))).toEqual([
        ['fifth', null],
        ['fourth', at(7200).toISOString()],
        ['third', early],
        ['second', early],
        ['first', early],
      ]);
    });

    it('has those dropped that signed no more', async () => {
      const { id } = await create();
      await endpoints.rotateSecret('acme', id, 'second', at(60), NOW);
      await endpoints.rotateSecret('acme', id, 'third', at(120), at(60));
      expect(await scene.sql.query('select sealed from endpoint_secrets order by id')).toEqual([
        { sealed: 'second' },
        { sealed: 'third' },
      ]);
    });
  });
});
