// Ends what a process started when that process is gone, for whatever reason: its end of our standard input closes
// even when it was killed with SIGKILL, and no handler of its own ran.
// Lines read: `watch PID SIGNAL`, `forget PID`, `discard FOLDER`, `keep FOLDER`.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

/** How long the watched may take over ending by themselves, in milliseconds. */
const PATIENCE_MS = 5000;

/** @type {Map<number, NodeJS.Signals>} */
const watched = new Map();
/** @type {Set<string>} */
const discarded = new Set();

// Ctrl-C reaches everything in the terminal; this process has to outlive all of it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const [, verb, subject, rest] = /^(\w+) (\S+)(?: (\S+))?$/.exec(line) ?? [];
  if (verb === 'watch') watched.set(Number(subject), /** @type {NodeJS.Signals} */ (rest));
  if (verb === 'forget') watched.delete(Number(subject));
  if (verb === 'discard') discarded.add(decodeURIComponent(String(subject)));
  if (verb === 'keep') discarded.delete(decodeURIComponent(String(subject)));
}

for (const [pid, signal] of watched) send(pid, signal);
const deadline = Date.now() + PATIENCE_MS;
while (Date.now() < deadline && [...watched.keys()].some((pid) => send(pid, 0))) await wait(20);
for (const pid of watched.keys()) send(pid, 'SIGKILL');
for (const folder of discarded) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

/**
 * Every watched process leads a group of its own, so that what it started goes with it. A member that was stopped
 * wouldn't hear the signal until it is continued.
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal
 */
function send(pid, signal) {
  try {
    process.kill(-pid, signal);
    if (signal !== 0) process.kill(-pid, 'SIGCONT');
    return true;
  } catch {
    return false;
  }
}
