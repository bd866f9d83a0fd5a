/** How many attempts took how long: a count for each bound in {@link LATENCY_BOUNDS_MS}, and one for what took longer. */
export type LatencyHistogram = readonly number[];

const DOUBLINGS = 15;

/** From 1 ms to 32.8 s, two to each doubling: a percentile read off is at most a fifth away from the true one. */
export const LATENCY_BOUNDS_MS: readonly number[] = Array.from(
  { length: 2 * DOUBLINGS + 1 },
  (_, index) => 2 ** (index / 2),
);

/** A histogram without anything in it. */
export const emptyHistogram = (): number[] => Array.from({ length: LATENCY_BOUNDS_MS.length + 1 }, () => 0);

/** Counts one attempt. */
export function countLatency(histogram: number[], durationMs: number): void {
  const found = LATENCY_BOUNDS_MS.findIndex((boundMs) => durationMs <= boundMs);
  const index = found === -1 ? LATENCY_BOUNDS_MS.length : found;
  histogram[index] = (histogram[index] ?? 0) + 1;
}

/** Adds the counts of `other`: histograms of parts make that of the whole. */
export function addLatencies(histogram: number[], other: LatencyHistogram): void {
  for (let index = 0; index < other.length; index++) {
    const more = other[index] ?? 0;
    // Most are: an endpoint takes about as long each time.
    if (more > 0) histogram[index] = (histogram[index] ?? 0) + more;
  }
}

/**
 * The time, in ms, that this part of all attempts took at most, taken as evenly spread between the bounds beside it;
 * undefined when there were none. What took longer than the last bound counts as that.
 */
export function percentileMs(histogram: LatencyHistogram, part: number): number | undefined {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const wanted = part * total;
  let below = 0;
  for (const [index, count] of histogram.entries()) {
    const to = LATENCY_BOUNDS_MS[index];
    if (to === undefined) break;
    if (count > 0 && below + count >= wanted) {
      const from = LATENCY_BOUNDS_MS[index - 1] ?? 0;
      return Math.round((from + ((to - from) * (wanted - below)) / count) * 100) / 100;
    }
    below += count;
  }
  return LATENCY_BOUNDS_MS.at(-1);
}
