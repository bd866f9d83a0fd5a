import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from './guard.js';

/** A folder that is gone with this process at the latest, for the data of servers that nobody wants to keep. */
export class TemporaryFolder {
  private constructor(readonly path: string) {}

  static async create(): Promise<TemporaryFolder> {
    const path = await mkdtemp(join(tmpdir(), 'postrider-'));
    guard.discard(path);
    // Run by root, Postgres has an account of its own, which has to get to its data in here.
    await chmod(path, 0o711);
    return new TemporaryFolder(path);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    guard.discardNoMore(this.path);
  }
}
