import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ownEnvironment } from './environment.config.js';

const script = fileURLToPath(new URL('./guard-process.mjs', import.meta.url));

/**
 * This process's guard: a small process beside it that ends what it started, should it die without doing so.
 * It runs only while there is something to watch, and never keeps this process alive.
 */
class Guard {
  readonly #watched = new Map<number, NodeJS.Signals>();
  readonly #discarded = new Set<string>();
  #process: ChildProcess | undefined;

  /** Ends the group that `pid` leads when this process is gone: with `signal`, and after five seconds with SIGKILL. */
  watch(pid: number, signal: NodeJS.Signals): void {
    this.#watched.set(pid, signal);
    this.#tell(`watch ${pid} ${signal}`);
  }

  forget(pid: number): void {
    this.#watched.delete(pid);
    this.#tell(`forget ${pid}`);
    this.#endWhenIdle();
  }

  /** Removes a folder when this process is gone. */
  discard(folder: string): void {
    this.#discarded.add(folder);
    this.#tell(`discard ${encodeURIComponent(folder)}`);
  }

  /** Takes {@link discard} back: the folder is gone already. */
  discardNoMore(folder: string): void {
    this.#discarded.delete(folder);
    this.#tell(`keep ${encodeURIComponent(folder)}`);
    this.#endWhenIdle();
  }

  #tell(line: string): void {
    if (this.#process) {
      this.#process.stdin?.write(`${line}\n`);
      return;
    }
    if (this.#watched.size + this.#discarded.size === 0) return;
    const child = spawn(process.execPath, [script], {
      detached: true,
      cwd: '/',
      env: { ...ownEnvironment, NODE_OPTIONS: '' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#process = child;
    child.unref();
    if (child.stdin instanceof Socket) child.stdin.unref();
    child.stdin?.on('error', () => undefined);
    // A guard that was killed is replaced with the next thing to tell; one that was let go isn't.
    child.once('exit', () => {
      if (this.#process === child) this.#process = undefined;
    });
    for (const [pid, signal] of this.#watched) child.stdin?.write(`watch ${pid} ${signal}\n`);
    for (const folder of this.#discarded) child.stdin?.write(`discard ${encodeURIComponent(folder)}\n`);
  }

  #endWhenIdle(): void {
    if (this.#watched.size + this.#discarded.size > 0 || !this.#process) return;
    this.#process.stdin?.end();
    this.#process = undefined;
  }
}

/** The one guard of this process. */
export const guard = new Guard();
