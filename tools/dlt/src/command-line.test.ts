import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from './command-line.js';

const parse = (line: string): ReturnType<typeof parseCommandLine> =>
  parseCommandLine(line.split(' ').filter((word) => word !== ''));

describe('the command line', () => {
  it('lists', () => {
    expect(parse('list')).toEqual({ kind: 'list' });
  });

  it('takes a topic by its own name or by that of its dead-letter topic', () => {
    expect(parse('show orders')).toMatchObject({ kind: 'show', topic: 'orders.dlt' });
    expect(parse('show orders.dlt')).toMatchObject({ kind: 'show', topic: 'orders.dlt' });
  });

  it('shows the first ten, cut and as text, unless it’s told otherwise', () => {
    const usual = { place: undefined, limit: 10, json: false, full: false };
    expect(parse('show orders')).toMatchObject(usual);
    expect(parse('show orders --limit 3 --json --full')).toMatchObject({ ...usual, limit: 3, json: true, full: true });
    expect(parse('show orders --partition 2 --offset 17')).toMatchObject({ place: { partition: 2, offset: 17 } });
  });

  it('redrives one record or all, elsewhere or only in thought', () => {
    const usual = { kind: 'redrive', topic: 'orders.dlt', to: undefined, dryRun: false };
    expect(parse('redrive orders --all')).toEqual({ ...usual, which: 'all' });
    expect(parse('redrive orders --partition 0 --offset 5')).toEqual({ ...usual, which: { partition: 0, offset: 5 } });
    expect(parse('redrive --all --dry-run --to others orders')).toEqual({
      ...usual,
      which: 'all',
      to: 'others',
      dryRun: true,
    });
  });

  it('explains itself', () => {
    for (const line of ['help', '--help', 'redrive -h']) expect(parse(line)).toEqual({ kind: 'help' });
  });

  it.each([
    ['', 'Name a command'],
    ['lst', 'no command lst'],
    ['list orders', 'orders'],
    ['list --all', '--all'],
    ['show', 'Name a topic'],
    ['show orders payments', 'Name one topic'],
    ['show or/ders', 'letters'],
    ['show orders --partition 0', 'go together'],
    ['show orders --offset 0', 'go together'],
    ['show orders --limit some', '--limit takes a whole number'],
    ['show orders --limit', 'argument missing'],
    ['show orders --partition 0 --offset 0x1', '--offset takes a whole number'],
    ['show orders --partition 0 --offset 99999999999999999', '--offset takes a whole number'],
    ['show orders --partition 0 --offset 0 --limit 1', '--limit goes without'],
    ['redrive orders', 'either --all'],
    ['redrive orders --all --partition 0 --offset 0', 'either --all'],
    ['redrive orders --all --to others.dlt', 'nobody reads'],
    ['redrive orders --all --limit 1', '--limit'],
  ])('refuses `%s` with a reason', (line, reason) => {
    expect(parse(line)).toEqual({ kind: 'misused', problem: expect.stringContaining(reason) });
  });
});
