/** The value below which a share `p` of the values lies, by the nearest rank below; NaN of no values. */
export function percentile(values: Iterable<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(p * (sorted.length - 1))] ?? NaN;
}

/** The middle value, or the mean of the two in the middle; NaN of no values. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? NaN : (low + high) / 2;
}

/**
 * How far something moved, as a share of what it may: a share of what it was, or a number of milliseconds, whichever is
 * more. Zero when it got better.
 */
export function moveOfAllowed(beforeMs: number, afterMs: number, allowed: { share: number; ms: number }): number {
  return Math.max(0, afterMs - beforeMs) / Math.max(allowed.share * beforeMs, allowed.ms);
}
