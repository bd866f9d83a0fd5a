import { serviceNames, type ServiceName } from '@postrider/stack';
import type { Scenario } from '../scenario.js';

/** After a kill nothing of the dead member's goes elsewhere before its session ends, 10 s later. */
const SESSION_SECONDS = 13;

const killOf = (name: ServiceName): Scenario => ({
  name: `kill-${name}`,
  what: `kill -9 of ${name}, started again at once`,
  seconds: { long: 0, short: 0 },
  watchSeconds: SESSION_SECONDS,
  inflict: async (scene) => {
    await scene.anyMoment();
    await scene.kill([scene.service(name)]);
    await scene.service(name).launch();
    return undefined;
  },
});

const killAll: Scenario = {
  name: 'kill-all',
  what: 'kill -9 of all four services at once, started again at once',
  seconds: { long: 0, short: 0 },
  watchSeconds: SESSION_SECONDS,
  inflict: async (scene) => {
    await scene.anyMoment();
    await scene.kill(scene.stack.services);
    await Promise.all(scene.stack.services.map((service) => service.launch()));
    return undefined;
  },
};

/** Processes that end without notice. */
export const kills: readonly Scenario[] = [...serviceNames.map(killOf), killAll];
