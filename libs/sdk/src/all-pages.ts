/** One page of a list. */
interface Page<T> {
  readonly data: readonly T[];
  /** Where the next one begins; null after the last. */
  readonly nextCursor: string | null;
}

/** Everything that a list has, page after page, each asked for when it's needed. */
export async function* allPages<T>(page: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<T> {
  for (let cursor: string | undefined | null = undefined; cursor !== null;) {
    const { data, nextCursor }: Page<T> = await page(cursor);
    yield* data;
    cursor = nextCursor;
  }
}
