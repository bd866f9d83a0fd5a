import { measure } from '../load/measured.js';
import { closedPace, faultsOf, healthyTenant, timesOf } from './loads.js';
import type { Scenario } from './scenario.js';

const ENDPOINTS = 10;

/** How much, when each event goes to ten endpoints. */
export const fanout: Scenario = {
  name: 'fanout',
  what: 'closed loop: 64 publishers, every event to ten endpoints',
  runs: 3,
  async prepare(bench) {
    const postrider = await bench.start();
    const routes = [await healthyTenant(postrider, ENDPOINTS)];
    const load = { pace: closedPace, to: postrider.http(), routes };
    const expectation = { fan: ENDPOINTS };
    await postrider.rig.observe({ ...load, count: bench.size(1000, 200) }, expectation);
    return async () => {
      const measured = measure(await postrider.rig.observe({ ...load, count: bench.size(4000, 600) }, expectation));
      const { deliveredPerS, cpuMsPerDelivery } = measured;
      return { deliveredPerS, cpuMsPerDelivery, ...timesOf(measured), ...faultsOf(measured) };
    };
  },
};
