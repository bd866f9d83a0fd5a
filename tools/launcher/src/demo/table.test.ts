import { describe, expect, it } from '@jest/globals';
import { tableOf } from './table.js';

describe('a table', () => {
  it('is as wide as its widest cells', () => {
    expect(
      tableOf(
        ['name', 'n'],
        [
          ['a', '1000'],
          ['longer', '1'],
        ],
      ),
    ).toEqual(['  name    n', '  ──────  ────', '  a       1000', '  longer  1']);
  });
});
