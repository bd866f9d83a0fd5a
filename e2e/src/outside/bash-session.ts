import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One bash, as a reader has it open: what a command sets is there for the next. */
export class BashSession {
  readonly #bash: ChildProcessWithoutNullStreams;
  readonly #script: string;
  #said = '';
  #runs = 0;

  private constructor(bash: ChildProcessWithoutNullStreams, script: string) {
    this.#bash = bash;
    this.#script = script;
    bash.stdin.write('exec 2>&1\n');
    bash.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
      bash.emit('said');
    });
    bash.once('exit', () => bash.emit('said'));
  }

  /** In a folder, with variables beside this process's own. */
  static start(folder: string, variables: Readonly<Record<string, string>> = {}): BashSession {
    // A group of its own: what runs in the background ends with it.
    const bash = spawn('bash', ['--noprofile', '--norc'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, ...variables },
      detached: true,
    });
    return new BashSession(bash, join(folder, 'pasted.sh'));
  }

  /** Runs commands and answers what they said, standard error included; rejects when the last of them, or any part of a pipe, fails. */
  async run(commands: string): Promise<string> {
    await writeFile(this.#script, `set -o pipefail\n${commands}`);
    const end = `--- run ${++this.#runs} ended with `;
    this.#said = '';
    this.#bash.stdin.write(`. '${this.#script}' < /dev/null; echo "${end}$?."\n`);
    const [said, status] = await this.#says(end);
    if (status !== '0') throw new Error(`ended with ${status}:\n${commands}\n${said}`);
    return said;
  }

  /** Ends it, and all that it started. */
  async stop(): Promise<void> {
    const { pid, exitCode } = this.#bash;
    const closed = new Promise((resolve) => this.#bash.once('close', resolve));
    if (pid === undefined || exitCode !== null) return;
    process.kill(-pid, 'SIGKILL');
    await closed;
  }

  async #says(end: string): Promise<[said: string, status: string]> {
    for (;;) {
      const [said = '', rest] = this.#said.split(end);
      const [, status] = /^(\d+)\.\n/.exec(rest ?? '') ?? [];
      if (status !== undefined) return [said, status];
      if (this.#bash.exitCode !== null) throw new Error(`bash has ended: ${this.#said}`);
      await new Promise((resolve) => this.#bash.once('said', resolve));
    }
  }
}
