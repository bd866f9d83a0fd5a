import type { ApiKeyRow } from '@postrider/persistence';

/** Keys that one has beside its newest: each is one more that may leak. */
export const MAX_PREVIOUS = 5;

type Hashes = Pick<ApiKeyRow, 'hash' | 'previousHashes'>;

/** The hashes of keys that it had before and that still work at a moment. */
export const livePrevious = ({ previousHashes }: Hashes, nowMs: number): NonNullable<Hashes['previousHashes']> =>
  (previousHashes ?? []).filter(({ expiresAt }) => Date.parse(expiresAt) > nowMs);

/**
 * What becomes of a key's hashes when another takes its place: the old ones work until `oldExpireMs`, none of them longer
 * than it would have. `too_many` when more would work than may.
 */
export function rotated(key: Hashes, hash: string, nowMs: number, oldExpireMs: number): Hashes | 'too_many' {
  const end = new Date(oldExpireMs).toISOString();
  const before = [{ hash: key.hash, expiresAt: end }, ...livePrevious(key, nowMs)];
  const capped = before.map((one) => (one.expiresAt < end ? one : { ...one, expiresAt: end }));
  const live = livePrevious({ hash, previousHashes: capped }, nowMs);
  if (live.length > MAX_PREVIOUS) return 'too_many';
  return { hash, previousHashes: live.length > 0 ? live : null };
}
