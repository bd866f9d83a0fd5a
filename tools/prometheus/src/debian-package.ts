import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { reasonOf, StackError, type Progress } from '@postrider/stack';

const run = promisify(execFile);

/** Debian 12's: what is written for it is valid for Prometheus 3 as well. */
export const PACKAGE_VERSION = '2.42.0+ds-5+deb12u1';

/** Fixed by its checksum, so that every machine of this kind runs the same one, wherever it came from. */
const PINNED = {
  architecture: 'x64',
  url: `http://deb.debian.org/debian/pool/main/p/prometheus/prometheus_${PACKAGE_VERSION}_amd64.deb`,
  sha256: '81d59a24fce84f7fbe97a45a4f2914b6a5881b5cd1db2a6a0e129e515e1a5f55',
};
const FETCH_TIMEOUT_MS = 120_000;

const WHAT_TO_DO =
  'install Prometheus so that prometheus and promtool are on the PATH, or name their folder in PROMETHEUS_BIN';

/**
 * Puts what Debian's package of Prometheus holds into `home`, in one step when all of it is there; nothing is installed
 * and no root is needed. From the archive, by checksum; where that has moved on, or for another architecture, what apt
 * knows and has verified. Rejects with a {@link StackError}.
 */
export async function fetchDebianPackage(home: string, progress: Progress): Promise<void> {
  const directory = dirname(home);
  await mkdir(directory, { recursive: true });
  const draft = await mkdtemp(join(directory, 'fetching-'));
  try {
    progress(`fetching Prometheus ${PACKAGE_VERSION} from Debian`);
    const unpacked = join(draft, 'unpacked');
    await run('dpkg-deb', ['-x', await download(draft), unpacked]);
    await chmod(unpacked, 0o755);
    await rename(unpacked, home).catch((error: unknown) => {
      // Somebody else was faster.
      if (!existsSync(home)) throw error;
    });
  } catch (error) {
    throw new StackError(
      'download-failed',
      `Prometheus was not found, and Debian's package of it couldn't be had (${reasonOf(error)}): ${WHAT_TO_DO}.`,
      { cause: error },
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The package's file. */
async function download(folder: string): Promise<string> {
  try {
    return await pinned(folder);
  } catch (fromArchive) {
    try {
      return await byApt(folder);
    } catch (byApt) {
      throw new AggregateError([fromArchive, byApt]);
    }
  }
}

async function pinned(folder: string): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== PINNED.architecture) {
    throw new Error(`none is pinned for ${process.platform} on ${process.arch}`);
  }
  const answer = await fetch(PINNED.url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${PINNED.url} answered ${answer.status}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== PINNED.sha256) throw new Error(`${PINNED.url} has the checksum ${found}, not ${PINNED.sha256}`);
  const file = join(folder, 'prometheus.deb');
  await writeFile(file, bytes);
  return file;
}

async function byApt(folder: string): Promise<string> {
  await run('apt-get', ['download', 'prometheus'], { cwd: folder, timeout: FETCH_TIMEOUT_MS });
  const file = (await readdir(folder)).find((name) => name.startsWith('prometheus_') && name.endsWith('.deb'));
  if (file === undefined) throw new Error('apt-get download left no package');
  return join(folder, file);
}
