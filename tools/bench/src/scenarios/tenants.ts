import type { Route } from '../load/publish.js';
import { compared, observeHalf } from './disturbed.js';
import { EVENT_TYPE, MANY_IN_FLIGHT } from './loads.js';
import type { Scenario } from './scenario.js';

const TENANTS = 10;
const PER_SECOND = 1000;
const ALLOWED = { share: 0.5, ms: 10 };

/** One tenant becomes loud while the load as a whole stays the same. */
export const tenants: Scenario = {
  name: 'tenants',
  what: 'ten tenants with 1,000 events/s in all: even → one has 90 % of it',
  runs: 5,
  async prepare(bench) {
    const postrider = await bench.start();
    await postrider.api.putEventTypes([EVENT_TYPE]);
    const half = async (seconds: number, mix: (all: readonly Route[]) => readonly Route[]) => {
      const names: string[] = [];
      for (let group = 0; group < TENANTS; group++) {
        const tenant = await postrider.newTenant();
        const url = postrider.rig.endpointUrl(group);
        await postrider.api.createEndpoint(tenant, { url, maxInFlight: MANY_IN_FLIGHT });
        names.push(tenant);
      }
      return observeHalf(postrider, true, names, {
        plan: {
          count: PER_SECOND * seconds,
          pace: { kind: 'open', perSecond: PER_SECOND },
          routes: mix(names.map((tenant) => ({ tenant, type: EVENT_TYPE }))),
        },
        isBystander: (group) => group !== 0,
      });
    };
    await half(bench.size(5, 2), (all) => all);
    const seconds = bench.size(15, 5);
    return async () => compared(await half(seconds, (all) => all), await half(seconds, skewed), ALLOWED);
  },
};

/** Of ten events in a row, nine are the first tenant's, and one is another's, each in turn. */
function skewed([loud, ...others]: readonly Route[]): readonly Route[] {
  if (!loud) return [];
  return others.flatMap((quiet) => [...Array.from({ length: 9 }, () => loud), quiet]);
}
