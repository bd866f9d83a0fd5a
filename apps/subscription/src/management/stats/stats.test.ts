import { describe, expect, it } from '@jest/globals';
import { StatsQuery } from '@postrider/schemas';
import { ProblemError } from '@postrider/service';
import { spanOf } from './stats.js';

const nowMs = Date.parse('2026-03-01T12:34:56.789Z');
const asked = (query: object) => spanOf(StatsQuery.parse(query), nowMs);

describe('the span of statistics', () => {
  it('is the last hour of minutes, day of hours or 30 days, from the beginning of a point in time', () => {
    const until = '2026-03-01T12:34:56.789Z';
    expect(asked({ by: 'minute' })).toEqual({ since: '2026-03-01T11:34:00.000Z', until });
    expect(asked({})).toEqual({ since: '2026-02-28T12:00:00.000Z', until });
    expect(asked({ by: 'day' })).toEqual({ since: '2026-01-30T00:00:00.000Z', until });
  });

  it('is what is asked for, in UTC', () => {
    expect(asked({ by: 'day', since: '2026-02-01T01:00:00+02:00', until: '2026-02-03T00:00:00Z' })).toEqual({
      since: '2026-01-31T00:00:00.000Z',
      until: '2026-02-03T00:00:00.000Z',
    });
    expect(asked({ since: '2026-03-02T00:00:00Z' }).since).toBe('2026-03-02T00:00:00.000Z');
  });

  it.each([
    ['minute', '2026-02-28T12:00:00Z'],
    ['hour', '2026-01-28T12:00:00Z'],
    ['day', '0001-01-01T00:00:00Z'],
  ])('has no more points than a chart can show: by %s since %s', (by, since) => {
    expect(() => asked({ by, since })).toThrow(ProblemError);
  });
});
