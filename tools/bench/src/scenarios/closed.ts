import { measure } from '../load/measured.js';
import { closedPace, faultsOf, healthyTenant, timesOf } from './loads.js';
import type { Scenario } from './scenario.js';

/** How much: as many events as 64 publishers get acknowledged. */
export const closed: Scenario = {
  name: 'closed',
  what: 'closed loop: 64 publishers, one endpoint',
  runs: 3,
  async prepare(bench) {
    const postrider = await bench.start();
    const routes = [await healthyTenant(postrider)];
    const load = { pace: closedPace, to: postrider.http(), routes };
    await postrider.rig.observe({ ...load, count: bench.size(5000, 1000) });
    return async () => {
      const measured = measure(await postrider.rig.observe({ ...load, count: bench.size(20_000, 3000) }));
      const { deliveredPerS, cpuMsPerDelivery } = measured;
      return { deliveredPerS, cpuMsPerDelivery, ...timesOf(measured), ...faultsOf(measured) };
    };
  },
};
