import { describe, expect, it } from '@jest/globals';
import type { Caller } from '@postrider/service';
import { beyondMaker, type KeyPowers } from './beyond-maker.js';

const LIMITS = {
  expiresAt: '2026-03-01T12:00:00.000Z',
  allowedCidrs: ['203.0.113.0/24', '2001:db8::/32'],
  rateLimit: { perSecond: 10, burst: 20 },
};
const MAKER: Pick<Caller, 'scopes' | 'limits'> = { scopes: ['manage', 'read'], limits: LIMITS };

const key = (given: Partial<KeyPowers> = {}): KeyPowers => ({
  scopes: ['read'],
  expiresAt: '2026-03-01T11:00:00.000Z',
  allowedCidrs: ['203.0.113.128/25', '2001:db8:1::/48'],
  rateLimit: { perSecond: 10, burst: 1 },
  ...given,
});

describe('who makes a key', () => {
  it('may make one that can do as much, as long, from as many addresses and as often', () => {
    expect(beyondMaker(MAKER, key())).toBeUndefined();
    expect(beyondMaker(MAKER, { scopes: ['manage', 'read'], ...LIMITS })).toBeUndefined();
    expect(beyondMaker({ scopes: ['read'] }, { scopes: ['read'] })).toBeUndefined();
  });

  it.each<[string, Partial<KeyPowers>, RegExp]>([
    ['can do more', { scopes: ['read', 'publish'] }, /publish/],
    ['lives longer', { expiresAt: '2026-03-01T12:00:00.001Z' }, /lives longer/],
    ['lives for ever', { expiresAt: undefined }, /lives longer/],
    ['works from more addresses', { allowedCidrs: ['203.0.112.0/23'] }, /addresses/],
    ['works from other addresses too', { allowedCidrs: ['203.0.113.0/24', '198.51.100.0/24'] }, /addresses/],
    ['works from everywhere', { allowedCidrs: undefined }, /addresses/],
    ['asks more often', { rateLimit: { perSecond: 11, burst: 1 } }, /faster/],
    ['asks more at once', { rateLimit: { perSecond: 1, burst: 21 } }, /faster/],
    ['asks as often as it likes', { rateLimit: undefined }, /faster/],
  ])('may not make one that %s', (_what, more, why) => {
    expect(beyondMaker(MAKER, key(more))).toMatch(why);
  });
});
