import type { Figures } from '../figures.js';
import type { Workbench } from '../workbench.js';

/** Every scenario, in the order in which they run. */
export const scenarioNames = [
  'closed',
  'open200',
  'open1000',
  'ids1000',
  'inbox1000',
  'fanout',
  'match',
  'registered',
  'hang1of10',
  'hang100of1000',
  'tenants',
  'memory',
  'flat',
  'scale1',
  'scale2',
  'scale4',
] as const;

export type ScenarioName = (typeof scenarioNames)[number];

/** One thing that is measured. */
export interface Scenario {
  readonly name: ScenarioName;
  /** In a sentence, for whoever reads the table. */
  readonly what: string;
  /** How often it's measured unless somebody wants it otherwise; medians are shown. */
  readonly runs: number;
  /** Starts what it needs and warms it up; each call of what it answers measures once. */
  prepare(bench: Workbench): Promise<() => Promise<Figures>>;
}
