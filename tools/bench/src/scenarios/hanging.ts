import type { Postrider } from '../postrider.js';
import { compared, endpointOf, observeHalf, type Half } from './disturbed.js';
import { EVENT_TYPE } from './loads.js';
import type { Scenario } from './scenario.js';

const ALLOWED = { share: 0.2, ms: 10 };
const SECONDS = { full: 30, quick: 8 };

/** One of ten endpoints hangs until its time-out; each event goes to all ten. */
export const hang1of10: Scenario = {
  name: 'hang1of10',
  what: '40 events/s to ten endpoints: none hangs → one hangs until its time-out',
  runs: 5,
  async prepare(bench) {
    const postrider = await bench.start();
    await postrider.api.putEventTypes([EVENT_TYPE]);
    const timeoutMs = bench.size(15_000, 3000);
    const half = async (seconds: number, hangs: boolean) => {
      const tenant = await postrider.newTenant();
      const settings = Array.from({ length: 10 }, (_, group) =>
        endpointOf(postrider, group, hangs && group === 0, { timeoutMs }),
      );
      await postrider.api.createEndpoints(tenant, settings);
      return observeHalf(postrider, !hangs, [tenant], {
        plan: { count: 40 * seconds, pace: { kind: 'open', perSecond: 40 }, routes: [{ tenant, type: EVENT_TYPE }] },
        fan: hangs ? 9 : 10,
        isBystander: (group) => group !== 0,
      });
    };
    await half(bench.size(10, 3), false);
    const seconds = bench.size(SECONDS.full, SECONDS.quick);
    return async () => compared(await half(seconds, false), await half(seconds, true), ALLOWED);
  },
};

const ENDPOINTS = 1000;
const typeOf = (group: number): string => `bench.to_${group}`;
const hangsAmong = (group: number): boolean => group % 10 === 0;

/** A hundred of a thousand endpoints hang; each event goes to one of them, in turn. */
export const hang100of1000: Scenario = {
  name: 'hang100of1000',
  what: '500 events/s to a thousand endpoints in turn: none hangs → a hundred hang until their time-out',
  runs: 5,
  async prepare(bench) {
    const postrider = await bench.start();
    const endpoints = bench.size(ENDPOINTS, 200);
    await postrider.api.putEventTypes(Array.from({ length: endpoints }, (_, group) => typeOf(group)));
    const timeoutMs = bench.size(15_000, 3000);
    const half = async (seconds: number, hang: boolean) => {
      const tenant = await postrider.newTenant();
      await createTyped(postrider, tenant, endpoints, hang, timeoutMs);
      return observeHalf(postrider, !hang, [tenant], turns(tenant, endpoints, 500, seconds, hang));
    };
    await half(bench.size(10, 3), false);
    const seconds = bench.size(SECONDS.full, SECONDS.quick);
    return async () => compared(await half(seconds, false), await half(seconds, true), ALLOWED);
  },
};

/** Endpoints that each get a type of their own. */
async function createTyped(
  postrider: Postrider,
  tenant: string,
  count: number,
  hang: boolean,
  timeoutMs: number,
): Promise<void> {
  const settings = Array.from({ length: count }, (_, group) =>
    endpointOf(postrider, group, hang && hangsAmong(group), {
      timeoutMs,
      subscriptions: [{ eventTypes: [typeOf(group)] }],
    }),
  );
  await postrider.api.createEndpoints(tenant, settings);
}

const turns = (tenant: string, endpoints: number, perSecond: number, seconds: number, hang: boolean): Half => ({
  plan: {
    count: perSecond * seconds,
    pace: { kind: 'open', perSecond },
    routes: Array.from({ length: endpoints }, (_, group) => ({ tenant, type: typeOf(group) })),
  },
  fan: (number) => (hang && hangsAmong(number % endpoints) ? 0 : 1),
  isBystander: (group) => !hangsAmong(group),
});
