import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emptyHistogram } from './latency-histogram.js';
import { ALL, noneOf, STATS_SPANS_MS, spanStart, sumUp, type StatsCount, type StatsSpan } from './stats-counts.js';

const SPANS = Object.keys(STATS_SPANS_MS) as StatsSpan[];
const START_MS = Date.parse('2026-02-28T23:00:00.000Z');

const count: fc.Arbitrary<StatsCount> = fc
  .record({
    minute: fc.nat(180),
    tenant: fc.constantFrom('acme', 'globex'),
    endpoint: fc.constantFrom('ep_1', 'ep_2'),
    eventType: fc.constantFrom('a.b', 'a.c'),
    numbers: fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9)),
    bucket: fc.nat(31),
  })
  .map(({ minute, numbers: [delivered, failed, dead, parked], bucket, ...of }) => {
    const at = new Date(START_MS + minute * 60_000).toISOString();
    const latency = emptyHistogram();
    latency[bucket] = delivered + failed;
    return { ...noneOf({ ...of, at }), delivered, failed, dead, parked, latency };
  });

describe('counts', () => {
  it('add up, in every span, to what was counted: of each, of all types, of all endpoints and of all', () => {
    fc.assert(
      fc.property(fc.array(count, { maxLength: 60 }), (counts) => {
        const sums = sumUp(counts);
        for (const span of SPANS) {
          for (const row of sums[span]) {
            const belongs = counts.filter(
              (one) =>
                spanStart(one.at, span) === row.at &&
                one.tenant === row.tenant &&
                (row.endpoint === ALL || row.endpoint === one.endpoint) &&
                (row.eventType === ALL || row.eventType === one.eventType),
            );
            const total = (name: 'delivered' | 'failed' | 'dead' | 'parked') =>
              belongs.reduce((sum, one) => sum + one[name], 0);
            expect(row).toMatchObject({
              ...{ delivered: total('delivered'), failed: total('failed') },
              ...{ dead: total('dead'), parked: total('parked') },
            });
            expect(row.latency.reduce((sum, one) => sum + one, 0)).toBe(total('delivered') + total('failed'));
          }
          const keys = sums[span].map(({ at, tenant, endpoint, eventType }) =>
            [at, tenant, endpoint, eventType].join(),
          );
          expect(new Set(keys).size).toBe(keys.length);
          const whole = sums[span].filter(({ endpoint, eventType }) => endpoint === ALL && eventType === ALL);
          const delivered = counts.reduce((sum, one) => sum + one.delivered, 0);
          expect(whole.reduce((sum, one) => sum + one.delivered, 0)).toBe(delivered);
        }
      }),
    );
  });

  it('fall into spans of UTC, also before 1970', () => {
    expect(spanStart('2026-02-28T23:59:59.999Z', 'day')).toBe('2026-02-28T00:00:00.000Z');
    expect(spanStart('1969-12-31T23:59:59.999Z', 'hour')).toBe('1969-12-31T23:00:00.000Z');
  });
});
