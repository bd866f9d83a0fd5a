import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '@postrider/testing';
import type { Service } from '@postrider/stack';
import { orderOf } from '../journal/inversions.js';
import { OrderedLoad } from '../load/ordered-load.js';
import type { Scenario } from '../scenario.js';
import type { Scene } from '../scene.js';

/** Of all requests; low enough that five in a row, which open a breaker, are rare. */
const REFUSED_SHARE = 0.05;
/** A session is over, and what the dead process had is at work elsewhere, before the next one dies. */
const BETWEEN_KILLS_MS = 15_000;
const SESSION_SECONDS = 13;
const PATIENCE_MS = 900_000;

/** Kills what ordered events pass through, one after another, as long as they come. */
async function killNowAndThen(scene: Scene, ended: () => boolean): Promise<number> {
  const second = await scene.replica('dispatcher');
  const chance = scene.chance.of('kills');
  for (let kills = 0; ; kills++) {
    await wait(BETWEEN_KILLS_MS * chance.next());
    if (ended()) return kills;
    const victim = chance.pick<Service>([
      scene.service('dispatcher'),
      second,
      scene.service('subscription'),
      scene.service('retry-scheduler'),
    ]);
    await scene.kill([victim]);
    await victim.launch();
    await wait(BETWEEN_KILLS_MS);
    if (ended()) return kills + 1;
  }
}

const inOrder: Scenario = {
  name: 'order',
  what: 'ordered events of many keys, a receiver that refuses at random, and kill -9 of whatever they pass through',
  promise: 'All of them arrive, and those of each key for the first time in the order in which they were published.',
  seconds: { long: 0, short: 0 },
  watchSeconds: SESSION_SECONDS,
  inflict: async (scene) => {
    const events = scene.size(100_000, 2000);
    const load = await OrderedLoad.open(
      scene.world,
      { events, keys: scene.size(1000, 100), perSecond: scene.size(400, 100), refusedShare: REFUSED_SHARE },
      scene.chance.of('receiver'),
    );
    let isPublished = false;
    const publishing = load.publish().finally(() => (isPublished = true));
    const [kills] = await Promise.all([killNowAndThen(scene, () => isPublished), publishing]);
    await eventually('all that is ordered to arrive', () => load.taken === events, PATIENCE_MS);
    const { inversions, repeats } = orderOf(load.arrivals);
    const told = `${load.taken} taken, ${kills} kills, ${repeats} repeats`;
    const [first] = inversions;
    scene.check('no event overtook another of its key', !first, first ? JSON.stringify(first) : told);
    return undefined;
  },
};

/** What goes one after another. */
export const order: readonly Scenario[] = [inOrder];
