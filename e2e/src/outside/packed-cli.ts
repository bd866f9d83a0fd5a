import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@postrider/stack';
import { eventually } from '@postrider/testing';

const execute = promisify(execFile);

/** What a run of the command came to. */
export class Ran {
  constructor(
    readonly code: number | null,
    readonly out: string,
    readonly err: string,
  ) {}

  /** Its answer, where that is one JSON object. */
  get json(): Record<string, unknown> {
    return JSON.parse(this.out) as Record<string, unknown>;
  }

  /** Its answer, where that is one a line. */
  get lines(): Record<string, unknown>[] {
    return this.out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** A run that goes on until it's stopped. */
export class Running {
  #out = '';
  readonly ended: Promise<Ran>;

  constructor(private readonly child: ChildProcess) {
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(new Ran(code, this.#out, err)));
    });
  }

  /** Waits for a line of its answer that is meant. */
  line(what: string, isMeant: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    return eventually(what, () =>
      new Ran(null, this.#out.slice(0, this.#out.lastIndexOf('\n') + 1), '').lines.find(isMeant),
    );
  }

  /** Ends it as Ctrl-C does. */
  stop(): Promise<Ran> {
    this.child.kill('SIGINT');
    return this.ended;
  }
}

/** The command as whoever installs its package has it. */
export class PackedCli {
  private constructor(
    private readonly bin: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Packs it as `npm pack` does, and unpacks it beside its dependencies, which are taken from the checkout. */
  static async pack(folder: string, environment: Readonly<Record<string, string>>): Promise<PackedCli> {
    const source = join(repositoryRoot, 'apps', 'cli');
    await execute('npm', ['pack', '--pack-destination', folder], { cwd: source });
    const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    await execute('tar', ['xzf', tarball], { cwd: folder });
    const manifest = join(source, 'package.json');
    const { dependencies } = JSON.parse(await readFile(manifest, 'utf8')) as { dependencies: Record<string, string> };
    for (const name of Object.keys(dependencies)) {
      const link = join(folder, 'node_modules', name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(folderOf(name, source), link);
    }
    return new PackedCli(join(folder, 'package', 'bin', 'postrider.mjs'), environment);
  }

  /** The same with other variables beside those that it has; an empty one is as good as none. */
  with(variables: Readonly<Record<string, string>>): PackedCli {
    return new PackedCli(this.bin, { ...this.environment, ...variables });
  }

  start(args: readonly string[], input?: string): Running {
    const child = spawn(process.execPath, [this.bin, ...args], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...this.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return new Running(child);
  }

  /** Runs it to its end, whatever that is. */
  ends(args: readonly string[], input?: string): Promise<Ran> {
    return this.start(args, input).ended;
  }

  /** Runs it, and wants it to be done. */
  async does(args: readonly string[], input?: string): Promise<Ran> {
    const ran = await this.ends(args, input);
    if (ran.code !== 0) throw new Error(`postrider ${args.join(' ')} ended with ${ran.code}: ${ran.err}${ran.out}`);
    return ran;
  }
}

/** Where a dependency is: beside who needs it, or further up. */
function folderOf(name: string, from: string): string {
  const found = join(from, 'node_modules', name);
  if (existsSync(found)) return found;
  if (from === dirname(from)) throw new Error(`${name} isn't installed`);
  return folderOf(name, dirname(from));
}
