import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceName } from '@postrider/stack';
import { measure } from '../load/measured.js';
import { peakResidentMib } from '../process-cost.js';
import { closedPace, faultsOf } from './loads.js';
import type { Scenario } from './scenario.js';

const ENDPOINTS = 10;
const typeOf = (group: number): string => `bench.to_${group}`;
/** The shipped schedule waits for hours; this one still tries when the endpoints answer again. */
const scheduleSeconds = Array.from({ length: 30 }, () => 10);
const PATIENCE_MS = 120_000;

/** What piles up while nobody answers, and whether all of it arrives when they do. */
export const memory: Scenario = {
  name: 'memory',
  what: '100,000 events published while all of ten endpoints hang, then they answer (retried every 10 s)',
  runs: 1,
  async prepare(bench) {
    const postrider = await bench.start();
    const { api, rig, stack } = postrider;
    const types = Array.from({ length: ENDPOINTS }, (_, group) => typeOf(group));
    await api.putEventTypes(types);
    const timeoutMs = bench.size(15_000, 3000);
    return async () => {
      const tenant = await postrider.newTenant();
      await api.createEndpoints(
        tenant,
        types.map((type, group) => ({
          url: rig.endpointUrl(group, 'hang'),
          subscriptions: [{ eventTypes: [type] }],
          timeoutMs,
          retry: { scheduleSeconds },
        })),
      );
      await rig.setGate(false);
      const observed = await rig.observe(
        {
          count: bench.size(100_000, 3000),
          pace: closedPace,
          to: postrider.http(),
          routes: types.map((type) => ({ tenant, type })),
        },
        {
          patienceMs: PATIENCE_MS,
          whenPublished: async () => {
            // Until those that were sent last have hung to their time-out as well.
            await wait(2 * timeoutMs);
            bench.options.progress('the endpoints answer again');
            await rig.setGate(true);
          },
        },
      );
      const peak = (name: ServiceName): number => peakResidentMib(stack.service(name).pid);
      return {
        ingestionMib: peak('ingestion'),
        subscriptionMib: peak('subscription'),
        dispatcherMib: peak('dispatcher'),
        retrySchedulerMib: peak('retry-scheduler'),
        ...faultsOf(measure(observed)),
      };
    };
  },
};
