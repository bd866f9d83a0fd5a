import { percentile } from '../statistics.js';
import type { Published } from './publish.js';
import type { Arrivals } from './receiver.js';

/** Everything that was seen of one load. */
export interface Observed {
  readonly published: Published;
  readonly arrivals: Arrivals;
  /** How many deliveries an event should make, by its number. */
  readonly fan: (number: number) => number;
  /** What the whole machine's share of it cost. */
  readonly cpuMs: number;
}

/** What one load comes to. A delivery is an event at an endpoint. */
export interface Measured {
  /** Acknowledged, and not arrived at an endpoint. */
  readonly missing: number;
  /** Arrivals beyond the first of the same event at the same endpoint. */
  readonly duplicates: number;
  readonly publishFailed: number;
  /** From the first request to the last answer, and to the last arrival. */
  readonly acceptedPerS: number;
  readonly deliveredPerS: number;
  readonly cpuMsPerDelivery: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
}

/** Counts and times of a load, over all endpoints or those that `among` picks; what is missing is always of all. */
export function measure(
  { published, arrivals, fan, cpuMs }: Observed,
  among: (group: number) => boolean = () => true,
): Measured {
  const { ackMs, startedUs, endedUs } = published;
  const seen = new Set<string>();
  const distinctOf = new Uint32Array(ackMs.length);
  const latenciesMs: number[] = [];
  let duplicates = 0;
  let lastUs = startedUs;
  for (const [index, number] of arrivals.numbers.entries()) {
    const group = arrivals.groups[index] ?? 0;
    const arrivedUs = arrivals.arrivedUs[index] ?? NaN;
    lastUs = Math.max(lastUs, arrivedUs);
    if (among(group)) latenciesMs.push((arrivedUs - (arrivals.sentUs[index] ?? NaN)) / 1000);
    const key = `${number}:${group}`;
    if (seen.has(key)) duplicates += 1;
    else if (number < distinctOf.length) distinctOf[number] = (distinctOf[number] ?? 0) + 1;
    seen.add(key);
  }
  const acknowledged = ackMs.filter((each) => !Number.isNaN(each));
  return {
    missing: ackMs.reduce(
      (sum, each, number) => sum + (Number.isNaN(each) ? 0 : Math.max(0, fan(number) - (distinctOf[number] ?? 0))),
      0,
    ),
    duplicates,
    publishFailed: ackMs.length - acknowledged.length,
    acceptedPerS: perSecond(acknowledged.length, startedUs, endedUs),
    deliveredPerS: perSecond(arrivals.numbers.length, startedUs, lastUs),
    cpuMsPerDelivery: cpuMs / arrivals.numbers.length,
    ackP50Ms: percentile(acknowledged, 0.5),
    ackP99Ms: percentile(acknowledged, 0.99),
    latencyP50Ms: percentile(latenciesMs, 0.5),
    latencyP99Ms: percentile(latenciesMs, 0.99),
  };
}

const perSecond = (count: number, fromUs: number, toUs: number): number => (count * 1e6) / Math.max(1, toUs - fromUs);
