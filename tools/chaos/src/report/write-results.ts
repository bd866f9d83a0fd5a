import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withSection } from '@postrider/docs';
import { repositoryRoot } from '@postrider/stack';
import { format } from 'prettier';
import { markdownOf } from './markdown.js';
import type { Results } from './results.js';

/** Writes latest.json and the table in README.md, in place of those that are there; answers the folder. */
export async function writeResults(results: Results): Promise<string> {
  const folder = join(repositoryRoot, 'docs', 'chaos');
  await mkdir(folder, { recursive: true });
  const json = await format(JSON.stringify(results), { parser: 'json', printWidth: 120 });
  await writeFile(join(folder, 'latest.json'), json);
  const page = join(folder, 'README.md');
  const whole = withSection(await readFile(page, 'utf8'), 'results', markdownOf(results));
  await writeFile(page, await format(whole, { parser: 'markdown', printWidth: 120 }));
  return folder;
}
