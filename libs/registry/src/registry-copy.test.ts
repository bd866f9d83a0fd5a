import { describe, expect, it } from '@jest/globals';
import type { ApiKeyEntity, RegistryChange, RegistryEntity } from '@postrider/schemas';
import fc from 'fast-check';
import { RegistryCopy } from './registry-copy.js';

const tenant = (id: string, version: number): RegistryChange => ({
  kind: 'tenant',
  id,
  version,
  entity: { kind: 'tenant', id },
});
const limited = (id: string, version: number): RegistryChange => ({
  kind: 'tenant',
  id,
  version,
  entity: { kind: 'tenant', id, publishLimit: { perSecond: version + 1, burst: 1 } },
});
const gone = (id: string, version: number): RegistryChange => ({ kind: 'tenant', id, version });

describe('the copy of the registry', () => {
  it('ends in the same state in whatever order changes come and however often', () => {
    const changes = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), {
      minLength: 1,
      maxLength: 6,
      selector: ([id, deleted]) => `${id}${deleted}`,
    });
    fc.assert(
      fc.property(changes, fc.array(fc.nat(), { minLength: 6, maxLength: 30 }), (pairs, order) => {
        const history = pairs.map(([id, deleted], version) => (deleted ? gone(id, version) : limited(id, version)));
        const followed = new RegistryCopy();
        for (const change of history) followed.apply(change);
        const shuffled = new RegistryCopy();
        for (const pick of order)
          for (const change of history.slice(pick % history.length).slice(0, 1)) shuffled.apply(change);
        for (const change of [...history].reverse()) shuffled.apply(change);
        for (const id of ['a', 'b', 'c']) expect(shuffled.tenant(id)).toEqual(followed.tenant(id));
        expect(shuffled.counts()).toEqual(followed.counts());
      }),
    );
  });

  it('does not let an older version bring a deleted entity back', () => {
    const copy = new RegistryCopy();
    copy.apply(gone('acme', 5));
    expect(copy.apply(tenant('acme', 4))).toBe(false);
    expect(copy.tenant('acme')).toBeUndefined();
    expect(copy.apply(tenant('acme', 6))).toBe(true);
    expect(copy.tenant('acme')).toBeDefined();
  });

  it('finds an API key by its hash, and no longer by the hash it had before', () => {
    const copy = new RegistryCopy();
    const key = (hash: string): ApiKeyEntity => ({ kind: 'api-key', id: 'key_1', hash, scopes: ['read'] });
    copy.apply({ kind: 'api-key', id: 'key_1', version: 1, entity: key('old') });
    copy.apply({ kind: 'api-key', id: 'key_1', version: 2, entity: key('new') });
    expect(copy.apiKey('old')).toBeUndefined();
    expect(copy.apiKey('new')?.id).toBe('key_1');
  });

  it('finds an API key by the hashes that it had before, for as long as they are named', () => {
    const copy = new RegistryCopy();
    const key = (hash: string, ...old: string[]): ApiKeyEntity => ({
      kind: 'api-key',
      id: 'key_1',
      hash,
      scopes: ['read'],
      previous: old.map((one) => ({ hash: one, expiresAt: '2026-03-01T12:00:00.000Z' })),
    });
    const known = () => ['a', 'b', 'c'].filter((hash) => copy.apiKey(hash)?.id === 'key_1').join('');
    copy.apply({ kind: 'api-key', id: 'key_1', version: 1, entity: key('a') });
    copy.apply({ kind: 'api-key', id: 'key_1', version: 2, entity: key('b', 'a') });
    expect([known(), copy.counts()['api-key']]).toEqual(['ab', 1]);
    copy.apply({ kind: 'api-key', id: 'key_1', version: 3, entity: key('c', 'b') });
    expect(known()).toBe('bc');
    copy.apply({ kind: 'api-key', id: 'key_1', version: 4 });
    expect(known()).toBe('');
  });

  it('tells listeners what an entity was and is', () => {
    const copy = new RegistryCopy();
    const told: (readonly [RegistryEntity | undefined, RegistryEntity | undefined])[] = [];
    copy.onChange((before, after) => told.push([before, after]));
    const created = tenant('acme', 1);
    copy.apply(created);
    copy.apply(created);
    copy.apply(gone('acme', 2));
    expect(told).toEqual([
      [undefined, created.entity],
      [created.entity, undefined],
    ]);
  });
});
