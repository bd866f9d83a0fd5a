import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { everyPage } from '../testing/every-page.js';
import { apiKeyRow, NOW, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { ApiKeyRepository } from './api-keys.repository.js';
import { noteKeyUses } from './key-uses.js';
import { unsentChanges } from './outbox.js';
import { TenantRepository } from './tenants.repository.js';

describe('API keys', () => {
  let scene: Scene;
  let keys: ApiKeyRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    keys = new ApiKeyRepository(scene.database);
    const tenants = new TenantRepository(scene.database);
    for (const id of ['acme', 'globex']) await tenants.put(tenantOf(id), NOW);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('api_keys', 'registry_outbox'));

  it('are kept as they are given, and announced', async () => {
    const key = apiKeyRow({
      tenant: 'acme',
      scopes: ['manage', 'read'],
      expiresAt: new Date('2027-01-01T00:00:00.123Z'),
    });
    const changes = await keys.create(key);
    expect(changes).toMatchObject([{ key: `api-key:${key.id}` }]);
    expect(await unsentChanges(scene.sql, 10)).toEqual(changes);
    expect((await keys.list({ limit: 10 })).data).toEqual([key]);
  });

  it('of a tenant that is not there are not made', async () => {
    expect(await keys.create(apiKeyRow({ tenant: 'nobody' }))).toBeUndefined();
    expect(await unsentChanges(scene.sql, 10)).toEqual([]);
  });

  it('never share a hash', async () => {
    const key = apiKeyRow();
    await keys.create(key);
    await expect(keys.create(apiKeyRow({ hash: key.hash }))).rejects.toMatchObject({ driverError: { code: '23505' } });
    expect(await unsentChanges(scene.sql, 10)).toHaveLength(1);
  });

  it('of another tenant are unknown to a tenant: neither listed nor deleted', async () => {
    const [acmes, globexs, everybodys] = [apiKeyRow({ tenant: 'acme' }), apiKeyRow({ tenant: 'globex' }), apiKeyRow()];
    for (const key of [acmes, globexs, everybodys]) await keys.create(key);
    await scene.empty('registry_outbox');
    expect((await keys.list({ limit: 10 }, 'acme')).data).toEqual([acmes]);
    expect(await keys.delete(globexs.id, 'acme')).toBeUndefined();
    expect(await keys.delete(everybodys.id, 'acme')).toBeUndefined();
    expect(await unsentChanges(scene.sql, 10)).toEqual([]);
    expect((await keys.list({ limit: 10 })).data).toHaveLength(3);
    const changes = [...((await keys.delete(acmes.id, 'acme')) ?? []), ...((await keys.delete(everybodys.id)) ?? [])];
    expect(changes.map(({ key }) => key)).toEqual([`api-key:${acmes.id}`, `api-key:${everybodys.id}`]);
    expect(await keys.delete(acmes.id)).toBeUndefined();
    expect((await keys.list({ limit: 10 })).data).toEqual([globexs]);
  });

  it('are changed as they are found, within their tenant alone, or not at all', async () => {
    const key = apiKeyRow({ tenant: 'acme' });
    await keys.create(key);
    const rename = (name: string, tenant?: string) =>
      keys.change(key.id, tenant, (row) => ({ name: `${row.name} ${name}` }));
    expect(await rename('x', 'globex')).toBeUndefined();
    expect(await rename('y', 'acme')).toMatchObject({
      key: { name: 'a key y' },
      changes: [{ key: `api-key:${key.id}` }],
    });
    const refused = new TypeError('no');
    const refuse = keys.change(key.id, 'acme', () => {
      throw refused;
    });
    await expect(refuse).rejects.toBe(refused);
    expect(await keys.find(key.id, 'acme')).toEqual(Object.assign(key, { name: 'a key y' }));
    expect(await keys.find(key.id, 'globex')).toBeNull();
  });

  it('say when they were used last, which is no change of them', async () => {
    const [used, unused] = [apiKeyRow(), apiKeyRow()];
    for (const key of [used, unused]) await keys.create(key);
    await scene.empty('registry_outbox');
    const note = (ms: number) =>
      noteKeyUses(
        scene.sql,
        new Map([
          [used.id, ms],
          ['key_that_is_gone', ms],
        ]),
      );
    await Promise.all([note(NOW.getTime() + 5000), note(NOW.getTime() + 9000), note(NOW.getTime() + 1000)]);
    expect((await keys.find(used.id))?.lastUsedAt).toEqual(new Date(NOW.getTime() + 9000));
    expect((await keys.find(unused.id))?.lastUsedAt).toBeNull();
    await keys.change(used.id, undefined, () => ({ name: 'changed' }));
    expect((await keys.find(used.id))?.lastUsedAt).toEqual(new Date(NOW.getTime() + 9000));
    expect(await unsentChanges(scene.sql, 10)).toHaveLength(1);
  });

  it('are listed newest first, each once, also while others are made', async () => {
    const made = Array.from({ length: 7 }, (_, ms) =>
      apiKeyRow({ id: `key_${1000 + ms}`, hash: `${ms}`, tenant: ms % 2 ? 'acme' : null }),
    );
    for (const key of made) await keys.create(key);
    let next = 2000;
    const list = (limit: number, tenant?: string) =>
      everyPage(
        (page) => keys.list(page, tenant),
        limit,
        () => keys.create(apiKeyRow({ id: `key_${next}`, hash: `${next++}`, tenant: tenant ?? null })),
      );
    const before = made.map(({ id }) => id).reverse();
    expect((await list(3)).map(({ id }) => id)).toEqual(before);
    expect((await list(2)).map(({ id }) => id).filter((id) => before.includes(id))).toEqual(before);
    expect((await list(1, 'acme')).map(({ id }) => id)).toEqual(['key_1005', 'key_1003', 'key_1001']);
  });
});
