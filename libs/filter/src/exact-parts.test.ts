import { describe, expect, it } from '@jest/globals';
import { withExactParts } from './exact-parts.js';
import { LongNumber } from './exact-number.js';

const PATHS = [['filter'], ['subscriptions', '*', 'filter']];

const parsed = (text: string) => withExactParts(text, JSON.parse(text), PATHS) as Record<string, unknown>;

describe('the exact parts of a body', () => {
  it('keep their numbers, and the rest is as it was parsed', () => {
    const body = parsed(
      '{"filter":{"data":{"id":12345678901234567890,"n":1.0}},"schema":{"maximum":18446744073709551615},"subscriptions":[{"filter":1e400},{"x":1}]}',
    );
    expect(body).toMatchObject({
      filter: { data: { id: new LongNumber(1, '1234567890123456789', 19), n: 1 } },
      schema: { maximum: 18446744073709552000 },
      subscriptions: [{ filter: new LongNumber(1, '1', 400) }, { x: 1 }],
    });
  });

  it('may be missing, or be something else', () => {
    for (const text of [
      '12345678901234567890',
      '[12345678901234567890]',
      '{"subscriptions":{"a":12345678901234567890}}',
    ])
      expect(parsed(text)).toEqual(JSON.parse(text));
  });
});
