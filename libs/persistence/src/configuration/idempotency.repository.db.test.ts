import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NOW } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { IdempotencyRepository } from './idempotency.repository.js';

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

  const claim = (request = 'request', now = NOW, caller = 'caller') => keys.claim(caller, 'key', request, now);

  it('are new once, under way until they are answered, and answered from then on', async () => {
    expect(await claim()).toEqual({ kind: 'new' });
    expect(await claim()).toEqual({ kind: 'under_way' });
    await keys.complete('caller', 'key', 201, 'sealed body');
    const answered = { kind: 'answered', status: 201, sealedBody: 'sealed body' };
    expect(await claim()).toEqual(answered);
    expect(await claim('request', at(3600))).toEqual(answered);
  });

  it('belong to their caller', async () => {
    await claim();
    expect(await claim('request', NOW, 'another')).toEqual({ kind: 'new' });
    await keys.complete('another', 'key', 200, 'another’s');
    expect(await claim()).toEqual({ kind: 'under_way' });
  });

  it('are for one request, before and after it is answered', async () => {
    await claim();
    expect(await claim('another request')).toEqual({ kind: 'other_request' });
    await keys.complete('caller', 'key', 200, 'sealed');
    expect(await claim('another request')).toEqual({ kind: 'other_request' });
  });

  it('can be used again when the request failed', async () => {
    await claim();
    await keys.abandon('caller', 'key');
    expect(await claim('another request')).toEqual({ kind: 'new' });
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
