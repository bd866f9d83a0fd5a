import { allPages } from '@postrider/sdk';
import { wholeNumber } from './options.js';

/** The largest page that the API gives. */
export const PAGE = 250;

/** The option of every list. */
export const limitOption = [
  '--limit <n>',
  'how many at most; 0 for all there are',
  wholeNumber(0, 1_000_000),
  50,
] as const;

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** The first of a list, as many as wanted (0: all), page by page. */
export async function firstOf<T>(
  limit: number,
  page: (query: { limit: number; cursor: string | undefined }) => Promise<Page<T>>,
): Promise<T[]> {
  const most = limit === 0 ? Infinity : limit;
  const items: T[] = [];
  for await (const item of allPages((cursor) => page({ limit: Math.min(PAGE, most - items.length), cursor }))) {
    items.push(item);
    if (items.length >= most) break;
  }
  return items;
}
