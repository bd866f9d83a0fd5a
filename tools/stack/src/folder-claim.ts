import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PidLock } from './pid-lock.js';
import { processIdentity } from './process-table.js';
import { StackError } from './stack-error.js';

/** Above the five seconds that the guard gives what it ends. */
const PATIENCE_MS = 6000;

/**
 * One server's claim to its folder. Two servers on the same data would ruin it, so a claim is refused while another
 * process has it; and where an earlier run died, its server is waited for, and at last killed, before the claim is given.
 */
export class FolderClaim {
  private constructor(readonly lock: PidLock) {}

  static async take(folder: string): Promise<FolderClaim> {
    const taking = PidLock.take(join(folder, 'in-use.json'));
    if (!taking.taken) {
      throw new StackError('start-failed', `${folder} is in use by process ${taking.holder.pid}: end that one first.`);
    }
    const { lock } = taking;
    await endLeftover(lock.abandoned?.details);
    return new FolderClaim(lock);
  }

  /** Notes the server's process, for whoever finds this claim abandoned. */
  note(pid: number): void {
    this.lock.describe({ server: pid, startedAs: processIdentity(pid) });
  }

  release(): void {
    this.lock.release();
  }
}

async function endLeftover(details: unknown): Promise<void> {
  if (typeof details !== 'object' || details === null || !('server' in details) || !('startedAs' in details)) return;
  const { server, startedAs } = details;
  if (typeof server !== 'number' || typeof startedAs !== 'string') return;
  // Usually the dead run's guard is already at it.
  const deadline = performance.now() + PATIENCE_MS;
  while (processIdentity(server) === startedAs) {
    if (performance.now() > deadline) process.kill(server, 'SIGKILL');
    await wait(20);
  }
}
