import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mintId } from '@postrider/schemas';
import type { EndpointRow } from '../entities/configuration.entity.js';
import { everyPage } from '../testing/every-page.js';
import { endpointRow, NOW, subscriptionRow, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { EndpointRepository } from './endpoints.repository.js';
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
    expect(created?.changes).toMatchObject([{ key: `endpoint:${full.id}` }]);
    expect(await unsentChanges(scene.sql, 10)).toEqual(created?.changes);
    expect(await endpoints.find('acme', full.id)).toEqual({
      endpoint: full,
      subscriptions: subscriptions.toReversed(),
    });
    expect(await endpoints.secrets('acme', full.id, NOW)).toMatchObject([{ sealed: 'sealed', expiresAt: null }]);
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
    expect(await endpoints.setStatus('globex', id, 'disabled', 'requested', jobId(), LATER)).toBeUndefined();
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
      endpoints.setStatus('acme', id, 'disabled', 'requested', jobId(), LATER),
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

  it('are disabled and enabled once, each time with a job for what is open', async () => {
    const { id } = await create();
    const disabled = await endpoints.setStatus('acme', id, 'disabled', 'requested', jobId(), LATER);
    expect(disabled).toMatchObject({ endpoint: { status: 'disabled', disabledReason: 'requested', updatedAt: LATER } });
    expect(disabled?.changes).toHaveLength(1);
    expect(await endpoints.setStatus('acme', id, 'disabled', 'requested', jobId(), LATER)).toMatchObject({
      changes: [],
    });
    const enabled = await endpoints.setStatus('acme', id, 'enabled', null, jobId(), LATER);
    expect((await endpoints.find('acme', id))?.endpoint).toEqual(enabled?.endpoint);
    expect(enabled).toMatchObject({ endpoint: { status: 'enabled', disabledReason: null } });
    const job = { tenant: 'acme', endpoint_id: id, status: 'waiting' };
    expect(new Set(await jobs())).toEqual(
      new Set([
        { ...job, kind: 'hold' },
        { ...job, kind: 'release' },
      ]),
    );
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
