import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EndpointRow } from '../entities/configuration.entity.js';
import { endpointRow, NOW, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { markVerified } from './endpoint-verification.js';
import { EndpointRepository } from './endpoints.repository.js';
import { unsentChanges } from './outbox.js';
import { loadRegistryEntities } from './registry-source.js';
import { TenantRepository } from './tenants.repository.js';

describe('the owner of an endpoint’s URL', () => {
  let scene: Scene;
  let endpoints: EndpointRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    endpoints = new EndpointRepository(scene.database);
    await new TenantRepository(scene.database).put({ ...tenantOf('acme'), httpsOnly: true, verifiedOnly: true }, NOW);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('endpoints', 'registry_outbox'));

  const challenged = async (event: string): Promise<EndpointRow> => {
    const row = endpointRow('acme');
    await endpoints.create(row, [], 'secret');
    expect(await endpoints.challenge('acme', row.id, event)).toBe(true);
    await scene.empty('registry_outbox');
    return row;
  };
  const answer = ({ id }: EndpointRow, event: string) =>
    scene.sql.transaction((statements) => markVerified(statements, [{ endpoint: id, event, at: NOW.toISOString() }]));
  const verifiedAt = async ({ id }: EndpointRow) => (await endpoints.find('acme', id))?.endpoint.verifiedAt;
  const carried = async (key: string) => (await loadRegistryEntities(scene.sql, [key])).get(key);

  it('is shown by an answer to the newest challenge, which is announced', async () => {
    const row = await challenged('evt_1');
    expect(await carried(`endpoint:${row.id}`)).not.toHaveProperty('verified');
    await answer(row, 'evt_1');
    expect(await verifiedAt(row)).toEqual(NOW);
    expect(await carried(`endpoint:${row.id}`)).toMatchObject({ verified: true });
    expect(await unsentChanges(scene.sql, 10)).toMatchObject([{ key: `endpoint:${row.id}` }]);
  });

  it('isn’t shown by an answer to an older one, nor to one for another URL', async () => {
    const row = await challenged('evt_1');
    await endpoints.challenge('acme', row.id, 'evt_2');
    await answer(row, 'evt_1');
    expect(await verifiedAt(row)).toBeNull();
    await endpoints.update('acme', row.id, { url: 'https://moved.example/' }, undefined);
    await answer(row, 'evt_2');
    expect(await verifiedAt(row)).toBeNull();
    expect(await unsentChanges(scene.sql, 10)).toHaveLength(1);
  });

  it('is forgotten when the URL changes, and by no other change', async () => {
    const row = await challenged('evt_1');
    await answer(row, 'evt_1');
    await endpoints.update('acme', row.id, { url: row.url, description: 'x' }, undefined);
    expect(await verifiedAt(row)).toEqual(NOW);
    await endpoints.update('acme', row.id, { url: 'https://moved.example/' }, undefined);
    expect(await verifiedAt(row)).toBeNull();
  });

  it('isn’t asked for of an endpoint that there is not', async () => {
    const row = await challenged('evt_1');
    expect(await endpoints.challenge('other', row.id, 'evt_2')).toBe(false);
  });

  it('is a tenant’s to want, as https is', async () => {
    expect(await carried('tenant:acme')).toEqual({ kind: 'tenant', id: 'acme', httpsOnly: true, verifiedOnly: true });
  });
});
