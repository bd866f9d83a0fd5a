import { AddressRange } from '@postrider/egress';
import type { ApiKeyEntity } from '@postrider/schemas';
import type { Caller } from '@postrider/service';

/** What a key may do, where and how often. */
export type KeyPowers = Pick<ApiKeyEntity, 'scopes' | 'expiresAt' | 'allowedCidrs' | 'rateLimit'>;

/**
 * Why a caller may not make, change or renew a key of these powers: nobody gets more out of a key than is in it. Undefined
 * when the caller may.
 */
export function beyondMaker(
  { scopes, limits = {} }: Pick<Caller, 'scopes' | 'limits'>,
  key: KeyPowers,
): string | undefined {
  const beyond = key.scopes.filter((scope) => !scopes.includes(scope));
  if (beyond.length > 0) return `A key without the scope ${beyond.join(', ')} cannot give it to another.`;
  const { expiresAt, allowedCidrs, rateLimit } = limits;
  if (expiresAt !== undefined && (key.expiresAt === undefined || key.expiresAt > expiresAt))
    return `A key that expires at ${expiresAt} cannot make one that lives longer.`;
  if (allowedCidrs && !key.allowedCidrs?.every((cidr) => allowedCidrs.some((outer) => holds(outer, cidr))))
    return 'A key that is for some addresses cannot make one for others; its allowedCidrs must be within.';
  if (rateLimit && !(key.rateLimit && slower(key.rateLimit, rateLimit)))
    return 'A key with a rateLimit cannot make one that is faster.';
  return undefined;
}

function holds(outer: string, inner: string): boolean {
  const [range, within] = [AddressRange.of(outer), AddressRange.of(inner)];
  return within.prefixBits >= range.prefixBits && range.contains(within.network);
}

type Rate = NonNullable<KeyPowers['rateLimit']>;

const slower = (rate: Rate, most: Rate): boolean => rate.perSecond <= most.perSecond && rate.burst <= most.burst;
