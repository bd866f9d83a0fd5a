import { parseArgs } from 'node:util';
import { scenarioNames, type ScenarioName } from './scenarios/scenario.js';

/** What somebody asked for. */
export interface BenchCommand {
  readonly only: readonly ScenarioName[];
  readonly quick: boolean;
  /** In place of each scenario's own number of runs. */
  readonly runs: number | undefined;
  readonly records: number;
  /** Where results are written; by what was asked for when left out. */
  readonly out: string | undefined;
}

/** A command that can't be followed: its message says what can. */
export class UsageError extends Error {}

export const BENCH_USAGE = `npm run bench -- [options]
  --only <names>    scenarios to run, comma-separated: ${scenarioNames.join(', ')}
  --quick           short loads and time-outs, one run: whether it works, and roughly where it stands
  --runs <n>        runs of each scenario, 1 to 25
  --records <n>     deliveries that flat records before it measures again (2000000)
  --out <folder>    where results go: docs/bench for all scenarios in full, else .postrider/bench`;

/** Reads the arguments of `npm run bench`; throws {@link UsageError}. */
export function parseBench(args: readonly string[]): BenchCommand {
  const { values } = readOptions(args);
  const names = values.only?.split(',').map((name) => name.trim()) ?? [];
  const unknown = names.filter((name) => !isScenario(name));
  if (unknown.length > 0) throw new UsageError(`There is no scenario ${unknown.join(', ')}.\n${BENCH_USAGE}`);
  const only = names.length === 0 ? scenarioNames : scenarioNames.filter((name) => names.includes(name));
  return {
    only,
    quick: values.quick ?? false,
    runs: values.runs === undefined ? undefined : wholeNumber('--runs', values.runs, 1, 25),
    records: wholeNumber('--records', values.records ?? '2000000', 1, 10_000_000),
    out: values.out,
  };
}

/** Whether what is run is all there is, as it's meant to be: only that may replace the results in the repository. */
export const isComplete = ({ only, quick, runs }: BenchCommand): boolean =>
  only.length === scenarioNames.length && !quick && runs === undefined;

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        quick: { type: 'boolean' },
        runs: { type: 'string' },
        records: { type: 'string' },
        out: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${BENCH_USAGE}`);
  }
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) throw new UsageError(`${option} is a whole number from ${min} to ${max}.`);
  return value;
}

const isScenario = (name: string): boolean => scenarioNames.some((each) => each === name);
