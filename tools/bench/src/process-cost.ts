import { readdirSync, readFileSync } from 'node:fs';

/** The unit of times in /proc: USER_HZ, 100 a second on every architecture that Node runs on. */
const TICK_MS = 10;

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
}

/**
 * Milliseconds of CPU that this process and all below it have used so far, children that ended and were waited for
 * included: the stack, the load and the receiver. NaN where there is no /proc.
 */
export function familyCpuMs(root = process.pid): number {
  if (process.platform !== 'linux') return NaN;
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? timesOf(Number(name)) : []));
  const childrenOf = new Map<number, ProcessTimes[]>();
  for (const each of all) {
    const siblings = childrenOf.get(each.parent);
    if (siblings) siblings.push(each);
    else childrenOf.set(each.parent, [each]);
  }
  const sum = (pid: number): number =>
    (childrenOf.get(pid) ?? []).reduce((total, child) => total + child.cpuMs + sum(child.pid), 0);
  return sum(root) + (all.find(({ pid }) => pid === root)?.cpuMs ?? NaN);
}

/** The most memory that a process has had resident since it began, in MiB; NaN where there is no /proc. */
export function peakResidentMib(pid: number | undefined): number {
  const status = pid === undefined ? '' : read(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? NaN) / 1024;
}

/** None when the process has ended meanwhile. */
function timesOf(pid: number): ProcessTimes[] {
  const stat = read(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses, and may itself contain both spaces and parentheses.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent] = fields;
  if (stat === '' || parent === undefined) return [];
  const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0);
  return [{ pid, parent, cpuMs: ticks * TICK_MS }];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
