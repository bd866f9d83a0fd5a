import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from './command-line.js';

const parse = (line: string) => parseCommandLine(line.split(' ').filter((word) => word !== ''));

describe('the command line', () => {
  it.each([
    ['status', { kind: 'status', dryRun: false, asJson: false }],
    ['status --json', { kind: 'status', dryRun: false, asJson: true }],
    ['restored', { kind: 'restored', dryRun: false, asJson: false }],
    ['new-kafka --dry-run', { kind: 'new-kafka', dryRun: true, asJson: false }],
    ['restored --help', { kind: 'help' }],
  ])('%s', (line, expected) => expect(parse(line)).toEqual(expected));

  it.each(['', 'rebuild', 'status --dry-run', 'restored now', 'new-kafka --force'])('refuses “%s”', (line) => {
    expect(parse(line)).toEqual({ kind: 'misused', problem: expect.stringMatching(/./) });
  });
});
