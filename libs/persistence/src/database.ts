import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '@postrider/observability';
import { Unavailable, untilItWorks, type Clock } from '@postrider/time';
import { DataSource, type EntityManager } from 'typeorm';
import { entities } from './entities/entities.js';
import { LateTransaction } from './late-transaction.js';
import { migrations } from './migrations/migrations.js';
import { asUnavailable } from './unavailable-database.js';

/** How the management side of the database is used. */
export interface DatabaseOptions {
  readonly url: string;
  readonly connections: number;
  /** 0 for statements that may take as long as they need. */
  readonly statementTimeoutMs: number;
}

export function createDataSource({ url, connections, statementTimeoutMs }: DatabaseOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    synchronize: false,
    logging: false,
    poolSize: connections,
    connectTimeoutMS: 3000,
    extra: {
      statement_timeout: statementTimeoutMs,
      // For a server that no longer answers at all.
      query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + 2000,
    },
    poolErrorHandler: () => undefined,
  });
}

/** The database through TypeORM, for everything that isn't hot. A process starts and lives without it; what needs it fails with Unavailable. */
export class Database {
  readonly #source: DataSource;
  readonly #together = new AsyncLocalStorage<LateTransaction>();
  readonly #stopping = new AbortController();

  constructor(
    options: DatabaseOptions,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.#source = createDataSource(options);
  }

  /** Begins to connect, and goes on until it works. */
  start(): void {
    void untilItWorks(() => this.#source.initialize(), {
      clock: this.clock,
      backOff: { baseMs: 200, capMs: 5000 },
      signal: this.#stopping.signal,
      failed: (error, waitMs) => this.log.warn({ error, waitMs }, 'database.connect-failed'),
    }).then(
      () => this.log.info('database.connected'),
      () => undefined,
    );
  }

  /** Reads or writes outside of a transaction. */
  use<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#guard(() => work(this.#together.getStore()?.manager ?? this.#source.manager));
  }

  /** Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const together = this.#together.getStore();
    return this.#guard(() => (together ? together.part(work) : this.#source.transaction(work)));
  }

  /**
   * Makes one transaction of every one that `work` runs and of what `finish` writes then: all is committed, or nothing is.
   * It begins with the first of them, so `work` may wait for somebody else before that.
   */
  together<T>(work: () => Promise<T>, finish: (manager: EntityManager, result: T) => Promise<void>): Promise<T> {
    return this.#asOne(async (together) => {
      const result = await work();
      await this.#guard(() => together.part((manager) => finish(manager, result)));
      return result;
    });
  }

  /** The same, where there is nothing to finish unless `work` ran a transaction. */
  changing<T>(work: () => Promise<T>, finish: (manager: EntityManager) => Promise<void>): Promise<T> {
    return this.#asOne(async (together) => {
      const result = await work();
      if (together.manager) await this.#guard(() => together.part(finish));
      return result;
    });
  }

  /** One transaction that everything in `work` takes part in; a part of the one that is under way, if there is. */
  async #asOne<T>(work: (together: LateTransaction) => Promise<T>): Promise<T> {
    const outer = this.#together.getStore();
    if (outer) return work(outer);
    const together = new LateTransaction(this.#source);
    try {
      const result = await this.#together.run(together, () => work(together));
      await this.#guard(() => together.commit());
      return result;
    } catch (error) {
      await together.rollback();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#stopping.abort(new Error('the database is closing'));
    if (this.#source.isInitialized) await this.#source.destroy();
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#source.isInitialized) throw new Unavailable('the database has not been reached yet');
    try {
      return await work();
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}
