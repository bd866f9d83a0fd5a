import { Sql, type Statements } from '@postrider/persistence';

/** Counts its transactions, by how they ended. */
export class WatchedSql extends Sql {
  committed = 0;
  failed = 0;

  override async transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    try {
      const result = await super.transaction(work);
      this.committed += 1;
      return result;
    } catch (error) {
      this.failed += 1;
      throw error;
    }
  }
}
