import { parseArgs } from 'node:util';
import type { Form, Scenario } from './scenario.js';

/** What somebody asked for. */
export type ChaosCommand =
  | { readonly kind: 'list' }
  | {
      readonly kind: 'run';
      readonly form: Form;
      readonly scenarios: readonly Scenario[];
      readonly seed: number;
      /** Whether it's all there is, as it's meant to be: only that may replace the results in the repository. */
      readonly isComplete: boolean;
    };

/** A command that can't be followed: its message says what can. */
export class UsageError extends Error {}

export const USAGE = `npm run chaos -- [options]
  --short          faults of seconds under a third of the load: what CI runs
  --only <names>   these scenarios, comma-separated
  --seed <n>       what chance decides is decided as it was with this seed before
  --list           what there is`;

const SEEDS = 2 ** 31;

/** Reads the arguments of `npm run chaos`; throws {@link UsageError}. `anySeed` is taken when none is given. */
export function parseChaos(args: readonly string[], all: readonly Scenario[], anySeed: number): ChaosCommand {
  const { short = false, only, seed, list = false } = readOptions(args);
  if (list) return { kind: 'list' };
  const names = only?.split(',').map((name) => name.trim()) ?? all.map(({ name }) => name);
  const unknown = names.filter((name) => !all.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new UsageError(`There is no scenario ${unknown.join(', ')}.\n${USAGE}`);
  const scenarios = all.filter(({ name }) => names.includes(name));
  return {
    kind: 'run',
    form: short ? 'short' : 'long',
    scenarios,
    seed: seed === undefined ? anySeed : seedOf(seed),
    isComplete: !short && scenarios.length === all.length,
  };
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        short: { type: 'boolean' },
        only: { type: 'string' },
        seed: { type: 'string' },
        list: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function seedOf(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(seed < SEEDS)) throw new UsageError(`--seed is a whole number below ${SEEDS}.`);
  return seed;
}
