import type { Figures } from '../figures.js';
import type { Measured } from '../load/measured.js';
import type { Pace } from '../load/pace.js';
import type { Route } from '../load/publish.js';
import type { Postrider } from '../postrider.js';

/** What most events of the benchmarks are. */
export const EVENT_TYPE = 'order.created';

/** Publishers that each wait for an acknowledgement before they send the next: as many as the compared figures had. */
export const closedPace: Pace = { kind: 'closed', publishers: 64 };

/** Lets an endpoint take as much as the publishers send; 10 unless an endpoint says otherwise. */
export const MANY_IN_FLIGHT = 64;

/** A tenant with `count` endpoints that all get every event and answer at once. */
export async function healthyTenant(postrider: Postrider, count = 1): Promise<Route> {
  await postrider.api.putEventTypes([EVENT_TYPE]);
  const tenant = await postrider.newTenant();
  await postrider.api.createEndpoints(
    tenant,
    Array.from({ length: count }, (_, group) => ({
      url: postrider.rig.endpointUrl(group),
      maxInFlight: MANY_IN_FLIGHT,
    })),
  );
  return { tenant, type: EVENT_TYPE };
}

/** What must be nought, of one load or the sum of several. */
export function faultsOf(...all: readonly Measured[]): Figures {
  const sum = (name: 'missing' | 'duplicates' | 'publishFailed'): number =>
    all.reduce((total, measured) => total + measured[name], 0);
  return { missing: sum('missing'), duplicates: sum('duplicates'), publishFailed: sum('publishFailed') };
}

/** How soon a load was acknowledged and delivered. */
export const timesOf = ({ ackP50Ms, ackP99Ms, latencyP50Ms, latencyP99Ms }: Measured): Figures => ({
  ackP50Ms,
  ackP99Ms,
  latencyP50Ms,
  latencyP99Ms,
});
