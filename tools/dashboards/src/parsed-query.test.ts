import { describe, expect, it } from '@jest/globals';
import { parseQuery } from './parsed-query.js';

describe('a parsed query', () => {
  it('names every metric that is looked at, how it is matched, and what it is grouped by', () => {
    expect(parseQuery('sum by (le, topic) (rate(a_bucket{x="1", y=~".*"}[1m])) / on (topic) b')).toEqual({
      selectors: [
        { metric: 'a_bucket', matchers: ['x="1"', 'y=~".*"'], calledBy: 'rate' },
        { metric: 'b', matchers: [], calledBy: undefined },
      ],
      groupedBy: ['le', 'topic', 'topic'],
    });
  });

  it.each(['sum by (rate(a', 'rate(a[1m]', 'a{b=c}', 'sum(a) by', ''])('is refused by the grammar: %j', (expr) => {
    expect(() => parseQuery(expr)).toThrow();
  });
});
