import { topics } from '@postrider/schemas';
import { BarePipeline } from '../bare/bare-pipeline.js';
import { measure } from '../load/measured.js';
import type { Destination } from '../load/publish.js';
import type { Postrider } from '../postrider.js';
import { faultsOf, healthyTenant, timesOf } from './loads.js';
import type { Scenario, ScenarioName } from './scenario.js';

/** KAFKA_EVENT_PARTITIONS, as shipped. */
const INBOX_PARTITIONS = 6;

/** How soon: events at a steady rate, and beside them, in the same run, the bare pipeline with the same load. */
function openLoop(
  name: ScenarioName,
  what: string,
  perSecond: number,
  destination: (postrider: Postrider) => Destination,
): Scenario {
  return {
    name,
    what: `open loop: ${perSecond.toLocaleString('en-US')} events/s${what}, beside a bare pipeline`,
    runs: 3,
    async prepare(bench) {
      const postrider = await bench.start();
      const { rig, stack } = postrider;
      const bare = await BarePipeline.start({
        brokers: stack.kafka.brokers,
        databaseUrl: stack.postgres.connectionString,
        receiverPort: rig.receiverPort,
      });
      bench.onEnd(() => bare.stop());
      const load = { pace: { kind: 'open', perSecond } as const, routes: [await healthyTenant(postrider)] };
      const observe = async (to: Destination, count: number) => measure(await rig.observe({ ...load, to, count }));
      const warmUp = bench.size(3, 1) * perSecond;
      await observe(destination(postrider), warmUp);
      await observe(bare.http(), warmUp);
      return async () => {
        const count = bench.size(10, 3) * perSecond;
        const measured = await observe(destination(postrider), count);
        const yardstick = await observe(bare.http(), count);
        return {
          ...timesOf(measured),
          bareP50Ms: yardstick.latencyP50Ms,
          bareP99Ms: yardstick.latencyP99Ms,
          p99OverBare: measured.latencyP99Ms / yardstick.latencyP99Ms,
          ...faultsOf(measured),
        };
      };
    },
  };
}

export const open200 = openLoop('open200', '', 200, (postrider) => postrider.http());
export const open1000 = openLoop('open1000', '', 1000, (postrider) => postrider.http());
/** Ids that the callers chose have to be claimed, in the database. */
export const ids1000 = openLoop('ids1000', ' with callers’ ids', 1000, (postrider) => postrider.http('bench'));
export const inbox1000 = openLoop('inbox1000', ' from a Kafka producer', 1000, ({ stack }) => ({
  kind: 'inbox',
  brokers: stack.kafka.brokers,
  topic: topics.inbox.name,
  partitions: INBOX_PARTITIONS,
}));
