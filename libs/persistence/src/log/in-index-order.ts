import type { Statements } from '../sql.js';

/**
 * Runs statements that have an index which gives their rows in order, with plans that go along it and end with their limit:
 * Postgres sorts only where there is no other way meanwhile. Left to itself it goes by statistics, and those of today's
 * partition may be older than most of its rows: what looks like few is read as a whole and sorted. In a transaction.
 */
export const inIndexOrder = <T>(statements: Statements, run: () => Promise<T>): Promise<T> =>
  without(statements, 'enable_sort', run);

/** Runs statements that have an index which leads to the few rows they are about, without reading all others. In a transaction. */
export const byIndex = <T>(statements: Statements, run: () => Promise<T>): Promise<T> =>
  without(statements, 'enable_seqscan', run);

async function without<T>(statements: Statements, way: string, run: () => Promise<T>): Promise<T> {
  await statements.query(`set local ${way} = off`);
  const result = await run();
  // Whatever else the transaction does has every way again. Where `run` rejects, it's rolled back with this.
  await statements.query(`set local ${way} to default`);
  return result;
}
