import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mintId } from '@postrider/schemas';
import { Scene } from '../testing/scene.js';
import { shareEventCounts } from './event-counts.js';
import { untoldEvents } from './operational-events.js';
import { tellOfQuotas } from './quotas-told.js';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const HOUR_MS = 3_600_000;
const [TODAY, TOMORROW] = ['2026-03-01', '2026-03-02'];

describe('quotas that are nearly used up', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
    await scene.sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    await scene.empty('operational_events', 'quotas_told', 'event_counts', 'endpoints');
    await scene.sql.query('update tenants set quota_events_per_day = null, quota_endpoints = null');
  });

  const limit = (what: 'events_per_day' | 'endpoints', most: number) =>
    scene.sql.query(`update tenants set quota_${what} = $1 where id = 'acme'`, [most]);
  const accepted = (process: string, count: number, day = TODAY) =>
    shareEventCounts(scene.sql, process, day, new Map([['acme', count]]));
  const endpoint = async (): Promise<string> => {
    const id = mintId('ep', Date.now());
    await scene.sql.query(
      `insert into endpoints (id, tenant, url, header_names, status, created_at, updated_at)
       values ($1, 'acme', 'https://example.com/', '{}', 'enabled', now(), now())`,
      [id],
    );
    return id;
  };
  /** What a look at that time has told. */
  const look = async (nowMs = NOON): Promise<readonly object[]> => {
    await scene.empty('operational_events');
    await scene.sql.transaction((statements) => tellOfQuotas(statements, nowMs));
    return (await untoldEvents(scene.sql, 100)).map(({ type, about, data }) => {
      expect([type, about]).toEqual(['postrider.quota.near', 'acme']);
      return data;
    });
  };
  const ofEvents = (part: number, used: number, day = TODAY, most = 15) => ({
    tenant: 'acme',
    quota: 'eventsPerDay',
    part,
    limit: most,
    used,
    day,
  });
  const ofEndpoints = (part: number, used: number) => ({ tenant: 'acme', quota: 'endpoints', part, limit: 2, used });

  it('are told at four fifths and when they are used up, once in a day, whoever accepted what', async () => {
    await limit('events_per_day', 15);
    await accepted('a', 5);
    await accepted('b', 6);
    expect(await look()).toEqual([]);
    await accepted('a', 6);
    expect(await look()).toEqual([ofEvents(0.8, 12)]);
    await accepted('b', 8);
    expect(await look()).toEqual([]);
    await accepted('b', 10);
    expect(await look()).toEqual([ofEvents(1, 16)]);
    expect(await look()).toEqual([]);
    await accepted('a', 14, TOMORROW);
    expect(await look(NOON + 24 * HOUR_MS)).toEqual([ofEvents(0.8, 14, TOMORROW)]);
  });

  it('are told by several that look at once no more often than by one', async () => {
    await limit('events_per_day', 15);
    await accepted('a', 15);
    await Promise.all(
      Array.from({ length: 4 }, () => scene.sql.transaction((statements) => tellOfQuotas(statements, NOON))),
    );
    expect((await untoldEvents(scene.sql, 9)).map(({ data }) => data)).toEqual([ofEvents(0.8, 15), ofEvents(1, 15)]);
  });

  it('are told of the day that ended too, for a while, and not of what was accepted long ago', async () => {
    await limit('events_per_day', 15);
    await accepted('a', 13);
    expect(await look(NOON + 12 * HOUR_MS + 1000)).toEqual([ofEvents(0.8, 13)]);
    await accepted('a', 15);
    expect(await look(NOON + 24 * HOUR_MS)).toEqual([]);
  });

  it('are told anew of another limit, and never of one that is nothing, or of a tenant without', async () => {
    await accepted('a', 15);
    expect(await look()).toEqual([]);
    await limit('events_per_day', 0);
    expect(await look()).toEqual([]);
    await limit('events_per_day', 15);
    expect(await look()).toHaveLength(2);
    await limit('events_per_day', 18);
    expect(await look()).toEqual([ofEvents(0.8, 15, TODAY, 18)]);
  });

  it('of endpoints are told when there are as many, and again on another day when there were fewer between', async () => {
    await limit('endpoints', 2);
    await endpoint();
    expect(await look()).toEqual([]);
    const last = await endpoint();
    expect(await look()).toEqual([ofEndpoints(0.8, 2), ofEndpoints(1, 2)]);
    expect(await look(NOON + 72 * HOUR_MS)).toEqual([]);
    await scene.sql.query('delete from endpoints where id = $1', [last]);
    expect(await look(NOON + 72 * HOUR_MS)).toEqual([]);
    await endpoint();
    expect(await look(NOON + 72 * HOUR_MS)).toHaveLength(2);
    await scene.sql.query('delete from endpoints where id = $1', [last]);
    expect(await look(NOON + 73 * HOUR_MS)).toEqual([]);
  });
});
