import { decodeCursor, type Cursor } from '@postrider/persistence';
import type { ListQuery } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';

/** The page that a query asks for of a list in the order of acceptance. */
export function timePageOf({ limit, cursor }: ListQuery): {
  readonly limit: number;
  readonly after: Cursor | undefined;
} {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor !== undefined && !after) throw new ProblemError('invalid_cursor');
  return { limit, after };
}
