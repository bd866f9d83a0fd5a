import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exactData } from './exact-data.js';

describe('an event’s data', () => {
  it('is cut out as it stands, whatever else is in the answer', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (data, type) => {
        const summary = JSON.stringify({ id: 'evt_1', type, source: { data: 'not this' } });
        const answer = `${summary.slice(0, -1)},"data":${data},"deliveries":[{"data":1}]}`;
        expect(exactData(answer)).toBe(data.trim());
      }),
    );
    expect(exactData('{"data":{"amount":1.0, "id":12345678901234567890},"deliveries":[]}')).toBe(
      '{"amount":1.0, "id":12345678901234567890}',
    );
  });
});
