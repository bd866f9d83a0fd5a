import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@postrider/stack';
import { run } from './run.js';

// What the environment says goes before what the file says.
const file = join(repositoryRoot, '.env');
if (existsSync(file)) process.loadEnvFile(file);

process.exit(
  await run(process.argv.slice(2), {
    environment: process.env,
    say: (line) => console.log(line),
    note: (line) => console.error(line),
  }),
);
