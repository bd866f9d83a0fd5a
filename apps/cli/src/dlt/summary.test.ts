import { describe, expect, it } from '@jest/globals';
import { OffsetRuns } from './offset-runs.js';
import { Summary } from './summary.js';

const add = (summary: Summary, offset: number, at: string, reason?: string): void =>
  summary.add({
    record: { topic: 't.dlt', partition: 0, offset, timestampMs: 0, key: null, value: null, headers: {} },
    at,
    reason,
  });

describe('the summary of a dead-letter topic', () => {
  it('says that there is nothing', () => {
    expect(new Summary().lines('t.dlt')).toEqual(['t.dlt: empty']);
  });

  it('counts records and reasons over partitions, the commonest reason first', () => {
    const summary = new Summary();
    add(summary, 0, '2026-01-02T00:00:00.000Z', 'too deep');
    add(summary, 1, '2026-01-03T00:00:00.000Z', 'no type');
    summary.endPartition(OffsetRuns.of([1]));
    // The same offset of another partition is another record.
    add(summary, 1, '2026-01-01T00:00:00.000Z', 'no type');
    summary.endPartition(OffsetRuns.none);
    expect(summary.lines('t.dlt')).toEqual([
      't.dlt: 3 records, 1 redriven, 2026-01-01T00:00:00.000Z to 2026-01-03T00:00:00.000Z',
      '  2 × no type',
      '  1 × too deep',
    ]);
  });

  it('shows ten reasons, and counts the others together', () => {
    const summary = new Summary();
    for (let offset = 0; offset < 14; offset++) add(summary, offset, '2026-01-01T00:00:00.000Z', `reason ${offset}`);
    expect(summary.lines('t.dlt').slice(-2)).toEqual(['  1 × reason 9', '  4 × other reasons']);
  });
});
