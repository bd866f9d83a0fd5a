import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GivenTimestamp, jsonValue, text } from './text.js';

describe('text from outside', () => {
  it('is refused exactly when UTF-8 or Postgres could not keep it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (value) => {
        const roundTrip = Buffer.from(value, 'utf8').toString('utf8');
        expect(text(50).safeParse(value).success).toBe(roundTrip === value && !value.includes('\0'));
      }),
    );
    expect(text(50).safeParse('\ud800').success).toBe(false);
  });

  it('is looked at in every corner of a JSON value', () => {
    const schema = jsonValue(1000);
    expect(schema.safeParse({ a: [{ b: 'fine' }] }).success).toBe(true);
    expect(schema.safeParse({ a: [{ b: 'bad\0' }] }).success).toBe(false);
    expect(schema.safeParse({ 'bad\ud800': 1 }).success).toBe(false);
    expect(schema.safeParse('x'.repeat(999)).success).toBe(false);
  });
});

describe('a time from outside', () => {
  it('is read in any offset and kept in UTC', () => {
    expect(GivenTimestamp.parse('2026-03-01T01:30:00+02:00')).toBe('2026-02-28T23:30:00.000Z');
    expect(GivenTimestamp.parse('2026-03-01T01:30:00.123456Z')).toBe('2026-03-01T01:30:00.123Z');
  });

  it('is refused when it is no time, or beyond the years that every part can write', () => {
    for (const bad of [
      'yesterday',
      '2026-02-30T00:00:00Z',
      '2026-01-01',
      '2026-01-01T00:00:00',
      '0000-01-01T00:00:00Z',
    ]) {
      expect(GivenTimestamp.safeParse(bad).success).toBe(false);
    }
  });
});
