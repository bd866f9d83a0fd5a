/** Does something with each, so many at a time; answers what came of it, in their order. */
export async function inPortions<T, R>(
  all: readonly T[],
  atOnce: number,
  each: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += atOnce)
    results.push(...(await Promise.all(all.slice(from, from + atOnce).map(each))));
  return results;
}
