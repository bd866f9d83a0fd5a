import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

/** One transaction that begins when something first needs it, so that what comes before holds no connection. */
export class LateTransaction {
  #begun: Promise<QueryRunner> | undefined;
  #manager: EntityManager | undefined;

  constructor(private readonly source: DataSource) {}

  /** Undefined until it has begun. */
  get manager(): EntityManager | undefined {
    return this.#manager;
  }

  /** Runs `work` as a part of it: what a part that rejects has done is undone, and the others stay. */
  async part<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const { manager } = await (this.#begun ??= this.#begin());
    return manager.transaction(work);
  }

  /** Commits; nothing to do if it never began. */
  async commit(): Promise<void> {
    await this.#end((runner) => runner.commitTransaction());
  }

  /** Undoes all parts. */
  async rollback(): Promise<void> {
    // What can't be rolled back is a connection that is gone, and its transaction with it.
    await this.#end((runner) => runner.rollbackTransaction().catch(() => undefined));
  }

  async #begin(): Promise<QueryRunner> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.startTransaction();
    } catch (error) {
      await runner.release();
      throw error;
    }
    this.#manager = runner.manager;
    return runner;
  }

  async #end(how: (runner: QueryRunner) => Promise<void>): Promise<void> {
    const runner = await this.#begun?.catch(() => undefined);
    if (!runner) return;
    this.#begun = undefined;
    try {
      await how(runner);
    } finally {
      await runner.release();
    }
  }
}
