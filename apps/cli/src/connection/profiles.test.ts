import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chosenProfile, readProfiles, writeProfiles } from './profiles.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'profiles-'));
});
afterEach(() => rm(folder, { recursive: true }));

const profiles = { current: 'a', profiles: { a: { url: 'https://a.example', key: 'top secret' } } };

describe('profiles', () => {
  it('are none before there is a file, and are written for nobody else to read', async () => {
    const file = join(folder, 'new', 'profiles.json');
    expect(await readProfiles(file)).toEqual({ profiles: {} });
    await writeProfiles(file, profiles);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readProfiles(file)).toEqual(profiles);
  });

  it('are refused where others may read them, or where they make no sense, without a word of what is in them', async () => {
    const file = join(folder, 'profiles.json');
    await writeProfiles(file, profiles);
    await chmod(file, 0o644);
    await expect(readProfiles(file)).rejects.toThrow('chmod 600');
    await writeFile(file, `${await readFile(file, 'utf8')}!`);
    await chmod(file, 0o600);
    const refusal = await readProfiles(file).catch((error: unknown) => String(error));
    expect(refusal).toContain('makes no sense');
    expect(refusal).not.toContain('secret');
    await writeFile(file, JSON.stringify({ profiles: { a: { link: 'x' } } }));
    await expect(readProfiles(file)).rejects.toThrow('makes no sense (profiles.a)');
  });

  it('are chosen by name, or else the current one is', () => {
    expect(chosenProfile(profiles, undefined)).toBe(profiles.profiles.a);
    expect(chosenProfile({ profiles: {} }, undefined)).toBeUndefined();
    for (const name of ['b', 'constructor']) expect(() => chosenProfile(profiles, name)).toThrow(`no profile ${name}`);
  });
});
