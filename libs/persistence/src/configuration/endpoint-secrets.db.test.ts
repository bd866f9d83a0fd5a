import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EndpointRow } from '../entities/configuration.entity.js';
import { endpointRow, NOW, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { EndpointRepository } from './endpoints.repository.js';
import { dropExpiredSecrets } from './expired-secrets.js';
import { untoldEvents } from './operational-events.js';
import { loadRegistryEntities } from './registry-source.js';
import { TenantRepository } from './tenants.repository.js';

const inAnHour = new Date(Date.now() + 3_600_000);
const keyOf = (name: string) => ({ kind: 'private', sealed: `sealed ${name}`, publicKey: `whpk_${name}` }) as const;

/** What a caller would throw; a plain error passes for one of the connection. */
class Refused extends Error {}

const anyNumber = (): void => undefined;

describe('the key pairs of endpoints', () => {
  let scene: Scene;
  let endpoints: EndpointRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    endpoints = new EndpointRepository(scene.database);
    await new TenantRepository(scene.database).put(tenantOf('acme'), NOW);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('endpoints', 'registry_outbox'));

  const create = async (key?: ReturnType<typeof keyOf>): Promise<EndpointRow> => {
    const row = endpointRow('acme', { signing: [{ profile: 'v1a' }], sealedSigning: 'own', sealedAuth: 'auth' });
    await endpoints.create(row, [], 'secret', { key });
    return row;
  };
  const carried = async ({ id }: EndpointRow) =>
    (await loadRegistryEntities(scene.sql, [`endpoint:${id}`])).get(`endpoint:${id}`);
  const keysOf = async ({ id }: EndpointRow) =>
    (await endpoints.find('acme', id))?.keys.map(({ publicKey, expiresAt }) => [publicKey, expiresAt]);

  it('are kept beside their secrets, and carried apart from them', async () => {
    const row = await create(keyOf('a'));
    expect(await keysOf(row)).toEqual([['whpk_a', null]]);
    expect(await carried(row)).toMatchObject({
      signing: [{ profile: 'v1a' }],
      sealedSigning: 'own',
      sealedAuth: 'auth',
      secrets: [{ sealed: 'secret' }],
      keys: [{ publicKey: 'whpk_a', sealed: 'sealed a' }],
    });
    expect(await endpoints.secrets('acme', row.id, NOW)).toMatchObject([{ sealed: 'secret' }]);
    expect((await endpoints.list('acme', { limit: 10 }))?.data[0]?.keys).toMatchObject([{ publicKey: 'whpk_a' }]);
  });

  it('are made once: a change that would need one keeps the one that there is', async () => {
    const row = await create();
    expect(await keysOf(row)).toEqual([]);
    for (const name of ['a', 'b']) await endpoints.update('acme', row.id, {}, undefined, { key: keyOf(name) });
    expect(await keysOf(row)).toEqual([['whpk_a', null]]);
  });

  it('are rotated with overlap, leave the secrets alone, and go when they have expired', async () => {
    const row = await create(keyOf('a'));
    await endpoints.rotateKey('acme', row.id, keyOf('b'), inAnHour, new Date(), anyNumber);
    expect(await keysOf(row)).toEqual([
      ['whpk_b', null],
      ['whpk_a', inAnHour],
    ]);
    await endpoints.rotateSecret('acme', row.id, 'second', inAnHour, new Date());
    expect(await keysOf(row)).toHaveLength(2);
    expect(await carried(row)).toMatchObject({
      secrets: [{ sealed: 'second' }, { sealed: 'secret', expiresAt: inAnHour.toISOString() }],
      keys: [{ publicKey: 'whpk_b' }, { publicKey: 'whpk_a', expiresAt: inAnHour.toISOString() }],
    });
    await scene.sql.query(
      `update endpoint_secrets set expires_at = now() - interval '1 second' where public_key = 'whpk_a'`,
    );
    expect(await keysOf(row)).toEqual([['whpk_b', null]]);
    expect(await dropExpiredSecrets(scene.sql)).toBe(1);
    expect(await endpoints.secrets('acme', row.id, NOW)).toHaveLength(2);
    const told = (await untoldEvents(scene.sql, 9)).filter(({ about }) => about === row.id);
    expect(told.map(({ data }) => data)).toMatchObject([{ kind: 'key' }, { kind: 'secret' }]);
  });

  it('are not rotated where their number is refused, nor where there is no such endpoint', async () => {
    const row = await create(keyOf('a'));
    const refuse = (live: number): never => {
      throw new Refused(`${live} is enough`);
    };
    await expect(endpoints.rotateKey('acme', row.id, keyOf('b'), inAnHour, NOW, refuse)).rejects.toThrow('1 is enough');
    expect(await keysOf(row)).toEqual([['whpk_a', null]]);
    expect(await endpoints.rotateKey('other', row.id, keyOf('b'), inAnHour, NOW, anyNumber)).toBeUndefined();
  });

  it('and all else are checked as a whole, beside the tenant, before anything is kept', async () => {
    const row = endpointRow('acme');
    const check = (endpoint: EndpointRow, tenant: { id: string; httpsOnly: boolean }): void => {
      throw new Refused(JSON.stringify([endpoint.url, endpoint.description, tenant.id, tenant.httpsOnly]));
    };
    await expect(endpoints.create(row, [], 'secret', { check })).rejects.toThrow(
      '["https://example.com/hooks",null,"acme",false]',
    );
    expect(await endpoints.find('acme', row.id)).toBeUndefined();
    const kept = await create();
    await expect(endpoints.update('acme', kept.id, { description: 'x' }, undefined, { check })).rejects.toThrow(
      '"x","acme"',
    );
    expect((await endpoints.find('acme', kept.id))?.endpoint.description).toBeNull();
  });
});
