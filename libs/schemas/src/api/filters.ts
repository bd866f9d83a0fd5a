import { z } from 'zod';
import { Fault } from '../problems.js';
import { EventId, EventTypeName, GivenTimestamp, Labels, OrderingKey } from '../text.js';
import { VersionNumber } from '../version-number.js';
import { story, withExample } from '../example.js';

/** A filter on events, any object as yet: libs/filter reads it. */
export const Filter = z
  .record(z.string(), z.unknown())
  .describe('Which events it wants, by their data and metadata: docs/filters.md has the language.');

/** The body of `POST …/test-filter`. */
export const FilterTest = withExample(
  z.strictObject({
    filter: Filter,
    event: z
      .strictObject({
        type: EventTypeName,
        data: z.unknown().refine((data) => data !== undefined, 'is missing: it is what is delivered'),
        id: EventId.optional(),
        timestamp: GivenTimestamp.optional().describe('Now, when left out.'),
        orderingKey: OrderingKey.optional(),
        version: VersionNumber.optional(),
        labels: Labels.optional(),
      })
      .describe('An event as it would be published. Nothing is published.'),
  }),
  { filter: { data: { total: { $gte: 100 } } }, event: { type: story.type, data: story.data } },
);

export type FilterTest = z.infer<typeof FilterTest>;

/** The answer of `POST …/test-filter`. */
export const FilterTested = withExample(
  z.object({
    matches: z.boolean(),
    undecided: z
      .boolean()
      .describe('Finding out takes more work than is spent on an event: such a one is not delivered, and is counted.'),
    reasons: z.array(Fault).describe('What keeps the event from matching: places in the filter, and what is so there.'),
  }),
  { matches: true, undecided: false, reasons: [] },
).meta({ id: 'FilterTested' });

export type FilterTested = z.infer<typeof FilterTested>;
