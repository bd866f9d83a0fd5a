import { z } from 'zod';
import { GivenTimestamp } from '../text.js';
import { EXAMPLE, exampleOf, story, withExample } from '../example.js';

/** What every list takes. */
export const ListQuery = z.strictObject({
  limit: withExample(z.coerce.number().int().min(1).max(250).default(50), 20).describe('How many at most; 1 to 250.'),
  cursor: withExample(z.string().min(1).max(1024), story.event)
    .optional()
    .describe('The nextCursor of the page before.'),
});

export type ListQuery = z.infer<typeof ListQuery>;

/** A span of time: from `since` on, before `until`. */
export const timeSpan = {
  since: GivenTimestamp.optional().describe('From this time on.'),
  until: GivenTimestamp.optional().describe('Before this time.'),
};

/** A page of a list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z
    .object({
      data: z.array(item),
      nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
    })
    .meta({ [EXAMPLE]: { data: [exampleOf(item)], nextCursor: null } });

/** A page as the code passes it about. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}
