import type { Page } from '@postrider/schemas';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** A page of a list that is sorted by id: newest first where ids were made by us, else by name. */
export interface IdPage {
  readonly limit: number;
  /** The id that the page before ended with. */
  readonly after?: string | undefined;
}

/** One page of what `query` selects under the alias `row`, in the order of ids. */
export async function pageById<T extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<T>,
  { limit, after }: IdPage,
  order: 'ASC' | 'DESC' = 'ASC',
): Promise<Page<T>> {
  if (after !== undefined) query.andWhere(order === 'ASC' ? 'row.id > :after' : 'row.id < :after', { after });
  const rows = await query
    .orderBy('row.id', order)
    .limit(limit + 1)
    .getMany();
  const data = rows.slice(0, limit);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
