import type { FigureName, Figures } from './figures.js';
import type { ScenarioName } from './scenarios/scenario.js';

/** What a figure should be. */
export interface Target {
  readonly figure: FigureName;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A target beside the figure that was measured. */
export interface Judged extends Target {
  readonly value: number;
  readonly met: boolean;
}

const nothingLost: readonly Target[] = [{ figure: 'missing', atMost: 0 }];
const exact: readonly Target[] = [...nothingLost, { figure: 'duplicates', atMost: 0 }];
const acknowledged: Target = { figure: 'ackP99Ms', atMost: 20 };
const overBare: Target = { figure: 'p99OverBare', atMost: 1.5 };
/** The best p99 at 1,000/s of any other platform that was measured on the same machine: Outpost's. */
const bestPeer: Target = { figure: 'latencyP99Ms', atMost: 99 };
const unmoved: readonly Target[] = [{ figure: 'moveOfAllowed', atMost: 1 }, ...nothingLost];

/** What Postrider sets out to be on a machine of two cores that has everything on it. */
export const targets: Readonly<Record<ScenarioName, readonly Target[]>> = {
  closed: [{ figure: 'deliveredPerS', atLeast: 3500 }, { figure: 'cpuMsPerDelivery', atMost: 0.5 }, ...exact],
  open200: [overBare, acknowledged, ...exact],
  open1000: [overBare, bestPeer, acknowledged, ...exact],
  ids1000: [overBare, bestPeer, acknowledged, ...exact],
  inbox1000: [overBare, bestPeer, ...exact],
  fanout: [{ figure: 'deliveredPerS', atLeast: 6000 }, ...exact],
  match: [
    { figure: 'matchKnownUs', atMost: 10 },
    { figure: 'matchNewUs', atMost: 10 },
  ],
  registered: [{ figure: 'readyS', atMost: 15 }, { figure: 'inForceMs', atMost: 1000 }, ...nothingLost],
  hang1of10: unmoved,
  hang100of1000: unmoved,
  tenants: unmoved,
  memory: [
    { figure: 'ingestionMib', atMost: 512 },
    { figure: 'subscriptionMib', atMost: 512 },
    { figure: 'dispatcherMib', atMost: 512 },
    { figure: 'retrySchedulerMib', atMost: 512 },
    ...nothingLost,
  ],
  flat: [{ figure: 'rateKept', atLeast: 0.9 }, { figure: 'slowestListMs', atMost: 50 }, ...exact],
  // What replicas bring depends on the machine: these are for the sizing guide, and nothing may be lost.
  scale1: exact,
  scale2: exact,
  scale4: exact,
};

/** Each target of a scenario beside what was measured. What wasn't measured isn't met. */
export function judge(all: readonly Target[], figures: Figures): Judged[] {
  return all.map((target) => {
    const { figure, atLeast = -Infinity, atMost = Infinity } = target;
    const value = figures[figure] ?? NaN;
    return { ...target, value, met: value >= atLeast && value <= atMost };
  });
}
