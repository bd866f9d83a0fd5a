import { setTimeout as wait } from 'node:timers/promises';
import { isTaken } from '../journal/arrival.js';
import type { Scenario } from '../scenario.js';
import { RECEIVER_ADDRESSES } from '../steering/steering.js';

/** Two dispatchers call the receiver at an address each: so its journal tells who called. */
const zombieDispatcher: Scenario = {
  name: 'zombie',
  what: 'SIGSTOP of one of two dispatchers until its partitions are with the other, then SIGCONT',
  promise:
    'The other takes over while it’s stopped; when it goes on, it sends nothing of what the other has delivered, beyond what it had in flight.',
  world: 'steered',
  seconds: { long: 60, short: 20 },
  watchSeconds: 13,
  inflict: async (scene) => {
    const { first, second } = RECEIVER_ADDRESSES;
    const other = await scene.replica('dispatcher', scene.world.steering.second);
    const { strands } = scene.traffic;
    await wait(3000);
    const recently = performance.now() - 1000;
    const calls = (address: string): number =>
      strands
        .flatMap(({ arrivals }) => arrivals)
        .filter(({ atMs, calledAt }) => atMs > recently && calledAt === address).length;
    const [zombie, address] = calls(first) >= calls(second) ? [scene.service('dispatcher'), first] : [other, second];
    await scene.expectRepeats();
    zombie.pause();
    const stoppedSeconds = Math.floor(Date.now() / 1000);
    await scene.lasts();
    scene.check('the other took over meanwhile', scene.traffic.isFlowing(performance.now()), address);
    const continuedMs = performance.now();
    zombie.continue();
    return () => {
      const repeats = strands.flatMap(({ arrivals }) => {
        const taken = new Set<string>();
        return arrivals.filter((arrival) => {
          const isLate = arrival.atMs > continuedMs && arrival.calledAt === address && taken.has(arrival.id);
          if (arrival.calledAt !== address && isTaken(arrival)) taken.add(arrival.id);
          return isLate;
        });
      });
      // What it had in flight says so itself: an attempt is signed with the moment at which it began.
      const begunLate = repeats.filter(({ beganSeconds }) => beganSeconds > stoppedSeconds);
      const seen = `${repeats.length} sent again, ${begunLate.length} of them begun late`;
      scene.check('it sent nothing again but what it had begun before it was stopped', begunLate.length === 0, seen);
      return Promise.resolve();
    };
  },
};

/** A process that believes that nothing happened. */
export const zombie: readonly Scenario[] = [zombieDispatcher];
