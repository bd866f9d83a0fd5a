import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OrderedWorld } from './testing/ordered-world.js';

type Step = (world: OrderedWorld, which: number) => unknown;

const STEPS: Readonly<Record<string, Step>> = {
  publish: (world, which) => world.publish('ab'.charAt(which % 2)),
  publishAgain: (world, which) => world.publishAgain(which % 4),
  readDelivery: (world) => world.read('deliveries'),
  readRedelivery: (world) => world.read('redeliveries'),
  succeed: (world, which) => world.end(which, 'through'),
  fail: (world, which) => world.end(which, 'retry'),
  park: (world, which) => world.end(which, 'parked'),
  cut: (world) => world.cut(),
  commit: (world) => world.commit(),
  kill: (world, which) => world.kill(which % 2 === 0),
  apply: (world) => world.apply(),
  release: (world) => world.release(),
  releaseAny: (world, which) => world.release(which),
  cancel: (world, which) => world.cancel(which),
};

/** What happens mostly, and what happens now and then. */
const NAMES = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom('publish', 'readDelivery', 'readRedelivery', 'succeed', 'apply', 'release'),
  },
  { weight: 3, arbitrary: fc.constantFrom('fail', 'park', 'commit') },
  { weight: 1, arbitrary: fc.constantFrom('publishAgain', 'cut', 'kill', 'releaseAny', 'cancel') },
);

async function worldAfter(...names: readonly string[]): Promise<OrderedWorld> {
  const world = new OrderedWorld();
  for (const name of names) await STEPS[name]?.(world, 0);
  return world;
}

describe('deliveries that go in order', () => {
  it('never overtake one of their key and are never lost, whatever fails, dies, repeats or is cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(NAMES, fc.nat(20)), { minLength: 60, maxLength: 160, size: 'max' }),
        async (steps) => {
          const world = new OrderedWorld();
          for (const [name, which] of steps) await STEPS[name]?.(world, which);
          const missing = await world.settles();
          expect({ missing, inversions: world.inversions }).toEqual({ missing: [], inversions: [] });
        },
      ),
      { numRuns: 200, endOnFailure: true },
    );
  });

  // What a random run came to: the next owner parks the first again and has both released, of which the second fails.
  it('are not overtaken when one that a dead owner parked fails after all that this one parked is through', async () => {
    const before = ['publish', 'readDelivery', 'fail', 'publish', 'readDelivery', 'apply', 'release'];
    const dies = ['readRedelivery', 'apply', 'succeed', 'apply', 'kill', 'release', 'readDelivery'];
    const heir = ['readRedelivery', 'succeed', 'readRedelivery', 'readDelivery', 'fail', 'publish'];
    const world = await worldAfter(...before, ...dies, ...heir);
    expect(await world.settles()).toEqual([]);
    expect(world.inversions).toEqual([]);
  });

  it('leave nothing blocked once all is through, and what is new then goes straight out', async () => {
    const world = await worldAfter('publish', 'publish', 'readDelivery', 'readDelivery', 'fail');
    expect(world.blocked).toEqual(['ep_1 a']);
    await world.settles();
    expect(world.blocked).toEqual([]);
    world.publish('a');
    await world.read('deliveries');
    expect(await world.end(0, 'through')).toBe(true);
  });

  it('are cut off when their owner is unsure for longer than a moment, and begin again in their order', async () => {
    const world = await worldAfter('publish', 'publish', 'readDelivery', 'readDelivery');
    await world.unsureFor(1400);
    expect(world.begun).toBe(1);
    await world.unsureFor(1600);
    expect(world.begun).toBe(2);
    expect(await world.settles()).toEqual([]);
    expect([world.inversions, world.blocked]).toEqual([[], []]);
  });

  it('of a lane that only a dead owner knew about wait behind what that parked', async () => {
    const world = await worldAfter('publish', 'readDelivery', 'fail', 'commit', 'kill', 'publish', 'readDelivery');
    expect(await world.end(0, 'through')).toBe(false);
    expect(await world.settles()).toEqual([]);
    expect(world.inversions).toEqual([]);
  });
});
