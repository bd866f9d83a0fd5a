import { z } from 'zod';
import { EventTypeName, Timestamp } from '../text.js';
import { timeSpan } from './lists.js';
import { withExample } from '../example.js';

/** What a point in time of statistics spans, in UTC. */
export const StatsSpan = z.enum(['minute', 'hour', 'day']);

export type StatsSpan = z.infer<typeof StatsSpan>;

/** The query of `GET …/stats`. */
export const StatsQuery = z.strictObject({
  by: withExample(StatsSpan.default('hour'), 'minute').describe('What each point in time spans.'),
  eventType: EventTypeName.optional().describe('Counts of this type alone.'),
  since: timeSpan.since.describe('From this time on; without it, the last hour of minutes, day of hours or 30 days.'),
  until: timeSpan.until.describe('Before this time; now, when left out.'),
});

export type StatsQuery = z.infer<typeof StatsQuery>;

const Counts = z.object({
  attempts: z.int().describe('Attempts made: delivered and failed together.'),
  delivered: z.int().describe('Attempts that succeeded.'),
  failed: z.int().describe('Attempts that failed.'),
  dead: z.int().describe('Deliveries that were given up on.'),
  parked: z.int().describe('How often a delivery was put off untried: its endpoint was busy, failing or not enabled.'),
  latencyMs: z
    .object({ p50: z.number(), p95: z.number(), p99: z.number() })
    .optional()
    .describe('How long attempts took, within a fifth; absent when there were none.'),
});

/** What was counted in a span of time. */
export type StatsCounts = z.infer<typeof Counts>;

const counted = { attempts: 3, delivered: 2, failed: 1, dead: 0, parked: 0, latencyMs: { p50: 24, p95: 41, p99: 41 } };

/** The answer of `GET …/stats`. */
export const Stats = withExample(
  z.object({
    by: StatsSpan,
    since: Timestamp.describe('The beginning of the first point in time.'),
    until: Timestamp,
    total: Counts,
    data: z
      .array(Counts.extend({ at: Timestamp.describe('When it begins.') }))
      .describe('Oldest first; times without anything are left out. Up to 15 s behind.'),
  }),
  {
    by: 'hour',
    since: '2026-03-01T12:00:00.000Z',
    until: '2026-03-01T13:00:00.000Z',
    total: counted,
    data: [{ at: '2026-03-01T12:00:00.000Z', ...counted }],
  },
).meta({ id: 'Stats' });

export type Stats = z.infer<typeof Stats>;
