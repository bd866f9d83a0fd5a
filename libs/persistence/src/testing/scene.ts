import { createLog, Metrics } from '@postrider/observability';
import { eventually, scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { Database } from '../database.js';
import { migrate } from '../migrate.js';
import { Sql, type Row, type Statement, type Statements } from '../sql.js';

const PATIENCE_MS = 10_000;

/** A migrated database of a test file's own, with what a process has to use it. */
export class Scene {
  readonly clock = new SystemClock();
  readonly log = createLog('test', 'silent');
  readonly sql: Sql;
  readonly database: Database;
  readonly #closing: (() => Promise<unknown>)[] = [];

  private constructor(private readonly scratch: ScratchDatabase) {
    this.sql = this.newSql(24);
    this.database = new Database(
      { url: scratch.url, connections: 12, statementTimeoutMs: PATIENCE_MS },
      this.clock,
      this.log,
    );
  }

  static async open(): Promise<Scene> {
    const scratch = await scratchDatabase();
    await migrate(scratch.url, new SystemClock());
    const scene = new Scene(scratch);
    scene.database.start();
    await eventually('the database to be connected', () =>
      scene.database.use((manager) => manager.query('select 1')).catch(() => undefined),
    );
    return scene;
  }

  get url(): string {
    return this.scratch.url;
  }

  /** Connections of their own, as another process would have; they're closed with the scene. */
  newSql(connections = 2, url = this.scratch.url): Sql {
    const sql = new Sql({ url, connections, statementTimeoutMs: PATIENCE_MS }, this.log, new Metrics('test'));
    this.onClose(() => sql.close());
    return sql;
  }

  /** Has something ended with the scene; what came last ends first. */
  onClose(end: () => Promise<unknown>): void {
    this.#closing.unshift(end);
  }

  async close(): Promise<void> {
    for (const end of this.#closing.splice(0)) await end();
    await this.database.close();
    await this.scratch.drop();
  }

  /** The one row that a statement answers. */
  async one<R extends Row>(text: string, values: readonly unknown[] = []): Promise<R> {
    const rows = await this.sql.query<R>(text, values);
    if (rows.length !== 1 || !rows[0]) throw new Error(`${rows.length} rows from ${text}`);
    return rows[0];
  }

  /** Empties tables, and what belongs to their rows; those first that others refer to. */
  async empty(...tables: readonly string[]): Promise<void> {
    for (const table of tables) await this.sql.query(`delete from ${table}`);
  }

  /** The connections whose last statement is like this, by their process ids, once there is one. */
  connections(lastStatement: string): Promise<number[]> {
    return eventually(`a connection with ${lastStatement}`, async () => {
      const rows = await this.sql.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query ilike $1`,
        [lastStatement],
      );
      return rows.length > 0 && rows.map(({ pid }) => pid);
    });
  }

  /** Ends connections as a restart of the server would; resolves once the server has. */
  async terminate(pids: readonly number[]): Promise<void> {
    if (pids.length === 0) throw new Error('there is no such connection');
    await this.sql.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [pids]);
    await eventually('the connections to be gone', async () => {
      const left = await this.sql.query('select pid from pg_stat_activity where pid = any($1)', [pids]);
      return left.length === 0;
    });
  }

  /** Resolves once so many statements of this database wait for a lock. */
  async waitersForLocks(count: number): Promise<void> {
    await eventually(`${count} statements to wait for locks`, async () => {
      const { waiting } = await this.one<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting >= count;
    });
  }

  /**
   * Runs a transaction that its test leads statement by statement: it's open until `end` is called, and committed then.
   */
  async transaction(sql = this.sql): Promise<OpenTransaction> {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    return new Promise((opened, failed) => {
      const done = sql.transaction(async (statements) => {
        opened({
          query: (statement, values) => statements.query(statement, values),
          commit: () => {
            end();
            return done;
          },
        });
        await ended;
      });
      done.catch(failed);
    });
  }
}

/** A transaction that was begun. */
export interface OpenTransaction extends Statements {
  query<R extends Row>(statement: Statement, values?: readonly unknown[]): Promise<readonly R[]>;
  commit(): Promise<void>;
}

/** How a statement is carried out: every line of its plan. */
export async function planOf(statements: Statements, text: string, values: readonly unknown[] = []): Promise<string> {
  const rows = await statements.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, costs off, timing off, summary off) ${text}`,
    values,
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

/** The same statements, with the plan of each one that reads noted before it runs. */
export function noting(statements: Statements, plans: string[]): Statements {
  return {
    async query<R extends Row>(statement: Statement, values: readonly unknown[] = []) {
      const text = typeof statement === 'string' ? statement : statement.text;
      if (text.startsWith('select')) plans.push(await planOf(statements, text, values));
      return statements.query<R>(statement, values);
    },
  };
}
