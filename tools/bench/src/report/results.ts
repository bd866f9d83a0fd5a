import type { FigureName, Figures } from '../figures.js';
import type { Machine } from '../machine.js';
import type { ScenarioName } from '../scenarios/scenario.js';
import { median } from '../statistics.js';
import type { Judged } from '../targets.js';

/** What one scenario came to, or why it couldn't be measured. */
export type ScenarioResult = {
  readonly name: ScenarioName;
  readonly what: string;
  /** Of the minute before it began. */
  readonly loadAverage: number;
} & (
  | {
      readonly kind: 'measured';
      readonly runs: readonly Figures[];
      /** The median of every figure over the runs; of what must be nought, the sum. */
      readonly figures: Figures;
      readonly targets: readonly Judged[];
    }
  | { readonly kind: 'failed'; readonly reason: string }
);

/** Everything that one `npm run bench` measured. */
export interface Results {
  readonly commit: string;
  readonly date: string;
  readonly machine: Machine;
  readonly quick: boolean;
  readonly scenarios: readonly ScenarioResult[];
}

/** What a median would hide: one lost delivery in one of five runs. */
const SUMMED: ReadonlySet<FigureName> = new Set<FigureName>(['missing', 'duplicates', 'publishFailed']);

/** The figures of several runs as one. */
export function overRuns(runs: readonly Figures[]): Figures {
  const names = new Set(runs.flatMap((run) => Object.keys(run) as FigureName[]));
  return Object.fromEntries(
    Array.from(names, (name) => {
      const values = runs.map((run) => run[name] ?? NaN);
      return [name, SUMMED.has(name) ? values.reduce((sum, value) => sum + value, 0) : median(values)];
    }),
  );
}

/** Whether every scenario was measured and nothing was lost in any. */
export const isSound = ({ scenarios }: Results): boolean =>
  scenarios.every((result) => result.kind === 'measured' && !((result.figures.missing ?? 0) > 0));
