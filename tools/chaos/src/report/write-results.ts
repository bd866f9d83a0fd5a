import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@postrider/stack';
import { format } from 'prettier';
import { markdownOf } from './markdown.js';
import type { Results } from './results.js';

const START = '<!-- results -->';
const END = '<!-- /results -->';

/** Writes latest.json and the table in README.md, in place of those that are there; answers the folder. */
export async function writeResults(results: Results): Promise<string> {
  const folder = join(repositoryRoot, 'docs', 'chaos');
  await mkdir(folder, { recursive: true });
  const json = await format(JSON.stringify(results), { parser: 'json', printWidth: 120 });
  await writeFile(join(folder, 'latest.json'), json);
  const page = join(folder, 'README.md');
  const text = await readFile(page, 'utf8');
  const [before, after] = [text.indexOf(START), text.indexOf(END)];
  if (before === -1 || after < before) throw new Error(`${page} has no place for results.`);
  const whole = `${text.slice(0, before)}${START}\n\n${markdownOf(results)}\n\n${text.slice(after)}`;
  await writeFile(page, await format(whole, { parser: 'markdown', printWidth: 120 }));
  return folder;
}
