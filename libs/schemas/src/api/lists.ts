import { z } from 'zod';
import { GivenTimestamp } from '../text.js';

/** What every list takes. */
export const ListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(250).default(50).describe('How many at most; 1 to 250.'),
  cursor: z.string().min(1).max(1024).optional().describe('The nextCursor of the page before.'),
});

export type ListQuery = z.infer<typeof ListQuery>;

/** A span of time: from `since` on, before `until`. */
export const timeSpan = {
  since: GivenTimestamp.optional().describe('From this time on.'),
  until: GivenTimestamp.optional().describe('Before this time.'),
};

/** A page of a list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
  });

/** A page as the code passes it about. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}
