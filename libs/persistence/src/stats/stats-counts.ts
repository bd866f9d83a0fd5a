import { addLatencies, emptyHistogram, type LatencyHistogram } from './latency-histogram.js';

/** What was counted of one event type for one endpoint in one minute. */
export interface StatsCount {
  /** The minute's beginning. */
  readonly at: string;
  readonly tenant: string;
  readonly endpoint: string;
  readonly eventType: string;
  /** Attempts that succeeded. */
  readonly delivered: number;
  /** Attempts that failed. */
  readonly failed: number;
  /** Deliveries that were given up on. */
  readonly dead: number;
  /** Deliveries that were handed over untried, each time. */
  readonly parked: number;
  /** Of all attempts. */
  readonly latency: LatencyHistogram;
}

/** Counts that are still added to. */
export type StatsSum = { -readonly [K in Exclude<keyof StatsCount, 'latency'>]: StatsCount[K] } & { latency: number[] };

/** Counts of nothing, to add to. */
export const noneOf = (of: Pick<StatsCount, 'at' | 'tenant' | 'endpoint' | 'eventType'>): StatsSum => ({
  ...of,
  delivered: 0,
  failed: 0,
  dead: 0,
  parked: 0,
  latency: emptyHistogram(),
});

/** Stands in for the endpoint, or for the event type, in a row that counts all of them. */
export const ALL = '';

/** How long a row of each table spans, in ms. */
export const STATS_SPANS_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

export type StatsSpan = keyof typeof STATS_SPANS_MS;

/** The beginning of the span that a moment falls into, in UTC. */
export const spanStart = (at: string, span: StatsSpan): string => {
  const ms = Date.parse(at);
  return new Date(Math.floor(ms / STATS_SPANS_MS[span]) * STATS_SPANS_MS[span]).toISOString();
};

/**
 * Counts summed up for rows of each span: one row for each endpoint and event type, for all types of an endpoint, for all
 * endpoints of a tenant, and for both. A question about any of these is then answered by one row for each point in time.
 * A coarser span is made of the finer one's sums: a count is touched once, however many rows it goes to.
 */
export function sumUp(counts: readonly StatsCount[]): Readonly<Record<StatsSpan, readonly StatsCount[]>> {
  const minute = summed(counts, 'minute');
  const hour = summed(minute, 'hour');
  const day = summed(hour, 'day');
  return { minute: withAll(minute), hour: withAll(hour), day: withAll(day) };
}

/** The same endpoints and types, over longer times. */
function summed(counts: readonly StatsCount[], span: StatsSpan): readonly StatsCount[] {
  const sums = new Map<string, StatsSum>();
  for (const count of counts) addTo(sums, count, spanStart(count.at, span), count.endpoint, count.eventType);
  return [...sums.values()];
}

/** Beside each row, those that it belongs to. */
function withAll(rows: readonly StatsCount[]): readonly StatsCount[] {
  const sums = new Map<string, StatsSum>();
  for (const row of rows) {
    for (const endpoint of [row.endpoint, ALL])
      for (const eventType of [row.eventType, ALL]) addTo(sums, row, row.at, endpoint, eventType);
  }
  return [...sums.values()];
}

function addTo(sums: Map<string, StatsSum>, count: StatsCount, at: string, endpoint: string, eventType: string): void {
  const { tenant } = count;
  // None of these has a space in it.
  const key = `${at} ${tenant} ${endpoint} ${eventType}`;
  let sum = sums.get(key);
  if (!sum) {
    sum = noneOf({ at, tenant, endpoint, eventType });
    sums.set(key, sum);
  }
  sum.delivered += count.delivered;
  sum.failed += count.failed;
  sum.dead += count.dead;
  sum.parked += count.parked;
  addLatencies(sum.latency, count.latency);
}
