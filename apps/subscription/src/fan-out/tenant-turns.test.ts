import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TenantTurns } from './tenant-turns.js';

/** Lets all of them through one after another, and answers in which order they went. */
async function order(limit: number, tenants: readonly string[]): Promise<string[]> {
  const turns = new TenantTurns(limit);
  const gone: string[] = [];
  const all = tenants.map(async (tenant, index) => {
    await turns.enter(tenant);
    gone.push(`${tenant}${index}`);
    // Whoever comes later is there before the first one leaves.
    await new Promise((resolve) => setImmediate(resolve));
    turns.leave();
  });
  await Promise.all(all);
  expect(turns.waiting).toBe(0);
  return gone;
}

describe('turns of tenants', () => {
  it('let one with little to do wait for one of the others’ at a time, however many they have', async () => {
    const tenants = [...Array.from({ length: 50 }, () => 'busy'), 'quiet', 'quiet', 'other'];
    const gone = await order(1, tenants);
    expect(gone.slice(0, 6)).toEqual(['busy0', 'busy1', 'quiet50', 'other52', 'busy2', 'quiet51']);
  });

  it('come to everybody once, keep each tenant’s order, and never let more go on than may', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        async (tenants, limit) => {
          const gone = await order(limit, tenants);
          for (const tenant of ['a', 'b', 'c']) {
            const expected = tenants.flatMap((name, index) => (name === tenant ? [`${name}${index}`] : []));
            expect(gone.filter((name) => name.startsWith(tenant))).toEqual(expected);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
