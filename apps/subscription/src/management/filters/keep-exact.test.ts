import { describe, expect, it } from '@jest/globals';
import { storable, type ExactJson } from '@postrider/filter';
import { keepExact } from './keep-exact.js';

const LONG = '12345678901234567890';
const kept = (body: string) => storable(keepExact(body, JSON.parse(body)) as ExactJson);
const EXACT = { $number: '1.234567890123456789e19' };

describe('the numbers of a body', () => {
  it('are exact in filters, and in the data that one is tried on', () => {
    expect(kept(`{"subscriptions":[{"filter":{"data":${LONG}}}]}`)).toEqual({
      subscriptions: [{ filter: { data: EXACT } }],
    });
    expect(kept(`{"filter":{"data":${LONG}},"event":{"data":${LONG}}}`)).toEqual({
      filter: { data: EXACT },
      event: { data: EXACT },
    });
  });

  it('are JavaScript’s everywhere else', () => {
    const body = `{"transform":{"code":"1"},"event":{"data":${LONG}}}`;
    expect(kept(body)).toEqual(JSON.parse(body));
    expect(keepExact(LONG, Number(LONG))).toBe(Number(LONG));
    expect(keepExact('null', null)).toBeNull();
  });
});
