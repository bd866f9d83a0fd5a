import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Unavailable } from '@postrider/time';
import { NOW, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { TenantRepository } from './tenants.repository.js';

const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

describe('idempotency keys', () => {
  let scene: Scene;
  let keys: IdempotencyRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    keys = new IdempotencyRepository(scene.database);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('idempotency_keys'));

  const answer = (sealedBody: string, caller = 'caller', claimedAt = NOW, change = () => Promise.resolve()) =>
    keys.answer({ caller, key: 'key', claimedAt }, change, () => ({ status: 201, sealedBody }));
  const claim = (request = 'request', now = NOW, caller = 'caller') => keys.claim(caller, 'key', request, now);

  it('are new once, under way until they are answered, and answered from then on', async () => {
    expect(await claim()).toEqual({ kind: 'new' });
    expect(await claim()).toEqual({ kind: 'under_way' });
    await answer('sealed body');
    const answered = { kind: 'answered', status: 201, sealedBody: 'sealed body' };
    expect(await claim()).toEqual(answered);
    expect(await claim('request', at(3600))).toEqual(answered);
  });

  it('belong to their caller', async () => {
    await claim();
    expect(await claim('request', NOW, 'another')).toEqual({ kind: 'new' });
    await answer('another’s', 'another');
    expect(await claim()).toEqual({ kind: 'under_way' });
  });

  it('are for one request, before and after it is answered', async () => {
    await claim();
    expect(await claim('another request')).toEqual({ kind: 'other_request' });
    await answer('sealed');
    expect(await claim('another request')).toEqual({ kind: 'other_request' });
  });

  it('can be used again when the request failed', async () => {
    await claim();
    const failed = new Error('the change failed');
    await expect(answer('sealed', 'caller', NOW, () => Promise.reject(failed))).rejects.toBe(failed);
    expect(await claim('another request')).toEqual({ kind: 'new' });
  });

  it('are answered in the transaction that makes the change: killed before its end, neither is there', async () => {
    const tenants = new TenantRepository(scene.database);
    const change = async (): Promise<void> => {
      await tenants.put(tenantOf('acme'), NOW);
      // What the change reads back is its own.
      expect(await tenants.find('acme')).toBeDefined();
    };
    await claim();
    const killed = answer('sealed', 'caller', NOW, async () => {
      await change();
      const sql = 'select pg_backend_pid() as pid';
      const [connection] = await scene.database.use((manager) => manager.query<{ pid: number }[]>(sql));
      await scene.terminate([connection?.pid ?? 0]);
    });
    await expect(killed).rejects.toBeInstanceOf(Unavailable);
    expect(await tenants.find('acme')).toBeFalsy();
    expect(await claim()).toEqual({ kind: 'new' });
    await answer('sealed', 'caller', NOW, change);
    expect(await tenants.find('acme')).toBeDefined();
    expect(await claim()).toMatchObject({ kind: 'answered', sealedBody: 'sealed' });
  });

  it('undo the change of a request that took so long that another has its key, and leave that one alone', async () => {
    const tenants = new TenantRepository(scene.database);
    await claim();
    expect(await claim('request', at(60))).toEqual({ kind: 'new' });
    const late = answer('late', 'caller', NOW, async () => {
      await tenants.put(tenantOf('late'), NOW);
    });
    await expect(late).rejects.toBeInstanceOf(Unavailable);
    expect(await tenants.find('late')).toBeFalsy();
    await answer('in time', 'caller', at(60));
    expect(await claim()).toMatchObject({ sealedBody: 'in time' });
  });

  it('are new for one of many claims at the same time', async () => {
    for (let turn = 0; turn < 10; turn++) {
      await scene.empty('idempotency_keys');
      const kinds = (await Promise.all(Array.from({ length: 12 }, () => claim()))).map(({ kind }) => kind);
      expect(kinds.sort()).toEqual(['new', ...Array.from({ length: 11 }, () => 'under_way')]);
    }
  });

  it('are taken over by one claim when the process that had them must have died', async () => {
    await claim();
    expect(await claim('request', at(59))).toEqual({ kind: 'under_way' });
    const kinds = (await Promise.all(Array.from({ length: 12 }, () => claim('request', at(60))))).map(
      ({ kind }) => kind,
    );
    expect(kinds.sort()).toEqual(['new', ...Array.from({ length: 11 }, () => 'under_way')]);
    expect(await claim('request', at(119))).toEqual({ kind: 'under_way' });
    expect(await claim('request', at(120))).toEqual({ kind: 'new' });
  });

  it('are forgotten when they are old', async () => {
    await claim();
    await keys.claim('caller', 'younger', 'request', at(60));
    expect(await keys.forget(at(1))).toBe(1);
    expect(await claim()).toEqual({ kind: 'new' });
    expect(await keys.claim('caller', 'younger', 'request', at(61))).toEqual({ kind: 'under_way' });
    expect(await keys.forget(NOW)).toBe(0);
  });
});
