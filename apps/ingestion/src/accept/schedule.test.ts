import { describe, expect, it } from '@jest/globals';
import { mostAheadMs, scheduleRefusal } from './schedule.js';

const NOW_MS = Date.parse('2026-03-01T00:00:00.000Z');
const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(NOW_MS + days * DAY_MS).toISOString();

describe('a scheduled event', () => {
  it.each([
    [1, 0],
    [7, 6],
    [30, 29],
    [400, 30],
  ])('is %i days of retention at most %i days ahead', (retentionDays, days) => {
    const aheadMs = mostAheadMs(retentionDays);
    expect(scheduleRefusal({ deliverAt: inDays(days) }, NOW_MS, aheadMs)).toBeUndefined();
    expect(scheduleRefusal({ deliverAt: inDays(days + 0.001) }, NOW_MS, aheadMs)).toMatchObject({
      code: 'invalid_request',
      faults: [{ path: '/deliverAt' }],
    });
  });

  it('may be due already, or name no time, but go in no order', () => {
    expect(scheduleRefusal({ deliverAt: inDays(-1) }, NOW_MS, DAY_MS)).toBeUndefined();
    expect(scheduleRefusal({ orderingKey: 'k' }, NOW_MS, DAY_MS)).toBeUndefined();
    expect(scheduleRefusal({ orderingKey: 'k', deliverAt: inDays(0.5) }, NOW_MS, DAY_MS)).toMatchObject({
      faults: [{ path: '/deliverAt' }],
    });
  });
});
