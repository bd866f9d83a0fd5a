import type { Log, Metrics } from '@postrider/observability';
import { Unavailable } from '@postrider/time';
import pg from 'pg';
import { asUnavailable } from './unavailable-database.js';

/** Rows as node-postgres gives them: column names to values. */
export type Row = Readonly<Record<string, unknown>>;

/** Something that takes statements: the pool, or one connection inside a transaction. */
export interface Statements {
  /** Runs one statement. A `name` makes it a prepared one, planned once for each connection. */
  query<R extends Row>(statement: Statement, values?: readonly unknown[]): Promise<readonly R[]>;
}

/** A statement, prepared under a name where it's hot. */
export type Statement = string | { readonly name: string; readonly text: string };

/** How a pool behaves when the database is slow or away. */
export interface PoolOptions {
  readonly url: string;
  readonly connections: number;
  readonly statementTimeoutMs: number;
}

const CONNECT_TIMEOUT_MS = 3000;
const ignore = (): void => undefined;

/**
 * Connections for statements that are written by hand: the hot ones. Nothing connects until something is asked.
 * Rejects with {@link Unavailable} when the database is away or too slow, and with its own error when it refuses.
 */
export class Sql implements Statements {
  readonly #pool: pg.Pool;
  #reachable = false;

  constructor({ url, connections, statementTimeoutMs }: PoolOptions, log: Log, metrics: Metrics) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: statementTimeoutMs,
      // For a server that no longer answers at all; its own time-out comes first where it does.
      query_timeout: statementTimeoutMs + 2000,
      keepAlive: true,
    });
    // A connection that breaks while it idles is only worth a line: the next query gets another.
    this.#pool.on('error', (error) => log.warn({ error }, 'database.connection-lost'));
    metrics.gauge(
      { name: 'database_connections', help: 'Connections to Postgres, by what they do.', labels: ['state'] },
      (gauge) => {
        gauge.set({ state: 'idle' }, this.#pool.idleCount);
        gauge.set({ state: 'busy' }, this.#pool.totalCount - this.#pool.idleCount);
        gauge.set({ state: 'waited_for' }, this.#pool.waitingCount);
      },
    );
  }

  /** Whether the last statement found the database there. */
  get reachable(): boolean {
    return this.#reachable;
  }

  query<R extends Row>(statement: Statement, values: readonly unknown[] = []): Promise<readonly R[]> {
    return this.#noting(run<R>(this.#pool, statement, values));
  }

  /** Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. */
  async transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    const client = await this.#noting(
      this.#pool.connect().catch((error: unknown) => {
        throw asUnavailable(error);
      }),
    );
    // The pool listens to a connection only while that idles: one that is cut between two statements of ours would end
    // the process. The next statement fails on it all the same.
    client.on('error', ignore);
    const statements: Statements = { query: (statement, values = []) => this.#noting(run(client, statement, values)) };
    let broken = true;
    try {
      await statements.query('begin');
      const result = await work(statements);
      await statements.query('commit');
      broken = false;
      return result;
    } catch (error) {
      await run(client, 'rollback', []).then(
        () => (broken = false),
        () => undefined,
      );
      throw error;
    } finally {
      client.off('error', ignore);
      // A connection that couldn't even roll back isn't given to anybody else.
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #noting<T>(asked: Promise<T>): Promise<T> {
    try {
      const answer = await asked;
      this.#reachable = true;
      return answer;
    } catch (error) {
      this.#reachable = !(error instanceof Unavailable);
      throw error;
    }
  }
}

async function run<R extends Row>(
  target: pg.Pool | pg.PoolClient,
  statement: Statement,
  values: readonly unknown[],
): Promise<readonly R[]> {
  try {
    const query = typeof statement === 'string' ? { text: statement } : statement;
    const { rows } = await target.query<R>({ ...query, values: [...values] });
    return rows;
  } catch (error) {
    throw asUnavailable(error);
  }
}
