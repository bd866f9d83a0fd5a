import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, createWriteStream, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { SystemClock } from '@postrider/time';
import type { Environment } from './environment.config.js';
import { guard } from './guard.js';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What to run, and where. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly directory: string;
  /** All of its variables; this process's own when left out. */
  readonly environment?: Environment;
  /** Who it runs as; this process's own user when left out. */
  readonly account?: { readonly uid: number; readonly gid: number };
  /** What asks it to end in order. */
  readonly endSignal: NodeJS.Signals;
  /** Where its output is appended. */
  readonly logFile: string;
  /** Gets each line of its output as well. Its output then passes through this process. */
  readonly line?: (line: string) => void;
}

/** Enough for why a program ends, and the stack trace below it. */
const MAX_SAID_BYTES = 16 * 1024;

const clock = new SystemClock();
const living = new Set<GuardedProcess>();

/**
 * A process of ours, leading a process group of its own: Ctrl-C in the terminal doesn't reach it, signals to it reach
 * all that it started, and it ends when this process does, even by SIGKILL.
 */
export class GuardedProcess {
  readonly pid: number;
  /** Settles when it ended, however that came about, and all of its output has come; never rejects. */
  readonly exited: Promise<Exit>;
  readonly #program: Program;
  /** Where in the log what this run says begins. */
  readonly #logStart: number;
  #running = true;

  private constructor(child: ChildProcess, pid: number, program: Program, logStart: number) {
    this.pid = pid;
    this.#program = program;
    this.#logStart = logStart;
    guard.watch(pid, program.endSignal);
    living.add(this);
    child.once('exit', () => {
      this.#running = false;
      // What it started may have outlived it, and would keep its ports and files.
      this.#sendToGroup('SIGKILL');
      guard.forget(pid);
      living.delete(this);
    });
    this.exited = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  }

  /** Resolves when the process runs; rejects when there is no such program, or it may not be run. */
  static async start(program: Program): Promise<GuardedProcess> {
    mkdirSync(dirname(program.logFile), { recursive: true });
    const log = openSync(program.logFile, 'a');
    const output = program.line ? 'pipe' : log;
    const logStart = fstatSync(log).size;
    try {
      const child = spawn(program.command, program.args, {
        cwd: program.directory,
        env: program.environment,
        detached: true,
        stdio: ['ignore', output, output],
        ...program.account,
      });
      const { pid } = child;
      // Without a pid it couldn't be started; the reason comes with the event.
      if (pid === undefined) throw await new Promise((resolve) => child.once('error', resolve));
      child.on('error', () => undefined);
      const guarded = new GuardedProcess(child, pid, program, logStart);
      if (program.line) teeOutput(child, program.logFile, program.line);
      return guarded;
    } finally {
      closeSync(log);
    }
  }

  get running(): boolean {
    return this.#running;
  }

  /** Sends a signal to the process and to what it started; does nothing once it ended. */
  signal(signal: NodeJS.Signals): void {
    if (this.#running) this.#sendToGroup(signal);
  }

  /** Asks it to end, and after `patienceMs` no longer asks. */
  async stop(patienceMs: number): Promise<Exit> {
    this.signal(this.#program.endSignal);
    this.signal('SIGCONT');
    const cancel = clock.after(patienceMs, () => this.signal('SIGKILL'));
    const exit = await this.exited;
    cancel();
    return exit;
  }

  /** Ends it at once, as a crash would. */
  kill(): Promise<Exit> {
    this.signal('SIGKILL');
    return this.exited;
  }

  /** The last lines that this run has said. */
  said(): string[] {
    const log = openSync(this.#program.logFile, 'r');
    try {
      const { size } = fstatSync(log);
      const from = Math.max(this.#logStart, size - MAX_SAID_BYTES);
      const bytes = Buffer.alloc(Math.max(0, size - from));
      readSync(log, bytes, 0, bytes.length, from);
      return bytes.toString('utf8').split('\n');
    } finally {
      closeSync(log);
    }
  }

  #sendToGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The group is gone already.
    }
  }
}

/** Ends at once whatever this process started and still runs: the last resort when stopping in order is cut short. */
export async function killEverything(): Promise<void> {
  await Promise.all([...living].map((guarded) => guarded.kill()));
}

function teeOutput(child: ChildProcess, logFile: string, line: (line: string) => void): void {
  const log = createWriteStream(logFile, { flags: 'a' });
  let open = 2;
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    const lines = createInterface({ input: stream });
    lines.on('line', (text) => {
      log.write(`${text}\n`);
      line(text);
    });
    lines.once('close', () => {
      open -= 1;
      if (open === 0) log.end();
    });
  }
}
