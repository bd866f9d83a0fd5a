import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mintId } from '@postrider/schemas';
import { AuditLogRepository } from '../audit/audit-log.repository.js';
import { NOW, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { PortalEpochRepository } from './portal-epochs.repository.js';
import { loadRegistryEntities } from './registry-source.js';
import { TenantRepository } from './tenants.repository.js';

const ENTRY = { kind: 'portal-token', id: 'ptk_1', tenant: 'acme', after: { scopes: ['read'] } };

describe('epochs of portal tokens', () => {
  let scene: Scene;
  let epochs: PortalEpochRepository;
  let tenants: TenantRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    epochs = new PortalEpochRepository(scene.database);
    tenants = new TenantRepository(scene.database);
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    await scene.empty('tenants', 'registry_outbox', 'audit_log');
    await tenants.put(tenantOf('acme'), NOW);
  });

  const announced = async () => (await loadRegistryEntities(scene.sql, ['tenant:acme'])).get('tenant:acme');

  it('begin with the first token, and are announced with their tenant', async () => {
    expect(await announced()).toEqual({ kind: 'tenant', id: 'acme' });
    const first = await epochs.forToken('acme', ENTRY);
    expect(first?.changes).toMatchObject([{ key: 'tenant:acme' }]);
    expect(await announced()).toMatchObject({ portalEpoch: first?.epoch });
    expect(await epochs.forToken('acme', ENTRY)).toEqual({ epoch: first?.epoch, changes: [] });
  });

  it('are begun once, when several want the first token at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => epochs.forToken('acme', ENTRY)));
    expect(new Set(all.map((one) => one?.epoch)).size).toBe(1);
    expect(all.flatMap((one) => one?.changes ?? [])).toHaveLength(1);
  });

  it('end on request, and with their tenant, though it is made again', async () => {
    const first = await epochs.forToken('acme', ENTRY);
    expect(await epochs.begin('acme')).toMatchObject([{ key: 'tenant:acme' }]);
    const second = await epochs.forToken('acme', ENTRY);
    await tenants.put({ ...tenantOf('acme'), name: 'changed' }, NOW);
    expect(await announced()).toMatchObject({ portalEpoch: second?.epoch });
    await tenants.delete('acme', mintId('job', 0), NOW);
    await tenants.put(tenantOf('acme'), NOW);
    const third = await epochs.forToken('acme', ENTRY);
    expect(new Set([first, second, third].map((one) => one?.epoch)).size).toBe(3);
  });

  it('are of no tenant that is not there', async () => {
    expect([await epochs.forToken('nobody', ENTRY), await epochs.begin('nobody')]).toEqual([undefined, undefined]);
  });

  it('leave an entry in the audit log for each token', async () => {
    await epochs.forToken('acme', ENTRY);
    const { data } = await new AuditLogRepository(scene.database).list({ kind: 'portal-token' }, { limit: 10 });
    expect(data).toMatchObject([{ entityId: 'ptk_1', tenant: 'acme', after: { scopes: ['read'] } }]);
  });
});
