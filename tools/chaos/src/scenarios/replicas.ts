import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceName } from '@postrider/stack';
import type { Scenario } from '../scenario.js';

/** A stop in order takes its grace at most, and mostly far less. */
const STOP_MS = 8000;
/** When it's ended all the same, on a machine that stood still meanwhile. */
const PATIENCE_MS = 60_000;

const rolling: Scenario = {
  name: 'rolling',
  what: 'SIGTERM of one service after another, each started again and ready before the next',
  promise: 'Each ends with status 0 within 8 s, and nothing is repeated.',
  seconds: { long: 20, short: 0 },
  watchSeconds: 2,
  inflict: async (scene) => {
    for (const service of scene.stack.services) {
      const askedMs = performance.now();
      const { code, signal } = await service.stop(PATIENCE_MS);
      const endedMs = performance.now();
      const tookMs = endedMs - askedMs - scene.lostMs(askedMs, endedMs);
      const ended = `${signal ?? `status ${code}`} after ${Math.round(tookMs)} ms`;
      scene.check(`${service.name} ends in order`, code === 0 && tookMs < STOP_MS, ended);
      await service.start();
      await scene.lasts(1 / scene.stack.services.length);
    }
    return undefined;
  },
};

const scaling: Scenario = {
  name: 'scaling',
  what: 'the dispatcher goes from one process to three and back to one',
  promise: 'Nothing is repeated: a partition moves once what is under way is finished and committed.',
  seconds: { long: 60, short: 6 },
  watchSeconds: 4,
  inflict: async (scene) => {
    const others = [await scene.replica('dispatcher'), await scene.replica('dispatcher')];
    await scene.lasts(1 / 2);
    for (const other of others) {
      await other.stop();
      await scene.lasts(1 / 4);
    }
    return undefined;
  },
};

const oneOfTwo: Scenario = {
  name: 'kill-one-of-two',
  what: 'kill -9 of the first of two dispatchers and of two retry-schedulers',
  promise: 'The others take over.',
  seconds: { long: 20, short: 0 },
  watchSeconds: 13,
  inflict: async (scene) => {
    const doubled: readonly ServiceName[] = ['dispatcher', 'retry-scheduler'];
    await Promise.all(doubled.map((name) => scene.replica(name)));
    // Both have work.
    await wait(1000);
    await scene.kill(doubled.map((name) => scene.service(name)));
    await scene.lasts();
    return undefined;
  },
};

/** Processes that come and go. */
export const replicas: readonly Scenario[] = [oneOfTwo, rolling, scaling];
