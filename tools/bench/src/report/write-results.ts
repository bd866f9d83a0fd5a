import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { plotOf } from './plot.js';
import type { Results } from './results.js';
import { tableOf } from './table.js';

/** Writes results.json, results.txt (the table as it's printed) and results.svg, in place of those that are there. */
export async function writeResults(folder: string, results: Results): Promise<void> {
  await mkdir(folder, { recursive: true });
  const json = await format(JSON.stringify(results), { parser: 'json', printWidth: 120 });
  await writeFile(join(folder, 'results.json'), json);
  await writeFile(join(folder, 'results.txt'), tableOf(results));
  await writeFile(join(folder, 'results.svg'), plotOf(results));
}
