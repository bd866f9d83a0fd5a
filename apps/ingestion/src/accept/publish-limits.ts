import type { TenantEntity } from '@postrider/schemas';
import { TokenBucket, type Clock } from '@postrider/time';

/** A bucket for each tenant that has a `publishLimit`. The limit holds for each ingestion process by itself. */
export class PublishLimits {
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(private readonly clock: Clock) {}

  /** Takes one event's worth: 0, or how long to wait, in milliseconds. */
  take({ id, publishLimit }: TenantEntity): number {
    if (!publishLimit) {
      this.#buckets.delete(id);
      return 0;
    }
    const nowMs = this.clock.monotonic();
    let bucket = this.#buckets.get(id);
    if (bucket?.rate.perSecond !== publishLimit.perSecond || bucket.rate.burst !== publishLimit.burst) {
      bucket = new TokenBucket(publishLimit, nowMs, true);
      this.#buckets.set(id, bucket);
    }
    return bucket.take(nowMs);
  }
}
