import type { IdPage } from '@postrider/persistence';
import type { ListQuery } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';

/** The page that a query asks for of a list in the order of ids: its cursor is the last id of the page before. */
export function idPageOf({ limit, cursor }: ListQuery): IdPage {
  if (cursor !== undefined && !/^[A-Za-z0-9_.-]{1,256}$/.test(cursor)) throw new ProblemError('invalid_cursor');
  return { limit, after: cursor };
}
