import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { PidLock } from './pid-lock.js';

/** Below the ports that systems hand out to outgoing connections (32768 on Linux, 49152 elsewhere), which would take them by chance. */
const FIRST = 20_000;
const COUNT = 10_000;

const leased: PidLock[] = [];

/**
 * A free port on the loopback address, ours for as long as this process lives. "Listen on port 0, close, tell somebody
 * the number" races with everybody who does the same; this doesn't, among those of one user who take their ports here.
 */
export async function leasePort(): Promise<number> {
  const start = Math.floor(Math.random() * COUNT);
  for (let step = 0; step < COUNT; step++) {
    const port = FIRST + ((start + step) % COUNT);
    const taking = PidLock.take(join(tmpdir(), `postrider-ports-${userInfo().uid}`, String(port)));
    if (!taking.taken) continue;
    if (await portIsFree(port)) {
      if (leased.push(taking.lock) === 1) process.once('exit', releaseAll);
      return port;
    }
    taking.lock.release();
  }
  throw new Error(`No port from ${FIRST} to ${FIRST + COUNT - 1} is free.`);
}

/** Tidiness alone: the lock of a process that is no more holds nothing. */
function releaseAll(): void {
  for (const lock of leased.splice(0)) lock.release();
}

/** Whether a program could listen on this port now, on the loopback address and on all of them. */
export async function portIsFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, undefined));
}

function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
