import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PidLock } from './pid-lock.js';
import { processIdentity } from './process-table.js';

describe('a lock that belongs to a process', () => {
  let folder = '';
  let file = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pid-lock-'));
    file = join(folder, 'run', 'lock.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const take = (details?: unknown): PidLock => {
    const taking = PidLock.take(file, details);
    if (!taking.taken) throw new Error(`held by ${taking.holder.pid}`);
    return taking.lock;
  };

  it('is refused to the second, who learns who has it and what that one says about itself', () => {
    const lock = take({ phase: 'starting' });
    lock.describe({ phase: 'ready' });
    expect(PidLock.take(file)).toEqual({ taken: false, holder: { pid: process.pid, details: { phase: 'ready' } } });
    expect(PidLock.holder(file)).toEqual({ pid: process.pid, details: { phase: 'ready' } });
  });

  it('can be taken again when it was released, and leaves no other file', () => {
    take().release();
    expect(PidLock.holder(file)).toBeUndefined();
    expect(take().abandoned).toBeUndefined();
    expect(readdirSync(join(folder, 'run'))).toEqual(['lock.json']);
  });

  it('passes to the next when its process has died, with what that one had written', async () => {
    take().release();
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const written = { pid: child.pid, startedAs: processIdentity(child.pid ?? 0), details: { server: 7 } };
    expect(written.startedAs).toEqual(expect.any(String));
    writeFileSync(file, JSON.stringify(written));
    expect(PidLock.take(file)).toEqual({ taken: false, holder: { pid: child.pid, details: { server: 7 } } });
    child.stdin.end();
    await new Promise((resolve) => child.once('exit', resolve));
    expect(take().abandoned).toEqual({ details: { server: 7 } });
  });

  it('isn’t held by a living process that only got the pid of the dead one', () => {
    take().release();
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAs: 'long ago', details: {} }));
    expect(PidLock.holder(file)).toBeUndefined();
    expect(take().abandoned).toEqual({ details: {} });
  });

  it.each(['', '{"pid":', 'null', '[]', '{"pid":"1"}'])('isn’t held by anybody when the file holds %j', (content) => {
    take().release();
    writeFileSync(file, content);
    expect(PidLock.holder(file)).toBeUndefined();
    take();
    expect(PidLock.holder(file)?.pid).toBe(process.pid);
  });

  it('is its owner’s alone to read, for it may hold a key', () => {
    const lock = take();
    lock.describe({ adminKey: 'hush' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
