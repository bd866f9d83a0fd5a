import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { logEvents } from '@postrider/observability';
import { repositoryRoot } from '@postrider/stack';

/** The sources of services and of what they share, without tests and without the list itself. */
async function sources(): Promise<string> {
  const files = await Promise.all(
    ['apps', 'libs'].map(async (part) => {
      const projects = await readdir(join(repositoryRoot, part));
      const folders = projects.map((project) => join(repositoryRoot, part, project, 'src'));
      const found = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true }).catch(() => [])));
      return found.flatMap((names, place) => names.map((name) => join(folders[place] ?? '', name)));
    }),
  );
  const code = files.flat().filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.endsWith('log-events.ts'));
  return (await Promise.all(code.map((file) => readFile(file, 'utf8')))).join('\n');
}

describe('the list of what is logged', () => {
  it('has nothing that nobody logs any more', async () => {
    const code = await sources();
    expect(Object.keys(logEvents).filter((event) => !code.includes(`'${event}'`))).toEqual([]);
  });

  it('has names of the form noun.verb-past, in their order', () => {
    const names = Object.keys(logEvents);
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
    expect(names).toEqual([...names].sort());
  });
});
