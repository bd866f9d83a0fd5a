import { describe, expect, it } from '@jest/globals';
import { isComplete, parseBench, UsageError } from './command-line.js';
import { scenarioNames } from './scenarios/scenario.js';

describe('npm run bench', () => {
  it('runs everything in full when nothing is said', () => {
    const command = parseBench([]);
    expect(command.only).toEqual(scenarioNames);
    expect(isComplete(command)).toBe(true);
  });

  it('runs what is named, in the usual order', () => {
    expect(parseBench(['--only', 'match, closed']).only).toEqual(['closed', 'match']);
  });

  it.each([['--only', 'closed'], ['--quick'], ['--runs', '1']])('is not complete with %s', (...args) => {
    expect(isComplete(parseBench(args))).toBe(false);
  });

  it.each([['--only', 'closd'], ['--runs', '0'], ['--runs', 'many'], ['--records', '-1'], ['--slow'], ['closed']])(
    'refuses %s %s',
    (...args) => {
      expect(() => parseBench(args)).toThrow(UsageError);
    },
  );
});
