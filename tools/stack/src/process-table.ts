import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * What tells a living process from a later one with the same pid: when it started, as the system writes it.
 * Undefined when there is none, or when it has ended and only waits to be reaped. On Linux from proc(5), so that it
 * works in images without `ps`; elsewhere from `ps`.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps('-o', 'lstart=', '-p', String(pid));
  const stat = statOf(pid);
  return stat && !stat.ended ? stat.startedAt : undefined;
}

/** The pid of a process's parent; undefined when there is no such process. */
export function parentOf(pid: number): number | undefined {
  if (process.platform === 'linux') return statOf(pid)?.parent;
  const parent = ps('-o', 'ppid=', '-p', String(pid));
  return parent === undefined ? undefined : Number(parent);
}

/** The pids of the processes whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
  const rows =
    process.platform === 'linux'
      ? readdirSync('/proc')
          .filter((name) => /^\d+$/.test(name))
          .map((name) => [Number(name), statOf(Number(name))?.parent])
      : (ps('-A', '-o', 'pid=,ppid=') ?? '').split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return rows.flatMap(([child, parent]) => (child !== undefined && parent === pid ? [child] : []));
}

function statOf(pid: number): { ended: boolean; parent: number; startedAt: string } | undefined {
  const stat = readOrUndefined(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses, and may itself contain both spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, startedAt] = [fields?.[0], fields?.[1], fields?.[19]];
  if (state === undefined || parent === undefined || startedAt === undefined) return undefined;
  return { ended: state === 'Z' || state === 'X', parent: Number(parent), startedAt };
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function ps(...args: string[]): string | undefined {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined;
  } catch {
    return undefined;
  }
}
