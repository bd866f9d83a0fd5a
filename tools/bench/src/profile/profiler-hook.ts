import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

/*
 * Loaded into a service before its own code, with `--import` (NODE_OPTIONS refuses --cpu-prof). SIGUSR2 starts V8's CPU
 * profiler, and the next one stops it and writes the file that this module's URL names: what happens between is what
 * is looked at, without start-up and warm-up.
 */

const SAMPLING_INTERVAL_US = 500;

const file = new URL(import.meta.url).searchParams.get('file') ?? '';
const session = new Session();
session.connect();
let runs = false;

process.on('SIGUSR2', () => {
  if (runs) stop();
  else start();
  runs = !runs;
});

function start(): void {
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL_US });
  session.post('Profiler.start');
}

function stop(): void {
  session.post('Profiler.stop', (error, { profile }) => {
    writeFileSync(file, error ? '' : JSON.stringify(profile));
  });
}
