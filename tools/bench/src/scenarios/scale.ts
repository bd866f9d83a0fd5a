import { availableParallelism } from 'node:os';
import type { Figures } from '../figures.js';
import { measure } from '../load/measured.js';
import type { Postrider } from '../postrider.js';
import { familyCpuMs } from '../process-cost.js';
import { closedPace, faultsOf, MANY_IN_FLIGHT } from './loads.js';
import type { Scenario, ScenarioName } from './scenario.js';

/** Several, so that there is a partition of deliveries for every dispatcher. */
const ENDPOINTS = 16;

/** The closed loop with so many processes of every service, and what each part of it costs. */
function scale(name: ScenarioName, replicas: number): Scenario {
  return {
    name,
    what: `closed loop, each event to one of ${ENDPOINTS} endpoints, ${replicas} of each service`,
    runs: 3,
    async prepare(bench) {
      const postrider = await bench.start();
      await postrider.scaleTo(replicas);
      const tenant = await postrider.newTenant();
      const types = Array.from({ length: ENDPOINTS }, (_, group) => `bench.to_${group}`);
      await postrider.api.putEventTypes(types);
      await postrider.api.createEndpoints(
        tenant,
        types.map((type, group) => ({
          url: postrider.rig.endpointUrl(group),
          maxInFlight: MANY_IN_FLIGHT,
          subscriptions: [{ eventTypes: [type] }],
        })),
      );
      const routes = types.map((type) => ({ tenant, type }));
      const load = { pace: closedPace, to: postrider.http(), routes };
      await postrider.rig.observe({ ...load, count: bench.size(8000, 1000) });
      return async () => {
        const before = costs(postrider);
        const startMs = performance.now();
        const machineBefore = familyCpuMs();
        const count = bench.size(20_000, 3000);
        const measured = measure(await postrider.rig.observe({ ...load, count }));
        const busyMs = familyCpuMs() - machineBefore;
        const elapsedMs = performance.now() - startMs;
        const { deliveredPerS, cpuMsPerDelivery } = measured;
        const each = Object.entries(costs(postrider)).map(([part, ms]) => [part, (ms - (before[part] ?? 0)) / count]);
        return {
          deliveredPerS,
          cpuMsPerDelivery,
          ...(Object.fromEntries(each) as Figures),
          machineBusy: busyMs / elapsedMs / availableParallelism(),
          ...faultsOf(measured),
        };
      };
    },
  };
}

/** Milliseconds of CPU that each part has used so far, all of its processes together. */
function costs(postrider: Postrider): Record<string, number> {
  const { stack } = postrider;
  const sum = (pids: readonly (number | undefined)[]): number =>
    pids.reduce<number>((total, pid) => total + (pid === undefined ? NaN : familyCpuMs(pid)), 0);
  const of = (name: Parameters<Postrider['servicesCalled']>[0]): number =>
    sum(postrider.servicesCalled(name).map(({ pid }) => pid));
  return {
    ingestionCpuMs: of('ingestion'),
    subscriptionCpuMs: of('subscription'),
    dispatcherCpuMs: of('dispatcher'),
    retrySchedulerCpuMs: of('retry-scheduler'),
    kafkaCpuMs: sum([stack.kafka.pid]),
    postgresCpuMs: sum([stack.postgres.pid]),
  } satisfies Figures;
}

export const scale1 = scale('scale1', 1);
export const scale2 = scale('scale2', 2);
export const scale4 = scale('scale4', 4);
