import type { Figures } from '../figures.js';
import { measure, type Measured } from '../load/measured.js';
import type { PublishPlan } from '../load/publish.js';
import type { EndpointSettings } from '../postrider-api.js';
import type { Postrider } from '../postrider.js';
import { moveOfAllowed } from '../statistics.js';
import { faultsOf } from './loads.js';

/** The load of one half of a comparison, and who counts. */
export interface Half {
  readonly plan: Omit<PublishPlan, 'run' | 'to'>;
  readonly fan?: number | ((number: number) => number);
  /** Whether an endpoint is one of those that must not notice. */
  readonly isBystander: (group: number) => boolean;
}

/** What the p99 of bystanders may move by: a share, or milliseconds, whichever is more. */
export interface Allowed {
  readonly share: number;
  readonly ms: number;
}

/** Observes one half with tenants of its own, which are deleted after it: what hangs of one half must not be in the next. */
export async function observeHalf(
  postrider: Postrider,
  gateIsOpen: boolean,
  tenants: readonly string[],
  { plan, fan, isBystander }: Half,
): Promise<Measured> {
  await postrider.rig.setGate(gateIsOpen);
  const observed = await postrider.rig.observe({ ...plan, to: postrider.http() }, { fan });
  await postrider.rig.setGate(true);
  for (const tenant of tenants) await postrider.api.deleteTenant(tenant);
  return measure(observed, isBystander);
}

/** The p99 of the bystanders, calm and disturbed, and how much of the allowed move that is. */
export const compared = (calm: Measured, disturbed: Measured, allowed: Allowed): Figures => ({
  calmP99Ms: calm.latencyP99Ms,
  disturbedP99Ms: disturbed.latencyP99Ms,
  moveOfAllowed: moveOfAllowed(calm.latencyP99Ms, disturbed.latencyP99Ms, allowed),
  ...faultsOf(calm, disturbed),
});

/** Settings of the endpoint number `group`, which hangs when it's told to. */
export const endpointOf = (
  { rig }: Postrider,
  group: number,
  hangs: boolean,
  rest: Omit<EndpointSettings, 'url'>,
): EndpointSettings => ({ ...rest, url: rig.endpointUrl(group, hangs ? 'hang' : 'in') });
