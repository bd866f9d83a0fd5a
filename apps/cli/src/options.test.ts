import { describe, expect, it } from '@jest/globals';
import { given, perSecond, time, wholeNumber, words } from './options.js';

describe('what options take', () => {
  const at = time(() => Date.parse('2026-03-01T12:00:00.000Z'));

  it.each([
    ['90s', '2026-03-01T11:58:30.000Z'],
    ['15m', '2026-03-01T11:45:00.000Z'],
    ['2h', '2026-03-01T10:00:00.000Z'],
    ['7d', '2026-02-22T12:00:00.000Z'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T01:00:00.5+01:00', '2026-01-01T00:00:00.500Z'],
  ])('is the time %s', (text, wanted) => expect(at(text)).toBe(wanted));

  it.each(['', 'yesterday', '2026-01-01', '15', '15w', '2026-13-01T00:00:00Z', '2026-01-01T00:00:00'])(
    'isn’t the time `%s`',
    (text) => expect(() => at(text)).toThrow('It takes a time'),
  );

  it('are numbers within bounds', () => {
    expect(wholeNumber(0, 10)('10')).toBe(10);
    for (const text of ['11', '-1', '1.5', '0x1', '', 'a'])
      expect(() => wholeNumber(0, 10)(text)).toThrow('whole number');
    expect(perSecond('0.1')).toBe(0.1);
    for (const text of ['0', '10001', 'many', '']) expect(() => perSecond(text)).toThrow('from 0.1');
  });

  it('are words between commas, and only what was given is sent', () => {
    expect(words(' a, b,,c')).toEqual(['a', 'b', 'c']);
    expect(given({ a: undefined, b: false, c: 0 })).toEqual({ b: false, c: 0 });
  });
});
