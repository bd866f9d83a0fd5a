import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@postrider/testing';
import { ManualClock } from '@postrider/time';
import { AdvisoryLock, LOCKS } from './advisory-lock.js';
import { Scene } from './testing/scene.js';

/** One process that wants the lock. */
class Candidate {
  readonly lock: AdvisoryLock;
  held: AbortSignal | undefined;
  gaveUp = false;

  constructor(scene: Scene, clock: ManualClock) {
    this.lock = new AdvisoryLock(scene.url, 'relay', clock, scene.log);
    this.lock.acquire().then(
      (signal) => (this.held = signal),
      () => (this.gaveUp = true),
    );
  }

  get holds(): boolean {
    return this.held !== undefined && !this.held.aborted;
  }
}

describe('an advisory lock', () => {
  let scene: Scene;
  const clock = new ManualClock();
  let candidates: Candidate[] = [];

  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene.close());
  afterEach(async () => {
    await Promise.all(candidates.map(({ lock }) => lock.release()));
    candidates = [];
  });

  const join = (count: number): Candidate[] => {
    candidates = Array.from({ length: count }, () => new Candidate(scene, clock));
    return candidates;
  };
  const holders = (): Candidate[] => candidates.filter(({ holds }) => holds);
  const lockHolders = async (): Promise<number[]> => {
    const rows = await scene.sql.query<{ pid: number }>(
      `select pid from pg_locks l join pg_database d on d.oid = l.database
       where datname = current_database() and locktype = 'advisory' and granted and objid = $1`,
      [LOCKS.relay],
    );
    return rows.map(({ pid }) => pid);
  };
  const nextHolder = (...others: readonly Candidate[]): Promise<Candidate> =>
    eventually('another holder', async () => {
      await clock.advance(1000);
      return holders().find((holder) => !others.includes(holder));
    });

  it('has one holder, and goes to another when it is released', async () => {
    join(3);
    const held: Candidate[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const holder = await nextHolder(...held);
      expect(holders()).toEqual([holder]);
      expect(await lockHolders()).toHaveLength(1);
      held.push(holder);
      await holder.lock.release();
      expect(holder.held?.aborted).toBe(true);
    }
    await eventually('the lock to be free', async () => (await lockHolders()).length === 0);
  });

  it('is lost with its connection, which its holder is told before another begins', async () => {
    join(2);
    const first = await nextHolder();
    const connections = await lockHolders();
    await scene.terminate(connections);
    await eventually('the loss to be noticed', () => first.held?.aborted);
    expect(first.held?.reason).toBeDefined();
    const second = await nextHolder(first);
    expect(holders()).toEqual([second]);
    // What was lost can be had again.
    const again = first.lock.acquire();
    await second.lock.release();
    await eventually('the first to hold it again', async () => {
      await clock.advance(1000);
      return Promise.race([again, Promise.resolve(undefined)]);
    });
    expect((await again).aborted).toBe(false);
  });

  it('is waited for on a new connection when that of a waiting process is cut', async () => {
    join(1);
    const first = await nextHolder();
    const waiting = new Candidate(scene, clock);
    candidates.push(waiting);
    const [holder] = await lockHolders();
    const others = await eventually('the other to wait', async () => {
      const all = await scene.connections('select pg_try_advisory_lock%');
      return all.length === 2 && all.filter((pid) => pid !== holder);
    });
    await scene.terminate(others);
    await clock.advance(10_000);
    expect(first.holds).toBe(true);
    expect(waiting.gaveUp).toBe(false);
    await first.lock.release();
    expect(await nextHolder(first)).toBe(waiting);
  });

  it('is no longer waited for by a process that gives it up', async () => {
    join(2);
    const holder = await nextHolder();
    const other = candidates.find((candidate) => candidate !== holder);
    await other?.lock.release();
    await eventually('the other to give up', async () => {
      await clock.advance(1000);
      return other?.gaveUp;
    });
    expect(holders()).toEqual([holder]);
  });
});
