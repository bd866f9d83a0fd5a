import type { Scenario } from '../scenario.js';

const HOUR_MS = 3_600_000;

const clockJumps: Scenario = {
  name: 'clock-jumps',
  what: 'the time of day of all services jumps two hours ahead, two hours back, and to where it should be',
  promise: 'Delivery, retries and membership go on: what must last is measured by another clock.',
  world: 'steered',
  seconds: { long: 60, short: 6 },
  // Whoever sends no heartbeat any more is noticed after its session.
  watchSeconds: 13,
  inflict: async (scene) => {
    const { steering } = scene.world;
    for (const hours of [2, -2]) {
      await steering.setClock(hours * HOUR_MS);
      await scene.lasts(1 / 2);
    }
    await steering.setClock(0);
    return undefined;
  },
};

/** What happens to the time. */
export const clock: readonly Scenario[] = [clockJumps];
