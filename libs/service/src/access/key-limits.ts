import { AddressRange } from '@postrider/egress';
import type { ApiKeyEntity } from '@postrider/schemas';
import { TokenBucket, type Clock } from '@postrider/time';
import { ProblemError } from '../problem-error.js';
import { clientAddress } from './client-address.js';

/** What comes in, as far as a key may be limited by it. */
export interface Incoming {
  readonly headers: { readonly authorization?: string | undefined };
  /** Where it came from; worked out when it's asked for. */
  readonly ip: string;
}

/**
 * Where keys may be used from, and how often: by this process alone, so that nobody is asked. What was worked out for a key
 * goes with the entity that the registry replaces when the key changes.
 */
export class KeyLimits {
  readonly #ranges = new WeakMap<ApiKeyEntity, readonly AddressRange[]>();
  readonly #buckets = new WeakMap<ApiKeyEntity, TokenBucket>();

  constructor(private readonly clock: Clock) {}

  /** Throws `address_not_allowed` or `rate_limited`. */
  check(key: ApiKeyEntity, incoming: Incoming): void {
    if (key.allowedCidrs) this.#checkAddress(key, key.allowedCidrs, incoming.ip);
    if (key.rateLimit) this.#takeToken(key, key.rateLimit);
  }

  #checkAddress(key: ApiKeyEntity, cidrs: readonly string[], ip: string): void {
    let ranges = this.#ranges.get(key);
    if (!ranges) this.#ranges.set(key, (ranges = cidrs.map((cidr) => AddressRange.of(cidr))));
    const address = clientAddress(ip);
    if (address && ranges.some((range) => range.contains(address))) return;
    throw new ProblemError(
      'address_not_allowed',
      `The API key is not for requests from ${address?.toString() ?? 'there'}.`,
    );
  }

  #takeToken(key: ApiKeyEntity, rate: NonNullable<ApiKeyEntity['rateLimit']>): void {
    const nowMs = this.clock.monotonic();
    let bucket = this.#buckets.get(key);
    if (!bucket) this.#buckets.set(key, (bucket = new TokenBucket(rate, nowMs, true)));
    const waitMs = bucket.take(nowMs);
    if (waitMs === 0) return;
    throw new ProblemError('rate_limited', 'The API key makes more requests than its rateLimit.', undefined, {
      'retry-after': String(Math.ceil(waitMs / 1000)),
    });
  }
}
