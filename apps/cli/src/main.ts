import { readFileSync } from 'node:fs';
import { SystemClock } from '@postrider/time';
import { run } from './run.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// `… | head` is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    // Whoever asks twice means it.
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  });

// The clock's timers keep no process alive, and what waits between two looks has nothing else.
const awake = setInterval(() => undefined, 60_000);
process.exitCode = await run(
  process.argv.slice(2),
  {
    environment: process.env,
    terminal: {
      line: (text) => process.stdout.write(`${text}\n`),
      note: (text) => process.stderr.write(`${text}\n`),
      ...(process.stderr.isTTY && { screen: process.stderr }),
    },
    clock: new SystemClock(),
    signal: stopping.signal,
    input: process.stdin.isTTY ? undefined : process.stdin,
  },
  version,
);
clearInterval(awake);
// What fetch keeps open would be waited for; all that was said has to be out, though, and pipes take it in their time.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit();
