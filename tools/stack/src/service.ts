import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Environment } from './environment.config.js';
import { GuardedProcess, type Exit } from './guarded-process.js';
import { lastWords } from './last-words.js';
import { reasonOf, StackError } from './stack-error.js';
import { nodeFlags } from './service-table.js';

export interface ServiceOptions {
  readonly name: string;
  /** The folder of its project; `dist/main.js` in it is run. */
  readonly directory: string;
  readonly port: number;
  /** All of its variables but PORT, nothing is added from this process's own. */
  readonly environment: Environment;
  readonly logFile: string;
  /** Gets each line that it logs. */
  readonly line?: (line: string) => void;
  /** Who it runs as; this process's own user when left out. */
  readonly account?: { readonly uid: number; readonly gid: number };
  /** How long it may take until it's ready. */
  readonly readyPatienceMs?: number;
}

const READY_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 10_000;

/** One of the platform's processes: the built program, run by this Node, until it's stopped, killed or dies. */
export class Service {
  readonly #options: ServiceOptions;
  #process: GuardedProcess | undefined;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get port(): number {
    return this.#options.port;
  }

  /** Where it answers, without a slash at the end. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get logFile(): string {
    return this.#options.logFile;
  }

  get pid(): number | undefined {
    return this.#process?.running ? this.#process.pid : undefined;
  }

  /** Settles when its present process ended; at once when there is none. */
  exited(): Promise<Exit> {
    return this.#process?.exited ?? Promise.resolve({ code: 0, signal: null });
  }

  /**
   * Runs it and resolves when `GET /health/ready` answers 200. Rejects with a {@link StackError} when it ends before
   * that, or isn't ready in time; nothing of it runs then.
   */
  async start(): Promise<void> {
    await this.launch();
    try {
      await this.untilReady();
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  /** Runs it, and doesn't wait for it to be ready. */
  async launch(): Promise<void> {
    if (this.#process?.running) throw new Error(`${this.name} runs already.`);
    const { directory, environment, account, logFile, line } = this.#options;
    this.#process = await GuardedProcess.start({
      command: process.execPath,
      args: [...nodeFlags, join(directory, 'dist', 'main.js')],
      directory,
      environment: { ...environment, PORT: String(this.port) },
      account,
      endSignal: 'SIGTERM',
      logFile,
      line,
    });
  }

  /** Resolves when it's ready; rejects when it ended, or its time is up. */
  async untilReady(): Promise<void> {
    const patienceMs = this.#options.readyPatienceMs ?? READY_PATIENCE_MS;
    const deadline = performance.now() + patienceMs;
    let answer = 'no answer';
    while (performance.now() < deadline) {
      if (!this.#process?.running) throw this.#failed('ended while it started');
      const health = await healthOf(this.address);
      if (health === 200) return;
      answer = String(health);
      await wait(50);
    }
    throw this.#failed(`wasn't ready after ${patienceMs / 1000} s (/health/ready: ${answer})`);
  }

  /** Ends it in order: SIGTERM, and SIGKILL after `patienceMs`. */
  stop(patienceMs = STOP_PATIENCE_MS): Promise<Exit> {
    return this.#process?.stop(patienceMs) ?? this.exited();
  }

  /** Ends it at once: SIGKILL. */
  kill(): Promise<Exit> {
    return this.#process?.kill() ?? this.exited();
  }

  /** Freezes it, as a machine that swaps or a long garbage collection would. */
  pause(): void {
    this.#process?.signal('SIGSTOP');
  }

  continue(): void {
    this.#process?.signal('SIGCONT');
  }

  #failed(what: string): StackError {
    const words = lastWords(this.#process?.said() ?? []);
    return new StackError('start-failed', `${this.name} ${what}; its log, ${this.logFile}, ends with: ${words}`);
  }
}

/** Starts services side by side and resolves when all are ready; at the first that fails all are ended, and it rejects. */
export async function startServices(services: readonly Service[]): Promise<void> {
  const starting = services.map((service) => service.start());
  try {
    await Promise.all(starting);
  } catch (error) {
    await Promise.all(services.map((service) => service.kill()));
    await Promise.allSettled(starting);
    throw error;
  }
}

async function healthOf(address: string): Promise<number | string> {
  try {
    const answer = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.status;
  } catch (error) {
    return reasonOf(error);
  }
}
