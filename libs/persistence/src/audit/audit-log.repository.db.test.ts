import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mintId } from '@postrider/schemas';
import { disableEndpoints } from '../configuration/disable-endpoints.js';
import { EndpointRepository } from '../configuration/endpoints.repository.js';
import { IdempotencyRepository } from '../configuration/idempotency.repository.js';
import { TenantRepository } from '../configuration/tenants.repository.js';
import { JobRepository } from '../work/jobs.repository.js';
import { decodeCursor } from '../cursor.js';
import { everyPage } from '../testing/every-page.js';
import { endpointRow, NOW, subscriptionRow, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { AuditLogRepository } from './audit-log.repository.js';
import type { AskedChange } from './change-at-hand.js';
import { PreconditionFailed } from './precondition.js';

const SUBJECT = { kind: 'tenant', id: 'acme', tenant: 'acme' };
const LATER = new Date(NOW.getTime() + 60_000);

describe('the audit log', () => {
  let scene: Scene;
  let audit: AuditLogRepository;
  let tenants: TenantRepository;
  let endpoints: EndpointRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    audit = new AuditLogRepository(scene.database);
    tenants = new TenantRepository(scene.database);
    endpoints = new EndpointRepository(scene.database);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('tenants', 'registry_outbox', 'entity_versions', 'audit_log', 'jobs'));

  const asked = (given: Partial<AskedChange> = {}): AskedChange => ({
    actor: { kind: 'key', id: 'key_1' },
    address: '192.0.2.1',
    operation: 'putTenant',
    requestId: 'request-1',
    subject: SUBJECT,
    ...given,
  });
  const put = (name: string, given?: Partial<AskedChange>) =>
    audit.change(asked(given), () => tenants.put({ ...tenantOf('acme'), name }, NOW));
  const entries = async () => [...(await audit.list({}, { limit: 100 })).data].reverse();

  it('says who did what, how it was before and how it is after', async () => {
    await put('Acme');
    await put('Acme & Sons', { actor: { kind: 'portal', id: 'ptk_1', name: 'somebody' }, requestId: 'request-2' });
    await audit.change(asked({ operation: 'deleteTenant' }), () => tenants.delete('acme', mintId('job', 0), LATER));
    const [made, changed, deleted, ...others] = await entries();
    expect(others).toEqual([]);
    const common = { kind: 'tenant', entityId: 'acme', tenant: 'acme', address: '192.0.2.1', actorId: 'key_1' };
    expect(made).toMatchObject({ ...common, operation: 'putTenant', requestId: 'request-1', before: null });
    expect(made?.after).toMatchObject({ id: 'acme', name: 'Acme', createdAt: NOW.toISOString() });
    expect(changed).toMatchObject({ actorKind: 'portal', actorId: 'ptk_1', actorName: 'somebody' });
    expect([changed?.before, changed?.after]).toEqual([made?.after, { ...made?.after, name: 'Acme & Sons' }]);
    expect(deleted).toMatchObject({ ...common, operation: 'deleteTenant', before: changed?.after, after: null });
  });

  it('has nothing of a change that failed, or was none', async () => {
    const failed = new Error('after the change');
    const failing = audit.change(asked(), async () => {
      await tenants.put(tenantOf('acme'), NOW);
      throw failed;
    });
    await expect(failing).rejects.toBe(failed);
    expect(await tenants.find('acme')).toBeNull();
    await audit.change(asked(), () => tenants.find('acme'));
    expect(await entries()).toEqual([]);
  });

  it('has an entry of a request that changed nothing that is configured', async () => {
    const jobs = new JobRepository(scene.database);
    const job = { id: mintId('job', 0), kind: 'redrive', tenant: 'acme', count: 1, now: NOW } as const;
    const subject = { kind: 'dead-letter', tenant: 'acme' };
    await audit.change(asked({ operation: 'redriveDeadLetters', subject }), () => jobs.create(job));
    expect(await entries()).toMatchObject([
      {
        operation: 'redriveDeadLetters',
        kind: 'dead-letter',
        entityId: null,
        tenant: 'acme',
        before: null,
        after: null,
      },
    ]);
  });

  it('has an entry for each thing that one request changed, and nothing secret in any', async () => {
    await put('Acme');
    const row = endpointRow('acme', { headerNames: ['x-token'], sealedHeaders: 'box1.SEALED' });
    await endpoints.create(row, [subscriptionRow(row.id, 0, 'order.*')], 'box1.SEALED');
    await audit.change(asked({ operation: 'deleteTenant' }), () => tenants.delete('acme', mintId('job', 0), LATER));
    const all = await entries();
    expect(
      all
        .slice(-2)
        .map(({ kind, operation }) => `${operation} ${kind}`)
        .sort(),
    ).toEqual(['deleteTenant endpoint', 'deleteTenant tenant']);
    expect(all[1]?.after).toMatchObject({
      headerNames: ['x-token'],
      sealedHeaders: '[hidden]',
      subscriptions: [{ eventTypes: ['order.*'] }],
      secrets: [{ createdAt: NOW.toISOString() }],
    });
    expect(JSON.stringify(all)).not.toContain('SEALED');
  });

  it('says what Postrider changed by itself', async () => {
    await put('Acme');
    const row = endpointRow('acme');
    await endpoints.create(row, [], 'sealed');
    await scene.empty('audit_log');
    await scene.sql.transaction((statements) => disableEndpoints(statements, [row.id], 'gone', LATER.getTime()));
    expect(await entries()).toMatchObject([
      {
        actorKind: 'postrider',
        operation: 'automatic',
        entityId: row.id,
        tenant: 'acme',
        before: { status: 'enabled' },
        after: { status: 'disabled', disabledReason: 'gone' },
      },
    ]);
  });

  it('is written in the transaction that keeps the answer for an Idempotency-Key', async () => {
    const keys = new IdempotencyRepository(scene.database);
    const claimed = { caller: 'key_1', key: 'k', claimedAt: NOW };
    await keys.claim('key_1', 'k', 'request', NOW);
    const unkept = keys.answer(
      { ...claimed, claimedAt: LATER },
      () => put('Acme'),
      () => ({ status: 200, sealedBody: '' }),
    );
    await expect(unkept).rejects.toThrow();
    expect([await tenants.find('acme'), await entries()]).toEqual([null, []]);
    await keys.answer(
      claimed,
      () => put('Acme'),
      () => ({ status: 200, sealedBody: 'sealed' }),
    );
    expect(await entries()).toHaveLength(1);
  });

  it('is found by tenant, kind, id, actor and time, page by page', async () => {
    for (let count = 0; count < 5; count++) await put(`Acme ${count}`);
    await put('Acme', { actor: { kind: 'root', id: 'root' } });
    const all = await audit.list({}, { limit: 100 });
    const found = async (filter: Parameters<AuditLogRepository['list']>[0]) =>
      (await audit.list(filter, { limit: 100 })).data.length;
    expect([await found({ tenant: 'acme' }), await found({ tenant: 'globex' })]).toEqual([6, 0]);
    expect([await found({ kind: 'tenant', id: 'acme' }), await found({ kind: 'endpoint' })]).toEqual([6, 0]);
    expect([await found({ actor: 'root' }), await found({ actor: 'key_1' })]).toEqual([1, 5]);
    const at = all.data[0]?.at.toISOString();
    expect([
      (await found({ since: at })) + (await found({ until: at })),
      await found({ since: LATER.toISOString() }),
    ]).toEqual([6, 6]);
    const list = ({ limit, after }: { readonly limit: number; readonly after?: string | undefined }) =>
      audit.list({}, { limit, after: decodeCursor(after ?? '') });
    const pages = await everyPage(list, 2);
    expect(pages).toHaveLength(6);
  });
});

describe('a change on a condition', () => {
  let scene: Scene;
  let audit: AuditLogRepository;
  let tenants: TenantRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    audit = new AuditLogRepository(scene.database);
    tenants = new TenantRepository(scene.database);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('tenants', 'registry_outbox', 'entity_versions', 'audit_log', 'jobs'));

  const put = (name: string, precondition: object = {}) =>
    audit.change(
      {
        actor: { kind: 'root', id: 'root' },
        operation: 'putTenant',
        subject: SUBJECT,
        precondition: { key: 'tenant:acme', ...precondition },
      },
      () => tenants.put({ ...tenantOf('acme'), name }, NOW),
    );
  const version = () => audit.version('tenant', 'acme');

  it('is made in the version that was seen, and in no other', async () => {
    await expect(put('too early', { ifMatch: 'any' })).rejects.toBeInstanceOf(PreconditionFailed);
    const made = await put('first', { ifNoneMatch: 'any' });
    expect(await version()).toBe(made.changes[0]?.version);
    await expect(put('again', { ifNoneMatch: 'any' })).rejects.toMatchObject({ failed: 'if-none-match' });
    const seen = [(await version()) ?? 0];
    await put('second', { ifMatch: seen });
    await expect(put('third', { ifMatch: seen })).rejects.toMatchObject({
      failed: 'if-match',
      version: await version(),
    });
    expect((await tenants.find('acme'))?.name).toBe('second');
  });

  it('is made once, of many at the same moment that saw the same', async () => {
    await put('first');
    const seen = [(await version()) ?? 0];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, name) => put(`${name}`, { ifMatch: seen })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await audit.list({}, { limit: 10 })).data).toHaveLength(2);
  });

  it('is judged though nothing came of it that would be announced', async () => {
    await put('first');
    const unchanged = audit.change(
      {
        actor: { kind: 'root', id: 'root' },
        operation: 'pauseEndpoint',
        subject: SUBJECT,
        precondition: { key: 'tenant:acme', ifMatch: [1] },
      },
      () => scene.database.transaction(() => Promise.resolve()),
    );
    await expect(unchanged).rejects.toBeInstanceOf(PreconditionFailed);
  });
});
