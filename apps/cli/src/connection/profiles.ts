import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf } from '@postrider/time';
import { z } from 'zod';
import { Misuse } from '../command-failed.js';
import { Address } from './connection.config.js';

const Profile = z.strictObject({
  url: Address.optional(),
  ingestionUrl: Address.optional(),
  managementUrl: Address.optional(),
  dispatcherUrl: Address.optional(),
  retrySchedulerUrl: Address.optional(),
  key: z.string().min(1).optional(),
  tenant: z.string().min(1).optional(),
});

/** One Postrider, or one way to ask it. */
export type Profile = Readonly<z.infer<typeof Profile>>;

const Profiles = z.strictObject({ current: z.string().optional(), profiles: z.record(z.string(), Profile) });

/** Every profile, and the name of the one that is used unless another is asked for. */
export type Profiles = Readonly<z.infer<typeof Profiles>>;

const NONE: Profiles = { profiles: {} };
/** Who else might read or write it. */
const OTHERS = 0o077;

/** Reads the file; one that isn't there has no profiles. Throws {@link Misuse} for one that others may read, or that makes no sense. */
export async function readProfiles(file: string): Promise<Profiles> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw new Misuse(`The profiles in ${file} can't be read: ${reasonOf(error)}.`);
  });
  if (text === undefined) return NONE;
  const { mode } = await stat(file);
  // Windows has no such rights, and says 666 of everything.
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
    throw new Misuse(`${file} has keys in it and may be read by others: chmod 600 it.`);
  try {
    return Profiles.parse(JSON.parse(text));
  } catch (error) {
    // What JSON.parse says quotes the text, which has keys in it.
    const where = error instanceof z.ZodError ? error.issues.map(({ path }) => path.join('.')).join(', ') : '';
    throw new Misuse(`${file} makes no sense${where && ` (${where})`}: mend it, or remove it and begin anew.`);
  }
}

/** Replaces the file in one step, readable by nobody else. */
export async function writeProfiles(file: string, profiles: Profiles): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  await writeFile(next, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(next, file);
}

/** The profile that is asked for, or else the current one; throws {@link Misuse} when there is none of that name. */
export function chosenProfile({ current, profiles }: Profiles, asked: string | undefined): Profile | undefined {
  const name = asked ?? current;
  if (name === undefined) return undefined;
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (!profile) throw new Misuse(`There is no profile ${name}: \`postrider profiles list\` shows those there are.`);
  return profile;
}

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
