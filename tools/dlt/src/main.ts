import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onStopRequest } from '@postrider/launcher';
import { repositoryRoot } from '@postrider/stack';
import { run } from './run.js';

// What the environment says goes before what the file says.
const file = join(repositoryRoot, '.env');
if (existsSync(file)) process.loadEnvFile(file);

// `… | head` is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
const stopping = new AbortController();
onStopRequest({ stop: () => stopping.abort(), stopNow: () => process.exit(130) });

process.exit(
  await run(process.argv.slice(2), {
    environment: process.env,
    terminal: { line: (text) => console.log(text), note: (text) => console.error(text) },
    signal: stopping.signal,
  }),
);
