import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@postrider/stack';
import { ESLint } from 'eslint';

/** Lints a text as if it stood in a file of the repository. */
async function rulesFiredBy(eslint: ESLint, file: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: join(repositoryRoot, file) });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}

const BOUNDARIES = '@nx/enforce-module-boundaries';
const HOMES = 'no-restricted-imports';

/** Fixtures: a line of code, and the file that it must not stand in. */
const forbidden: readonly (readonly [why: string, file: string, text: string, rule: string])[] = [
  [
    'a pure lib imports one with I/O',
    'libs/time/src/clock.ts',
    `import { KafkaClient } from '@postrider/kafka';\nexport const used = KafkaClient;\n`,
    BOUNDARIES,
  ],
  [
    'a pure lib imports a framework',
    'libs/signing/src/signer.ts',
    `import { Injectable } from '@nestjs/common';\nexport const used = Injectable;\n`,
    BOUNDARIES,
  ],
  [
    'an app imports an app',
    'apps/dispatcher/src/main.ts',
    `import { used } from '../../ingestion/src/main.js';\nexport const again = used;\n`,
    BOUNDARIES,
  ],
  [
    'a lib imports a tool',
    'libs/kafka/src/partition-of.ts',
    `import { Stack } from '@postrider/stack';\nexport const used = Stack;\n`,
    BOUNDARIES,
  ],
  [
    'kafkajs is imported beside its one home',
    'libs/kafka/src/partition-of.ts',
    `import { Kafka } from 'kafkajs';\nexport const used = Kafka;\n`,
    HOMES,
  ],
  [
    'the database driver is imported by a service',
    'apps/retry-scheduler/src/main.ts',
    `import pg from 'pg';\nexport const used = pg;\n`,
    HOMES,
  ],
  [
    'HTTP leaves by another door',
    'apps/dispatcher/src/dispatch/dispatch.ts',
    `import { request } from 'undici';\nexport const used = request;\n`,
    HOMES,
  ],
  [
    'the environment is read in passing',
    'libs/service/src/health.ts',
    `export const used = process.env['PORT'];\n`,
    'no-restricted-properties',
  ],
];

describe('the boundaries between projects', () => {
  let eslint: ESLint;

  beforeAll(() => {
    // In CI the parser takes every file's text from the disk, unless it's told that files change.
    const parserOptions = { disallowAutomaticSingleRunInference: true };
    eslint = new ESLint({ cwd: repositoryRoot, overrideConfig: { languageOptions: { parserOptions } } });
  });

  it.each(forbidden)('hold when %s', async (_why, file, text, rule) => {
    expect(await rulesFiredBy(eslint, file, text)).toContain(rule);
  });

  it('let through what keeps to them', async () => {
    const allowed = `import { ManualClock } from '@postrider/time';\nexport const used = ManualClock;\n`;
    expect(await rulesFiredBy(eslint, 'libs/kafka/src/partition-of.ts', allowed)).toEqual([]);
  });
});
