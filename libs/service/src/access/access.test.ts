import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { RegistryCopy } from '@postrider/registry';
import type { ApiKeyEntity, RegistryChange } from '@postrider/schemas';
import { mintApiKey, TokenSigner } from '@postrider/secrets';
import { ManualClock, Unavailable } from '@postrider/time';
import { Access, type CurrentRegistry } from './access.js';
import { PortalTokens } from './portal-tokens.js';

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

const from = (authorization: string | undefined, ip = '192.0.2.1') => ({ headers: { authorization }, ip });

describe('access', () => {
  const used: string[] = [];
  const portal = new PortalTokens(new TokenSigner([{ id: 'test', key: createSecretKey(randomBytes(32)) }], 'portal'));
  const uses = { note: (id: string) => void used.push(id) };
  const clock = new ManualClock('2026-03-01T12:00:00.000Z');
  const accessWith = (registry: CurrentRegistry) => new Access(ROOT, registry, uses, portal, clock);

  it('knows the root key, and nothing that is only like it', async () => {
    const access = accessWith(new RegistryBehind());
    await expect(access.authenticate(from(`Bearer ${ROOT.replaceAll(' ', '_')}`))).rejects.toMatchObject({
      code: 'unauthorized',
    });
    const spaceless = new Access('a-root-key-of-this-test', new RegistryBehind(), uses, portal, clock);
    await expect(spaceless.authenticate(from('Bearer a-root-key-of-this-test'))).resolves.toEqual({
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
      await expect(spaceless.authenticate(from(header))).rejects.toMatchObject({
        code: 'unauthorized',
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
  });

  it('knows a key whose creation was answered, though its record is still on the way', async () => {
    const { key, hash } = mintApiKey();
    const registry = new RegistryBehind([keyChange(hash, { tenant: 'acme' })]);
    const access = accessWith(registry);
    await expect(access.authenticate(from(`Bearer ${key}`))).resolves.toMatchObject({
      kind: 'key',
      id: 'key_1',
      scopes: ['publish'],
      tenant: 'acme',
    });
    await access.authenticate(from(`Bearer ${key}`));
    expect(registry.asked).toBe(1);
  });

  it('refuses a key that nobody made, that was deleted or has expired', async () => {
    const { key, hash } = mintApiKey();
    await expect(accessWith(new RegistryBehind()).authenticate(from(`Bearer ${key}`))).rejects.toMatchObject({
      code: 'unauthorized',
    });
    const expired = new RegistryBehind([keyChange(hash, { expiresAt: '2026-03-01T12:00:00.000Z' })]);
    await expect(accessWith(expired).authenticate(from(`Bearer ${key}`))).rejects.toMatchObject({
      code: 'unauthorized',
    });
    const deleted = new RegistryBehind([keyChange(hash), { kind: 'api-key', id: 'key_1', version: 2 }]);
    await expect(accessWith(deleted).authenticate(from(`Bearer ${key}`))).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  it('refuses nobody while it cannot know: that is for the one who asks to try again', async () => {
    const registry: CurrentRegistry = {
      copy: new RegistryCopy(),
      caughtUp: () => Promise.reject(new Unavailable('away')),
    };
    await expect(accessWith(registry).authenticate(from(`Bearer ${mintApiKey().key}`))).rejects.toBeInstanceOf(
      Unavailable,
    );
    await expect(accessWith(registry).requireTenant('acme')).rejects.toBeInstanceOf(Unavailable);
  });

  it('finds a tenant whose creation was answered, and no other', async () => {
    const access = accessWith(
      new RegistryBehind([{ kind: 'tenant', id: 'acme', version: 1, entity: { kind: 'tenant', id: 'acme' } }]),
    );
    await expect(access.requireTenant('acme')).resolves.toBeUndefined();
    await expect(access.requireTenant('globex')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('knows a key that was rotated for as long as it may still work, and the new one', async () => {
    const [old, now] = [mintApiKey(), mintApiKey()];
    const moving = new ManualClock('2026-03-01T12:00:00.000Z');
    const previous = [{ hash: old.hash, expiresAt: '2026-03-01T12:01:00.000Z' }];
    const access = new Access(ROOT, new RegistryBehind([keyChange(now.hash, { previous })]), uses, portal, moving);
    for (const { key } of [old, now])
      await expect(access.authenticate(from(`Bearer ${key}`))).resolves.toMatchObject({ id: 'key_1' });
    await moving.advance(60_000);
    await expect(access.authenticate(from(`Bearer ${old.key}`))).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(access.authenticate(from(`Bearer ${now.key}`))).resolves.toMatchObject({ id: 'key_1' });
  });

  it('refuses a key that comes from elsewhere than it may', async () => {
    const { key, hash } = mintApiKey();
    const allowedCidrs = ['203.0.113.0/24', '2001:db8::/32'];
    const access = accessWith(new RegistryBehind([keyChange(hash, { allowedCidrs })]));
    for (const ip of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1'])
      await expect(access.authenticate(from(`Bearer ${key}`, ip))).resolves.toMatchObject({ id: 'key_1' });
    for (const ip of ['203.0.114.9', '::ffff:203.0.114.9', '2001:db9::1', '203.0.113.9%eth0', 'unknown', ''])
      await expect(access.authenticate(from(`Bearer ${key}`, ip))).rejects.toMatchObject({
        code: 'address_not_allowed',
      });
  });

  it('refuses a key that asks too often, until it may ask again', async () => {
    const { key, hash } = mintApiKey();
    const moving = new ManualClock();
    const registry = new RegistryBehind([keyChange(hash, { rateLimit: { perSecond: 0.5, burst: 2 } })]);
    const access = new Access(ROOT, registry, uses, portal, moving);
    const ask = () => access.authenticate(from(`Bearer ${key}`));
    await ask();
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited', headers: { 'retry-after': '2' } });
    await moving.advance(2000);
    await expect(ask()).resolves.toMatchObject({ id: 'key_1' });
  });

  it('notes which keys are used, and none that was refused', async () => {
    const { key, hash } = mintApiKey();
    const access = accessWith(new RegistryBehind([keyChange(hash, { allowedCidrs: ['192.0.2.1/32'] })]));
    used.length = 0;
    await access.authenticate(from(`Bearer ${key}`));
    await expect(access.authenticate(from(`Bearer ${key}`, '192.0.2.2'))).rejects.toThrow();
    expect(used).toEqual(['key_1']);
  });
});
