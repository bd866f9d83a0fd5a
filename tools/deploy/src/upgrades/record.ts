import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { schemaDump } from '@postrider/persistence';
import { repositoryRoot } from '@postrider/stack';
import { z } from 'zod';
import { RECORDS_FOLDER, recordsToFile } from './recorded-records.js';
import { sampleRecords } from './sample-records.js';

/**
 * Writes down what this version leaves behind, for later ones to be tested on: a record of every form, and the schema. It's for
 * the version in package.json; what a released one left is never written again.
 */
export async function record(): Promise<string> {
  const { version } = z
    .looseObject({ version: z.string() })
    .parse(JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8')));
  const name = version.replace(/\.\d+$/, '');
  const changes = await readFile(join(repositoryRoot, 'CHANGELOG.md'), 'utf8');
  if (changes.includes(`## ${name}.0`))
    throw new Error(
      `${name} is released, and what it wrote stays as it is: set the next version in package.json first.`,
    );

  const records = join(RECORDS_FOLDER, name);
  await rm(records, { recursive: true, force: true });
  await mkdir(records, { recursive: true });
  for (const [topic, samples] of Object.entries(sampleRecords)) {
    await writeFile(join(records, `${topic}.json`), recordsToFile(samples));
  }
  const schema = join(repositoryRoot, 'libs', 'persistence', 'fixtures', name);
  await mkdir(schema, { recursive: true });
  await writeFile(join(schema, 'schema.sql'), await schemaDump());
  return name;
}
