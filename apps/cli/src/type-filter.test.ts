import { describe, expect, it } from '@jest/globals';
import { typeFilter } from './type-filter.js';

describe('the types that listen takes', () => {
  it('are names and prefixes, as subscriptions have them', () => {
    const wants = typeFilter(['order.*', 'invoice.paid']);
    expect(['order.created', 'invoice.paid', 'invoice.sent'].map(wants)).toEqual([true, true, false]);
    expect(typeFilter(undefined)('anything')).toBe(true);
    expect(() => typeFilter(['order.**'])).toThrow('neither an event type');
  });
});
