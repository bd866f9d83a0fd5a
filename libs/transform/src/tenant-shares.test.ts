import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@postrider/time';
import { TenantShares } from './tenant-shares.js';

/** Work that ends when it's told to. */
function scene(limits = { atOnce: 2, waiting: 100, waitMs: 5000 }) {
  const clock = new ManualClock();
  const shares = new TenantShares(limits, clock);
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const take = (tenant: string, name: string) =>
    shares.take(tenant, () => {
      started.push(name);
      return new Promise<string>((resolve) => ends.push(() => resolve(name)));
    });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, shares, started, ends, take, settled };
}

describe('the share of a tenant', () => {
  it('leaves a place to others, however much it brings', async () => {
    const { take, started, settled } = scene();
    for (let n = 0; n < 50; n++) void take('loud', `loud ${n}`);
    void take('quiet', 'quiet 0');
    await settled();
    expect(started).toEqual(['loud 0', 'quiet 0']);
  });

  it('comes in turn with those of others, in the order of what it brought', async () => {
    const { take, started, ends, settled } = scene({ atOnce: 1, waiting: 100, waitMs: 5000 });
    for (const name of ['a1', 'a2', 'a3', 'a4']) void take('a', name);
    for (const name of ['b1', 'b2']) void take('b', name);
    void take('c', 'c1');
    for (let n = 0; n < 7; n++) {
      await settled();
      ends[n]?.();
    }
    expect(started).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('turns away what would wait for too long, or behind too much', async () => {
    const { take, clock, shares, ends, settled } = scene({ atOnce: 1, waiting: 2, waitMs: 5000 });
    const first = take('a', 'a1');
    const late = [take('a', 'a2'), take('a', 'a3')];
    expect(await take('a', 'a4')).toBeUndefined();
    await clock.advance(5000);
    expect(await Promise.all(late)).toEqual([undefined, undefined]);
    expect(shares.waiting).toBe(0);
    ends[0]?.();
    expect(await first).toBe('a1');
    const next = take('a', 'a5');
    await settled();
    ends[1]?.();
    expect(await next).toBe('a5');
  });

  it('is given back when the work fails', async () => {
    const { shares } = scene({ atOnce: 1, waiting: 1, waitMs: 1 });
    await expect(shares.take('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await shares.take('a', () => Promise.resolve('fine'))).toBe('fine');
  });
});
