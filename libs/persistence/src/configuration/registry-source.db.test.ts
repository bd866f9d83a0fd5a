import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeRegistryChange, encodeRegistryChange, mintId, type RegistryEntity } from '@postrider/schemas';
import { allowed, apiKeyRow, endpointRow, eventTypeOf, NOW, subscriptionRow, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { ApiKeyRepository } from './api-keys.repository.js';
import { EndpointRepository } from './endpoints.repository.js';
import { EventTypeRepository } from './event-types.repository.js';
import { dropExpiredSecrets } from './expired-secrets.js';
import { loadRegistryEntities } from './registry-source.js';
import { TenantRepository } from './tenants.repository.js';

describe('what the registry carries', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
    await new TenantRepository(scene.database).put(tenantOf('acme'), NOW);
  });
  afterAll(() => scene.close());

  /** An entity as a reader of the registry ends up with it. */
  const carried = async (key: string): Promise<RegistryEntity | undefined> => {
    const entity = (await loadRegistryEntities(scene.sql, [key])).get(key);
    const [kind, id] = key.split(':') as [RegistryEntity['kind'], string];
    const { headers, ...rest } = encodeRegistryChange({ kind, id, version: 7, ...(entity && { entity }) });
    const record = {
      ...rest,
      key: Buffer.from(String(rest.key)),
      headers: { version: Buffer.from(String(headers.version)) },
    };
    const decoded = decodeRegistryChange(record);
    if (decoded.kind === 'undecodable') throw new TypeError(decoded.reason);
    expect(decoded.value).toMatchObject({ kind, id, version: 7 });
    expect(decoded.value.entity).toEqual(entity);
    return entity;
  };

  it('of a tenant is its limit, where it has one', async () => {
    const tenants = new TenantRepository(scene.database);
    await tenants.put({ ...tenantOf('plain'), name: 'A name' }, NOW);
    await tenants.put({ ...tenantOf('limited'), publishPerSecond: 0.5, publishBurst: 3 }, NOW);
    expect(await carried('tenant:plain')).toEqual({ kind: 'tenant', id: 'plain' });
    expect(await carried('tenant:limited')).toEqual({
      kind: 'tenant',
      id: 'limited',
      publishLimit: { perSecond: 0.5, burst: 3 },
    });
    await tenants.put({ ...tenantOf('sized'), quotaEventsPerDay: 0, quotaMaxEventBytes: 1000, quotaEndpoints: 3 }, NOW);
    const quota = { eventsPerDay: 0, maxEventBytes: 1000 };
    expect(await carried('tenant:sized')).toEqual({ kind: 'tenant', id: 'sized', quota });
  });

  it('of an API key is its hash and what it may do, where and until when', async () => {
    const keys = new ApiKeyRepository(scene.database);
    const everywhere = apiKeyRow({ scopes: ['publish', 'manage', 'read'] });
    const narrow = apiKeyRow({ tenant: 'acme', expiresAt: new Date('2027-01-01T00:00:00.123Z') });
    await keys.create(everywhere);
    await keys.create(narrow);
    expect(await carried(`api-key:${everywhere.id}`)).toEqual({
      kind: 'api-key',
      id: everywhere.id,
      hash: everywhere.hash,
      scopes: ['publish', 'manage', 'read'],
    });
    expect(await carried(`api-key:${narrow.id}`)).toEqual({
      kind: 'api-key',
      id: narrow.id,
      hash: narrow.hash,
      scopes: ['publish'],
      tenant: 'acme',
      expiresAt: '2027-01-01T00:00:00.123Z',
    });
    const previous = [{ hash: 'an older one', expiresAt: '2027-01-01T00:00:00.123Z' }];
    const limits = { allowedCidrs: ['192.0.2.0/24'], ratePerSecond: 0.5, rateBurst: 3, previousHashes: previous };
    const limited = apiKeyRow(limits);
    await keys.create(limited);
    expect(await carried(`api-key:${limited.id}`)).toMatchObject({
      allowedCidrs: ['192.0.2.0/24'],
      rateLimit: { perSecond: 0.5, burst: 3 },
      previous,
    });
  });

  it('of an event type are its versions, with their schemas as they were written', async () => {
    const types = new EventTypeRepository(scene.database);
    // In this order: jsonb would sort the names by their length.
    const schema = { type: 'object', properties: { z: { const: null }, a: {} }, $id: 'x', required: ['z', 'a'] };
    await types.put(eventTypeOf('order.created', { schema, example: { z: null } }), allowed, NOW);
    await types.put(eventTypeOf('without'), allowed, NOW);
    await types.put(eventTypeOf('anything', { schema: true }), allowed, NOW);
    await types.put(eventTypeOf('nothing', { schema: false }), allowed, NOW);
    const entity = await carried('event-type:order.created');
    expect(JSON.stringify(entity)).toBe(
      JSON.stringify({ kind: 'event-type', id: 'order.created', versions: [{ version: 1, schema }] }),
    );
    expect(await carried('event-type:without')).toMatchObject({ id: 'without', versions: [{ version: 1 }] });
    expect(await carried('event-type:anything')).toMatchObject({ versions: [{ version: 1, schema: true }] });
    expect(await carried('event-type:nothing')).toMatchObject({ versions: [{ version: 1, schema: false }] });
  });

  it('of an event type says what is archived of it, whose schema nobody needs', async () => {
    const types = new EventTypeRepository(scene.database);
    await types.put(eventTypeOf('several', { schema: true }), allowed, NOW);
    await types.put({ id: 'several', version: 20, schema: false, example: null }, allowed, NOW);
    await types.setVersionArchived('several', 1, true, NOW);
    const versions = [
      { version: 1, archived: true },
      { version: 20, schema: false },
    ];
    expect(await carried('event-type:several')).toEqual({ kind: 'event-type', id: 'several', versions });
    await types.setArchived('several', true, NOW);
    expect(await carried('event-type:several')).toEqual({
      kind: 'event-type',
      id: 'several',
      archived: true,
      versions,
    });
  });

  it('of a subscription is the version that it pins', async () => {
    const row = endpointRow('acme');
    const [pinned, open] = [subscriptionRow(row.id, 0, 'order.*'), subscriptionRow(row.id, 1, '*')];
    await new EndpointRepository(scene.database).create(row, [Object.assign(pinned, { version: 2 }), open], 'sealed');
    expect(await carried(`endpoint:${row.id}`)).toMatchObject({
      subscriptions: [
        { id: pinned.id, eventTypes: ['order.*'], version: 2 },
        { id: open.id, eventTypes: ['*'] },
      ],
    });
  });

  it('of an endpoint that says nothing is where it is, and its secret', async () => {
    const row = endpointRow('acme');
    await new EndpointRepository(scene.database).create(row, [], 'sealed 1');
    expect(await carried(`endpoint:${row.id}`)).toEqual({
      kind: 'endpoint',
      id: row.id,
      tenant: 'acme',
      url: 'https://example.com/hooks',
      status: 'enabled',
      secrets: [{ sealed: 'sealed 1' }],
    });
  });

  /** What one of several subscriptions asks for beside types; numbers as they were written, names in their order. */
  const selecting = (position: number) =>
    position === 2 ? { labels: ['eu', 'vip'], filter: { data: { z: 0.30000000000000004, a: { $ne: null } } } } : {};

  it('of an endpoint that says everything is all of it, subscriptions in their order', async () => {
    const row = endpointRow('acme', {
      headerNames: ['x-token'],
      sealedHeaders: 'sealed headers',
      ratePerSecond: 2.5,
      rateBurst: 7,
      maxInFlight: 3,
      timeoutMs: 2000,
      retrySchedule: [1, 60],
      payload: 'thin',
      format: 'cloudevents',
      metadata: { team: 'left out' },
      description: 'left out',
      status: 'disabled',
      disabledReason: 'requested',
    });
    const subscriptions = [3, 0, 2, 1].map((position) =>
      Object.assign(subscriptionRow(row.id, position, `type_${position}`, 'order.*'), selecting(position)),
    );
    await new EndpointRepository(scene.database).create(row, subscriptions, 'sealed');
    expect(await carried(`endpoint:${row.id}`)).toEqual({
      kind: 'endpoint',
      id: row.id,
      tenant: 'acme',
      url: 'https://example.com/hooks',
      status: 'disabled',
      secrets: [{ sealed: 'sealed' }],
      sealedHeaders: 'sealed headers',
      subscriptions: [0, 1, 2, 3].map((position) => ({
        id: subscriptions.find((subscription) => subscription.position === position)?.id,
        eventTypes: [`type_${position}`, 'order.*'],
        ...selecting(position),
      })),
      payload: 'thin',
      format: 'cloudevents',
      maxInFlight: 3,
      timeoutMs: 2000,
      retryScheduleSeconds: [1, 60],
      rateLimit: { perSecond: 2.5, burst: 7 },
    });
  });

  it('of a rate without a burst has one of a second, and of one at least', async () => {
    const endpoints = new EndpointRepository(scene.database);
    for (const [ratePerSecond, burst] of [
      [0.1, 1],
      [2.5, 3],
    ] as const) {
      const row = endpointRow('acme', { ratePerSecond });
      await endpoints.create(row, [], 'sealed');
      expect(await carried(`endpoint:${row.id}`)).toMatchObject({ rateLimit: { perSecond: ratePerSecond, burst } });
    }
  });

  it('of an endpoint’s secrets are those that sign, newest first, until they are dropped for good', async () => {
    const endpoints = new EndpointRepository(scene.database);
    const row = endpointRow('acme');
    await endpoints.create(row, [], 'first');
    const inAnHour = new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_123);
    await endpoints.rotateSecret('acme', row.id, 'second', inAnHour, new Date());
    await endpoints.rotateSecret('acme', row.id, 'third', inAnHour, new Date());
    const live = [
      { sealed: 'third' },
      { sealed: 'second', expiresAt: inAnHour.toISOString() },
      { sealed: 'first', expiresAt: inAnHour.toISOString() },
    ];
    expect(await carried(`endpoint:${row.id}`)).toMatchObject({ secrets: live });
    await scene.sql.query(
      `update endpoint_secrets set expires_at = now() - interval '1 second' where sealed = 'first'`,
    );
    expect(await carried(`endpoint:${row.id}`)).toMatchObject({ secrets: live.slice(0, 2) });
    await scene.empty('registry_outbox');
    expect(await scene.sql.transaction((statements) => dropExpiredSecrets(statements))).toBe(1);
    expect(await scene.sql.query('select key from registry_outbox')).toEqual([{ key: `endpoint:${row.id}` }]);
    expect(await scene.sql.query(`select sealed from endpoint_secrets where sealed = 'first'`)).toEqual([]);
    expect(await scene.sql.transaction((statements) => dropExpiredSecrets(statements))).toBe(0);
  });

  it('of what is gone is nothing, and of many kinds at once each under its own key', async () => {
    const gone = endpointRow('acme');
    const endpoints = new EndpointRepository(scene.database);
    await endpoints.create(gone, [], 'sealed');
    await endpoints.delete('acme', gone.id, mintId('job', Date.now()), NOW);
    expect(await carried(`endpoint:${gone.id}`)).toBeUndefined();
    await new TenantRepository(scene.database).put(tenantOf('both'), NOW);
    await new EventTypeRepository(scene.database).put(eventTypeOf('both'), allowed, NOW);
    const found = await loadRegistryEntities(scene.sql, [
      'tenant:both',
      'event-type:both',
      'tenant:nobody',
      `endpoint:${gone.id}`,
    ]);
    expect(found).toEqual(
      new Map([
        ['tenant:both', { kind: 'tenant', id: 'both' }],
        ['event-type:both', { kind: 'event-type', id: 'both', versions: [{ version: 1 }] }],
      ]),
    );
    expect(await loadRegistryEntities(scene.sql, [])).toEqual(new Map());
  });
});
