import { describe, expect, it } from '@jest/globals';
import { measure, type Observed } from './measured.js';

/** Arrivals as [number, group, latency in ms]; events are sent 1 ms apart from 0 on, and acknowledged 2 ms later. */
function observed(
  events: number,
  arrivals: readonly (readonly [number, number, number])[],
  { fan = 1, failed = [] }: { fan?: number; failed?: readonly number[] } = {},
): Observed {
  return {
    fan: () => fan,
    cpuMs: 10,
    published: {
      startedUs: 0,
      endedUs: events * 1000,
      ackMs: Float64Array.from({ length: events }, (_, number) => (failed.includes(number) ? NaN : 2)),
      firstFailure: undefined,
    },
    arrivals: {
      numbers: Float64Array.from(arrivals, ([number]) => number),
      groups: Float64Array.from(arrivals, ([, group]) => group),
      sentUs: Float64Array.from(arrivals, ([number]) => number * 1000),
      arrivedUs: Float64Array.from(arrivals, ([number, , latencyMs]) => (number + latencyMs) * 1000),
    },
  };
}

describe('what a load comes to', () => {
  it('has rates, latencies and the cost of a delivery', () => {
    const measured = measure(
      observed(2, [
        [0, 0, 3],
        [1, 0, 9],
      ]),
    );
    expect(measured).toMatchObject({ missing: 0, duplicates: 0, publishFailed: 0 });
    expect(measured).toMatchObject({ acceptedPerS: 1000, deliveredPerS: 200, cpuMsPerDelivery: 5 });
    expect(measured).toMatchObject({ ackP50Ms: 2, latencyP50Ms: 3 });
  });

  it('misses what was acknowledged and did not arrive everywhere', () => {
    const measured = measure(
      observed(
        3,
        [
          [0, 0, 1],
          [0, 1, 1],
          [1, 1, 1],
        ],
        { fan: 2 },
      ),
    );
    expect(measured.missing).toBe(3);
  });

  it('does not miss what was never acknowledged', () => {
    expect(measure(observed(2, [[0, 0, 1]], { failed: [1] }))).toMatchObject({ missing: 0, publishFailed: 1 });
  });

  it('is not deceived by a duplicate that makes up the number', () => {
    const measured = measure(
      observed(
        1,
        [
          [0, 0, 1],
          [0, 0, 2],
        ],
        { fan: 2 },
      ),
    );
    expect(measured).toMatchObject({ missing: 1, duplicates: 1 });
  });

  it('has the latency of the endpoints that are asked for', () => {
    const all = observed(
      1,
      [
        [0, 0, 500],
        [0, 1, 5],
      ],
      { fan: 2 },
    );
    expect(measure(all, (group) => group !== 0).latencyP99Ms).toBe(5);
  });
});
