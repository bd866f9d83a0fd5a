import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { markedData, readMark } from './mark.js';

const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('the mark in an event', () => {
  it('is found again in whatever the data was put into', () => {
    fc.assert(
      fc.property(fc.record({ run: whole, number: whole, sentUs: whole }), (mark) => {
        const body = Buffer.from(`{"type":"order.created","data":${markedData(mark)}}`);
        expect(readMark(body)).toEqual(mark);
      }),
    );
  });

  it('makes data that is JSON of about 1 kB', () => {
    const data = markedData({ run: 1, number: 2, sentUs: 3 });
    expect(JSON.parse(data)).toHaveProperty('bench_sent', '1-2-3');
    expect(data.length).toBeGreaterThan(1000);
    expect(data.length).toBeLessThan(1100);
  });

  it('is not seen where there is none', () => {
    expect(readMark(Buffer.from('{"type":"a","data":{"bench_sent":"soon"}}'))).toBeUndefined();
    expect(readMark(Buffer.from('{}'))).toBeUndefined();
  });
});
