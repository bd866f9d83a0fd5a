import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { StackError } from './stack-error.js';

/** A user of the machine, by number. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where root keeps what the account can't reach in the checkout. */
const SHELTER = '/var/lib/postrider';

const run = promisify(execFile);

/**
 * Postgres refuses to run as root, so under root it gets an account that exists already: whoever owns its data, else
 * `postgres`, else `nobody`. No user is ever added to the machine. Undefined when this process isn't root's.
 */
export async function postgresAccount(directory: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(join(directory, 'data')).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', 'nobody']) {
    const account = await lookUp(name);
    if (account) return account;
  }
  throw new StackError(
    'start-failed',
    'Postgres doesn’t run as root, and this machine has neither a user postgres nor nobody: run as another user, or set DATABASE_URL.',
  );
}

/**
 * The folder itself, made if need be, when the account can get into it; else one outside that stands for it: a checkout
 * below a closed folder such as /root is out of the account's reach, whatever the modes inside.
 */
export async function reachable(folder: string, account: Account | undefined): Promise<string> {
  await mkdir(folder, { recursive: true });
  if (!account || (await canEnter(folder, account))) return folder;
  const shelter = await shelterFor(folder);
  await mkdir(shelter, { recursive: true });
  await chmod(shelter, 0o755);
  return shelter;
}

/** As {@link reachable}, for files that are only read: outside there is a copy, made when it isn't there yet. */
export async function reachableCopy(folder: string, account: Account | undefined): Promise<string> {
  if (!account || (await canEnter(folder, account))) return folder;
  // Another version of the files, installed over these, is another copy.
  const shelter = await shelterFor(`${folder} ${(await stat(folder)).mtimeMs}`);
  if (existsSync(shelter)) return shelter;
  const draft = await mkdtemp(`${shelter}-`);
  try {
    await cp(folder, join(draft, 'copy'), { recursive: true, verbatimSymlinks: true });
    await rename(join(draft, 'copy'), shelter);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return shelter;
}

async function shelterFor(what: string): Promise<string> {
  await mkdir(SHELTER, { recursive: true });
  await chmod(SHELTER, 0o755);
  return join(SHELTER, createHash('sha256').update(what).digest('hex').slice(0, 16));
}

/** Whether the folder and every one above it lets the account pass, by its mode. */
async function canEnter(folder: string, account: Account): Promise<boolean> {
  for (let place = folder; ; place = dirname(place)) {
    if (!mayPass(await stat(place), account)) return false;
    if (place === dirname(place)) return true;
  }
}

function mayPass({ uid, gid, mode }: { uid: number; gid: number; mode: number }, account: Account): boolean {
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [user, group] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    const account = { uid: Number(user.stdout), gid: Number(group.stdout) };
    return account.uid > 0 ? account : undefined;
  } catch {
    return undefined;
  }
}
