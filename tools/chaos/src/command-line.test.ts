import { describe, expect, it } from '@jest/globals';
import { parseChaos, UsageError } from './command-line.js';
import type { Scenario } from './scenario.js';

const scenario = (name: string): Scenario => ({
  name,
  what: name,
  seconds: { long: 60, short: 5 },
  watchSeconds: 1,
  inflict: () => Promise.resolve(undefined),
});
const all = [scenario('one'), scenario('two'), scenario('three')];

describe('npm run chaos', () => {
  it('runs everything in the long form unless told otherwise, with any seed', () => {
    expect(parseChaos([], all, 7)).toEqual({ kind: 'run', form: 'long', scenarios: all, seed: 7, isComplete: true });
  });

  it('runs some of it, in its own order, with a seed of an earlier run', () => {
    const command = parseChaos(['--only', 'three, one', '--seed', '42', '--short'], all, 7);
    expect(command).toEqual({ kind: 'run', form: 'short', scenarios: [all[0], all[2]], seed: 42, isComplete: false });
  });

  it('lists what there is', () => expect(parseChaos(['--list'], all, 7)).toEqual({ kind: 'list' }));

  it.each([[['--only', 'four']], [['--seed', '-1']], [['--seed', '1e3']], [['--fast']], [['one']]])(
    'refuses %j and says what can be asked for',
    (args) => expect(() => parseChaos(args, all, 7)).toThrow(UsageError),
  );
});
