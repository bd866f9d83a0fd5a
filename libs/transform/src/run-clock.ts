import { readFileSync } from 'node:fs';

/** Node has it from 23.9 on. */
interface WithThreadTime {
  threadCpuUsage?: () => { readonly user: number; readonly system: number };
}

/**
 * Begins to measure the time that a script takes, in milliseconds: of this thread's CPU where that can be told, so that
 * a busy machine isn't held against the script, once the wall clock says more than enough; else of the wall clock.
 */
export function startRunClock(): (enoughMs?: number) => number {
  const wallStartMs = performance.now();
  const cpuStartMs = threadCpuMs();
  return (enoughMs = Infinity) => {
    const wallMs = performance.now() - wallStartMs;
    // The dearer look is for those who may be late alone.
    if (wallMs <= enoughMs || cpuStartMs === undefined) return wallMs;
    return Math.min(wallMs, (threadCpuMs() ?? Infinity) - cpuStartMs);
  };
}

/** What this thread has had of the CPU; undefined where neither Node nor the system tells. */
function threadCpuMs(): number | undefined {
  const usage = (process as WithThreadTime).threadCpuUsage?.();
  if (usage) return (usage.user + usage.system) / 1000;
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return undefined;
  }
}
