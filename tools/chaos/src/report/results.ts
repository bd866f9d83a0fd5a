import type { Machine } from '@postrider/bench';
import type { Outcome } from '../run-scenario.js';
import type { Form } from '../scenario.js';

/** What came of a scenario, or why it couldn't be carried out. */
export type ScenarioResult =
  | ({ readonly kind: 'done' } & Outcome)
  | { readonly kind: 'failed'; readonly name: string; readonly what: string; readonly reason: string };

/** Everything that one `npm run chaos` saw. */
export interface Results {
  readonly commit: string;
  readonly date: string;
  readonly machine: Machine;
  readonly form: Form;
  readonly seed: number;
  readonly scenarios: readonly ScenarioResult[];
}

/** Whether every scenario was carried out and every check held. */
export const isSound = ({ scenarios }: Pick<Results, 'scenarios'>): boolean =>
  scenarios.every((result) => result.kind === 'done' && result.checks.every(({ ok }) => ok));
