import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { RegistryCopy } from '@postrider/registry';
import { mintId, type RegistryChange } from '@postrider/schemas';
import { parseSecretKeys, TokenSigner } from '@postrider/secrets';
import { ManualClock } from '@postrider/time';
import { Access } from './access.js';
import { PortalTokens, type PortalClaims } from './portal-tokens.js';

const NOW = '2026-03-01T12:00:00.000Z';

function tokens(): PortalTokens {
  const parsed = parseSecretKeys(randomBytes(32).toString('base64'));
  if (parsed.kind === 'refused') throw new TypeError('no key');
  return new PortalTokens(new TokenSigner(parsed.keys, 'portal'));
}

const claims = (given: Partial<PortalClaims> = {}): PortalClaims => ({
  id: mintId('ptk', Date.parse(NOW)),
  tenant: 'acme',
  scopes: ['read'],
  expires: Date.parse(NOW) / 1000 + 60,
  epoch: 'first',
  ...given,
});

describe('portal tokens', () => {
  const portal = tokens();
  const clock = new ManualClock(NOW);
  const tenant = (version: number, portalEpoch: string): RegistryChange => ({
    kind: 'tenant',
    id: 'acme',
    version,
    entity: { kind: 'tenant', id: 'acme', portalEpoch },
  });

  /** A registry that knows the first epoch, and that a second is on its way. */
  const accessWith = (...onTheWay: readonly RegistryChange[]): Access => {
    const copy = new RegistryCopy();
    copy.apply(tenant(1, 'first'));
    const caughtUp = (): Promise<number> => {
      for (const change of onTheWay) copy.apply(change);
      return Promise.resolve(0);
    };
    return new Access('the root key', { copy, caughtUp }, { note: () => undefined }, portal, clock);
  };
  const ask = (access: Access, token: string) =>
    access.authenticate({ headers: { authorization: `Bearer ${token}` }, ip: '192.0.2.1' });

  it('say who may do what in one tenant, and whom they are for', async () => {
    const said = claims({ scopes: ['read', 'manage'], name: 'somebody' });
    await expect(ask(accessWith(), portal.mint(said))).resolves.toEqual({
      kind: 'portal',
      id: said.id,
      name: 'somebody',
      scopes: ['read', 'manage'],
      tenant: 'acme',
    });
  });

  it('are refused when they are over, when somebody else made them, or of a tenant that is gone', async () => {
    for (const token of [
      portal.mint(claims({ expires: Date.parse(NOW) / 1000 })),
      tokens().mint(claims()),
      `${portal.mint(claims())}A`,
      portal.mint(claims({ tenant: 'globex' })),
      'prt_',
      'prt_e30.e30',
    ])
      await expect(ask(accessWith(), token)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('end together with the epoch of their tenant', async () => {
    const access = accessWith(tenant(2, 'second'));
    await expect(ask(access, portal.mint(claims()))).resolves.toMatchObject({ kind: 'portal' });
    // Made in an epoch that is still on its way to us: never refused.
    await expect(ask(access, portal.mint(claims({ epoch: 'second' })))).resolves.toMatchObject({ kind: 'portal' });
    await expect(ask(access, portal.mint(claims()))).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
