/**
 * Runs tasks at once, but those of one key one after another, in their order, each as soon as the one before has resolved;
 * a task must not reject. Resolves when all have.
 */
export async function inOrderOfKeys<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
  task: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const last = new Map<string, Promise<void>>();
  await Promise.all(
    items.map((item, index) => {
      const key = keyOf(item);
      if (key === undefined) return task(item, index);
      const before = last.get(key);
      const done = before ? before.then(() => task(item, index)) : task(item, index);
      last.set(key, done);
      return done;
    }),
  );
}
