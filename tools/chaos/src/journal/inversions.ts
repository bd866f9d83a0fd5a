import { isTaken, type Arrival } from './arrival.js';

/** What the order of the arrivals of one endpoint came to. */
export interface Order {
  /** Of the keys' events, those that were first taken after a later one of their key. */
  readonly inversions: readonly { readonly key: string; readonly seq: number; readonly after: number }[];
  /** Takings of what had been taken before: allowed, and no inversion. */
  readonly repeats: number;
}

/** Whether the first taking of each key's events, at one endpoint, came in the order of their numbers. What is missing is no inversion. */
export function orderOf(arrivals: Iterable<Pick<Arrival, 'status' | 'mark'>>): Order {
  const taken = new Map<string, Set<number>>();
  const highest = new Map<string, number>();
  const inversions: Order['inversions'][number][] = [];
  let repeats = 0;
  for (const { mark, ...arrival } of arrivals) {
    if (!mark || !isTaken(arrival)) continue;
    const { key, seq } = mark;
    const seen = taken.get(key) ?? new Set();
    taken.set(key, seen);
    const after = highest.get(key) ?? -1;
    if (seen.has(seq)) repeats += 1;
    else if (seq < after) inversions.push({ key, seq, after });
    seen.add(seq);
    highest.set(key, Math.max(after, seq));
  }
  return { inversions, repeats };
}
