import { execFile } from 'node:child_process';
import { prometheusBinaries } from './prometheus-binaries.js';

/** What promtool found, and all that it said. */
export interface Checked {
  readonly ok: boolean;
  readonly said: string;
}

/** Where it's run, and what it reads from its standard input. */
export interface PromtoolOptions {
  readonly directory?: string;
  readonly input?: string;
}

const TIMEOUT_MS = 240_000;

/** Runs promtool, such as `check rules <file>` or `test rules <file>`; rejects when it can't be run at all. */
export async function promtool(args: readonly string[], { directory, input = '' }: PromtoolOptions = {}) {
  const { promtool: program } = await prometheusBinaries();
  return new Promise<Checked>((resolve, reject) => {
    const child = execFile(program, args, { cwd: directory, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      const said = `${stdout}${stderr}`;
      if (!error) resolve({ ok: true, said });
      else if (typeof error.code === 'number') resolve({ ok: false, said });
      else reject(new Error(`promtool couldn't be run: ${error.message}`, { cause: error }));
    });
    child.stdin?.end(input);
  });
}
