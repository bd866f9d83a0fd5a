import type { Page } from '@postrider/schemas';
import type { IdPage } from '../configuration/page-by-id.js';

/** Reads a list to its end, page by page; `between` may change it meanwhile. */
export async function everyPage<T>(
  list: (page: IdPage) => Promise<Page<T> | undefined>,
  limit: number,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const page = await list({ limit, after });
    if (!page) throw new TypeError('there is no such list');
    if (page.data.length > limit) throw new TypeError(`${page.data.length} rows in a page of ${limit}`);
    all.push(...page.data);
    after = page.nextCursor ?? undefined;
    if (after !== undefined) await between();
  } while (after !== undefined);
  return all;
}
