import { describe, expect, it } from '@jest/globals';
import { keepHeaders } from './kept-headers.js';

const limits = { keptHeaders: 3, keptHeaderBytes: 20 };

describe('kept headers', () => {
  it('are all of them, in order, with repeated ones joined', () => {
    const headers = { via: ['a', 'b'], etag: 'x' };
    expect(Object.entries(keepHeaders(headers, limits))).toEqual([
      ['via', 'a, b'],
      ['etag', 'x'],
    ]);
  });

  it('are no more than the count allows', () => {
    expect(keepHeaders({ a: '1', b: '2', c: '3', d: '4' }, limits)).toEqual({ a: '1', b: '2', c: '3' });
  });

  it('end before the first that is too much', () => {
    expect(keepHeaders({ a: '1', long: 'x'.repeat(20), b: '2' }, limits)).toEqual({ a: '1' });
  });

  it('keep names that objects have by birth as plain names', () => {
    expect(Object.entries(keepHeaders(Object.fromEntries([['constructor', 'x']]), limits))).toEqual([
      ['constructor', 'x'],
    ]);
  });
});
