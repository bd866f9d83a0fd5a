import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TemporaryFolder } from '@postrider/stack';
import { PACKAGE_VERSION } from './debian-package.js';
import { prometheusBinaries } from './prometheus-binaries.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await TemporaryFolder.create();
});
afterEach(() => folder.remove());

/** A folder with programs of these names. */
async function withPrograms(name: string, programs = ['prometheus', 'promtool'], mode = 0o755): Promise<string> {
  const path = join(folder.path, name);
  await mkdir(path, { recursive: true });
  for (const program of programs) await writeFile(join(path, program), '', { mode });
  return path;
}

describe('Prometheus is found', () => {
  it('where PROMETHEUS_BIN says, before the path', async () => {
    const [named, onPath] = [await withPrograms('named'), await withPrograms('path')];
    const found = await prometheusBinaries({ environment: { PROMETHEUS_BIN: named, PATH: onPath } });
    expect(found).toEqual({ prometheus: join(named, 'prometheus'), promtool: join(named, 'promtool') });
  });

  it('on the path, in the first folder that has both programs', async () => {
    const [half, both] = [await withPrograms('half', ['prometheus']), await withPrograms('both')];
    const found = await prometheusBinaries({ environment: { PATH: `${half}::${both}` } });
    expect(found.promtool).toBe(join(both, 'promtool'));
  });

  it('where an earlier run unpacked it', async () => {
    const unpacked = await withPrograms(join('kept', PACKAGE_VERSION, 'usr', 'bin'));
    const found = await prometheusBinaries({ environment: { PATH: '' }, directory: join(folder.path, 'kept') });
    expect(found.prometheus).toBe(join(unpacked, 'prometheus'));
  });

  it('nowhere in a folder whose programs may not be run, and PROMETHEUS_BIN is not passed over in silence', async () => {
    const dead = await withPrograms('dead', ['prometheus', 'promtool'], 0o644);
    const search = prometheusBinaries({ environment: { PROMETHEUS_BIN: dead, PATH: await withPrograms('path') } });
    await expect(search).rejects.toMatchObject({
      problem: 'prometheus-missing',
      message: expect.stringContaining(`PROMETHEUS_BIN names ${dead}`),
    });
  });
});
