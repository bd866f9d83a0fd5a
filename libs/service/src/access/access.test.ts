import { describe, expect, it } from '@jest/globals';
import { RegistryCopy } from '@postrider/registry';
import type { ApiKeyEntity, RegistryChange } from '@postrider/schemas';
import { mintApiKey } from '@postrider/secrets';
import { ManualClock, Unavailable } from '@postrider/time';
import { Access, type CurrentRegistry } from './access.js';

const ROOT = 'the root key of this test';

/** A registry that has changes on the way, which it only knows once somebody waits for them. */
class RegistryBehind implements CurrentRegistry {
  readonly copy = new RegistryCopy();
  asked = 0;

  constructor(private readonly onTheWay: RegistryChange[] = []) {}

  caughtUp(): Promise<number> {
    this.asked += 1;
    for (const change of this.onTheWay.splice(0)) this.copy.apply(change);
    return Promise.resolve(0);
  }
}

function keyChange(hash: string, rest: Partial<ApiKeyEntity> = {}): RegistryChange {
  return {
    kind: 'api-key',
    id: 'key_1',
    version: 1,
    entity: { kind: 'api-key', id: 'key_1', hash, scopes: ['publish'], ...rest },
  };
}

describe('access', () => {
  const clock = new ManualClock('2026-03-01T12:00:00.000Z');
  const accessWith = (registry: CurrentRegistry) => new Access(ROOT, registry, clock);

  it('knows the root key, and nothing that is only like it', async () => {
    const access = accessWith(new RegistryBehind());
    await expect(access.authenticate(`Bearer ${ROOT.replaceAll(' ', '_')}`)).rejects.toMatchObject({
      code: 'unauthorized',
    });
    const spaceless = new Access('a-root-key-of-this-test', new RegistryBehind(), clock);
    await expect(spaceless.authenticate('Bearer a-root-key-of-this-test')).resolves.toEqual({
      kind: 'root',
      id: 'root',
      scopes: ['publish', 'manage', 'read'],
      tenant: undefined,
    });
    for (const header of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Basic a-root-key-of-this-test',
      'Bearer a-root-key-of-this-tes',
      'Bearer a-root-key-of-this-test2',
    ]) {
      await expect(spaceless.authenticate(header)).rejects.toMatchObject({
        code: 'unauthorized',
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
  });

  it('knows a key whose creation was answered, though its record is still on the way', async () => {
    const { key, hash } = mintApiKey();
    const registry = new RegistryBehind([keyChange(hash, { tenant: 'acme' })]);
    const access = accessWith(registry);
    await expect(access.authenticate(`Bearer ${key}`)).resolves.toEqual({
      kind: 'key',
      id: 'key_1',
      scopes: ['publish'],
      tenant: 'acme',
    });
    await access.authenticate(`Bearer ${key}`);
    expect(registry.asked).toBe(1);
  });

  it('refuses a key that nobody made, that was deleted or has expired', async () => {
    const { key, hash } = mintApiKey();
    await expect(accessWith(new RegistryBehind()).authenticate(`Bearer ${key}`)).rejects.toMatchObject({
      code: 'unauthorized',
    });
    const expired = new RegistryBehind([keyChange(hash, { expiresAt: '2026-03-01T12:00:00.000Z' })]);
    await expect(accessWith(expired).authenticate(`Bearer ${key}`)).rejects.toMatchObject({ code: 'unauthorized' });
    const deleted = new RegistryBehind([keyChange(hash), { kind: 'api-key', id: 'key_1', version: 2 }]);
    await expect(accessWith(deleted).authenticate(`Bearer ${key}`)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('refuses nobody while it cannot know: that is for the one who asks to try again', async () => {
    const registry: CurrentRegistry = {
      copy: new RegistryCopy(),
      caughtUp: () => Promise.reject(new Unavailable('away')),
    };
    await expect(accessWith(registry).authenticate(`Bearer ${mintApiKey().key}`)).rejects.toBeInstanceOf(Unavailable);
    await expect(accessWith(registry).requireTenant('acme')).rejects.toBeInstanceOf(Unavailable);
  });

  it('finds a tenant whose creation was answered, and no other', async () => {
    const access = accessWith(
      new RegistryBehind([{ kind: 'tenant', id: 'acme', version: 1, entity: { kind: 'tenant', id: 'acme' } }]),
    );
    await expect(access.requireTenant('acme')).resolves.toBeUndefined();
    await expect(access.requireTenant('globex')).rejects.toMatchObject({ code: 'not_found' });
  });
});
