import { describe, expect, it } from '@jest/globals';
import type { PoisonRecord } from './poison-record.js';
import { poisonJson, poisonLines } from './poison-lines.js';

const poisonOf = (record: Partial<PoisonRecord['record']> = {}, other: Partial<PoisonRecord> = {}): PoisonRecord => ({
  kind: 'poison',
  record: {
    topic: 'orders.dlt',
    partition: 3,
    offset: 7,
    timestampMs: 0,
    key: Buffer.from([0, 255]),
    value: Buffer.from('{"a":\n\u001b[31m'),
    headers: { ce_id: Buffer.from('a') },
    ...record,
  },
  reason: 'data is not JSON',
  at: '2026-01-02T03:04:05.678Z',
  origin: { topic: 'orders', partition: 3, offset: 42 },
  omittedBytes: undefined,
  batch: undefined,
  ...other,
});

describe('a record as text', () => {
  it('has everything that is known of it, and nothing that the terminal obeys', () => {
    expect(poisonLines(poisonOf(), true, false)).toEqual([
      'orders.dlt, partition 3, offset 7',
      '  poisoned   2026-01-02T03:04:05.678Z',
      '  reason     data is not JSON',
      '  from       orders, partition 3, offset 42',
      '  redriven   yes',
      '  key        base64 AP8=',
      '  header     ce_id: a',
      '  value      11 bytes',
      '    {"a":',
      '    \\u001b[31m',
      '',
    ]);
  });

  it('says when there is no key, no value, no reason or no origin, and how much was left out', () => {
    const lines = poisonLines(
      poisonOf(
        { key: null, value: null, headers: {} },
        { reason: undefined, origin: undefined, omittedBytes: 2_000_000 },
      ),
      false,
      false,
    ).join('\n');
    expect(lines).toContain('reason     none is given');
    expect(lines).toContain('it doesn’t say where');
    expect(lines).toContain('omitted    2000000 bytes');
    expect(lines).toContain('key        none');
    expect(lines).toContain('value      none');
    expect(lines).not.toContain('redriven');
  });

  it('says when it is a whole batch, and how much of that is missing', () => {
    const lines = (cutFromBytes: number | undefined): string =>
      poisonLines(poisonOf({}, { batch: { lastOffset: 99, cutFromBytes } }), false, false).join('\n');
    expect(lines(undefined)).toContain('batch      not one record but a whole batch, up to offset 99\n');
    expect(lines(2_000_000)).toContain('up to offset 99; of its 2000000 bytes the last are missing');
  });

  it('is cut where it’s long, unless all of it is asked for', () => {
    const poison = poisonOf({ value: Buffer.alloc(5000, 'x') });
    const lengthOf = (full: boolean): number =>
      Math.max(...poisonLines(poison, false, full).map((line) => line.trim().length));
    expect(lengthOf(false)).toBe(2000);
    expect(poisonLines(poison, false, false).join()).toContain('the beginning of 5000 bytes');
    expect(lengthOf(true)).toBe(5000);
  });
});

describe('a record as JSON', () => {
  it('is one line, with bytes as text or base64', () => {
    const line = poisonJson(poisonOf(), false, false);
    expect(line).not.toMatch(/[\n\u001b]/);
    expect(JSON.parse(line)).toEqual({
      topic: 'orders.dlt',
      partition: 3,
      offset: 7,
      at: '2026-01-02T03:04:05.678Z',
      reason: 'data is not JSON',
      from: { topic: 'orders', partition: 3, offset: 42 },
      redriven: false,
      key: { bytes: 2, base64: 'AP8=' },
      headers: [{ name: 'ce_id', bytes: 1, text: 'a' }],
      value: { bytes: 11, text: '{"a":\n\u001b[31m' },
    });
  });
});
