import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { repositoryRoot } from '@postrider/stack';

/** Where figures were measured: they hold as ratios to what was measured there. */
export interface Machine {
  readonly cpus: number;
  readonly cpuModel: string;
  readonly memoryMib: number;
  readonly kernel: string;
  readonly node: string;
}

export const thisMachine = (): Machine => ({
  cpus: cpus().length,
  cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
  memoryMib: Math.round(totalmem() / 1024 / 1024),
  kernel: `${type()} ${release()}`,
  node: process.version,
});

/** How busy the machine was in the last minute: processes that ran or wanted to. */
export const loadAverage = (): number => Math.round((loadavg()[0] ?? NaN) * 100) / 100;

/** The commit of the checkout, with `+` behind it when there are changes beyond it; `unknown` where git can't say. */
export function commitOfCheckout(): string {
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: repositoryRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
