import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mintId } from '@postrider/schemas';
import fc from 'fast-check';
import { everyPage } from '../testing/every-page.js';
import { apiKeyRow, endpointRow, NOW, subscriptionRow, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { ApiKeyRepository } from './api-keys.repository.js';
import { EndpointRepository } from './endpoints.repository.js';
import { unsentChanges, type AnnouncedChange } from './outbox.js';
import { TenantRepository } from './tenants.repository.js';

const LATER = new Date(NOW.getTime() + 60_000);
const jobId = (): string => mintId('job', NOW.getTime());
const keysOf = (changes: readonly AnnouncedChange[] | undefined) => changes?.map(({ key }) => key);

describe('tenants', () => {
  let scene: Scene;
  let tenants: TenantRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    tenants = new TenantRepository(scene.database);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('tenants', 'api_keys', 'registry_outbox', 'jobs'));

  it('are made by the first put and replaced by the next, with all but the time of their making', async () => {
    const limits = { publishPerSecond: 1.5, publishBurst: 10, quotaEventsPerDay: 7, quotaEndpoints: 2 };
    const policies = { httpsOnly: true, verifiedOnly: true, retentionDays: 7, redact: ['/data/card'] };
    const full = { ...tenantOf('acme'), name: 'Acme', ...limits, ...policies };
    const made = await tenants.put(full, NOW);
    expect(made).toMatchObject({ created: true, row: { ...full, createdAt: NOW, updatedAt: NOW } });
    expect(await tenants.find('acme')).toEqual(made.row);
    const replaced = await tenants.put(tenantOf('acme'), LATER);
    expect(replaced).toMatchObject({ created: false, row: { ...tenantOf('acme'), createdAt: NOW, updatedAt: LATER } });
    expect(await tenants.find('acme')).toEqual(replaced.row);
    expect([made, replaced].map(({ changes }) => keysOf(changes))).toEqual([['tenant:acme'], ['tenant:acme']]);
    expect(replaced.changes[0]?.version).toBeGreaterThan(made.changes[0]?.version ?? Infinity);
    expect(await tenants.find('nobody')).toBeNull();
  });

  it('are made once when several put the same at the same time', async () => {
    const puts = await Promise.all(
      Array.from({ length: 8 }, (_, ms) => tenants.put(tenantOf('acme'), new Date(NOW.getTime() + ms))),
    );
    const [made, ...others] = puts.filter(({ created }) => created);
    expect(others).toEqual([]);
    expect((await tenants.find('acme'))?.createdAt).toEqual(made?.row.createdAt);
    expect(new Set(puts.map(({ row }) => row.createdAt.getTime())).size).toBe(1);
  });

  it('go with their endpoints and keys, each of them announced, and have their deliveries cancelled', async () => {
    await tenants.put(tenantOf('acme'), NOW);
    await tenants.put(tenantOf('globex'), NOW);
    const endpoints = new EndpointRepository(scene.database);
    const keys = new ApiKeyRepository(scene.database);
    const gone = [endpointRow('acme'), endpointRow('acme')];
    for (const row of gone) await endpoints.create(row, [subscriptionRow(row.id, 0, 'order.*')], 'sealed');
    const kept = endpointRow('globex');
    await endpoints.create(kept, [], 'sealed');
    const [goneKey, keptKey, everybodys] = [
      apiKeyRow({ tenant: 'acme' }),
      apiKeyRow({ tenant: 'globex' }),
      apiKeyRow(),
    ];
    for (const key of [goneKey, keptKey, everybodys]) await keys.create(key);
    await scene.empty('registry_outbox');

    const job = jobId();
    const changes = await tenants.delete('acme', job, LATER);
    const wanted = [`api-key:${goneKey.id}`, ...gone.map(({ id }) => `endpoint:${id}`), 'tenant:acme'].sort();
    expect(keysOf(changes)?.sort()).toEqual(wanted);
    expect(keysOf(await unsentChanges(scene.sql, 10))?.sort()).toEqual(wanted);
    for (const [table, left] of [
      ['endpoints', [{ id: kept.id }]],
      ['api_keys', [keptKey.id, everybodys.id].sort().map((id) => ({ id }))],
      ['tenants', [{ id: 'globex' }]],
      ['subscriptions', []],
    ] as const) {
      expect(await scene.sql.query(`select id from ${table} order by id`)).toEqual(left);
    }
    expect(await scene.sql.query('select endpoint_id from endpoint_secrets')).toEqual([{ endpoint_id: kept.id }]);
    expect(await scene.sql.query('select id, kind, tenant, endpoint_id, status from jobs')).toEqual([
      { id: job, kind: 'cancel', tenant: 'acme', endpoint_id: null, status: 'waiting' },
    ]);
    expect(await tenants.delete('acme', jobId(), LATER)).toBeUndefined();
    expect(await scene.sql.query('select id from jobs')).toHaveLength(1);
  });

  it('take nothing in while they go: an endpoint or key is either announced as gone or was never made', async () => {
    const endpoints = new EndpointRepository(scene.database);
    const keys = new ApiKeyRepository(scene.database);
    for (let turn = 0; turn < 5; turn++) {
      await tenants.put(tenantOf('acme'), NOW);
      const rows = Array.from({ length: 4 }, () => endpointRow('acme'));
      const key = apiKeyRow({ tenant: 'acme' });
      const [deleted, keyMade, ...made] = await Promise.all([
        tenants.delete('acme', jobId(), LATER),
        keys.create(key),
        ...rows.map((row) => endpoints.create(row, [], 'sealed')),
      ]);
      const gone = new Set(keysOf(deleted));
      expect(gone.has(`api-key:${key.id}`)).toBe(keyMade !== undefined);
      for (const [index, row] of rows.entries()) expect(gone.has(`endpoint:${row.id}`)).toBe(made[index] !== undefined);
      expect(await scene.sql.query('select id from endpoints union all select id from api_keys')).toEqual([]);
    }
  });

  it('are listed by name, each once, also while others are made', async () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { maxLength: 12 }),
        fc.array(name, { maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (ids, later, limit) => {
          await scene.empty('tenants');
          for (const id of ids) await tenants.put(tenantOf(id), NOW);
          const adding = [...later];
          const found = await everyPage(
            (page) => tenants.list(page),
            limit,
            async () => {
              const id = adding.shift();
              if (id !== undefined) await tenants.put(tenantOf(id), NOW);
            },
          );
          const listed = found.map(({ id }) => id);
          expect(new Set(listed).size).toBe(listed.length);
          expect(listed.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
          expect(listed).toEqual(await inOrder(listed));
        },
      ),
      { numRuns: 15 },
    );
  });

  /** The database's own order: it may be one of words rather than of bytes. */
  const inOrder = async (ids: readonly string[]): Promise<unknown[]> =>
    (await scene.sql.query('select id from unnest($1::text[]) as id order by id', [ids])).map(({ id }) => id);
});
