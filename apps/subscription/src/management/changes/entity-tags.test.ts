import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { entityTagOf, versionsOf } from './entity-tags.js';

describe('entity tags', () => {
  it('lead back to their versions, alone and in a list', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 50), { minLength: 1, maxLength: 5 }), (versions) => {
        expect(versionsOf(versions.map(entityTagOf).join(', '), 'if-match')).toEqual(versions);
      }),
    );
  });

  it('are any for a star, and none where there is no header', () => {
    expect([versionsOf(' * ', 'if-none-match'), versionsOf(undefined, 'if-match')]).toEqual(['any', undefined]);
  });

  it('that are weak match nothing where that counts, and those that nobody gave match nothing at all', () => {
    expect(versionsOf('W/"7"', 'if-match')).toEqual([]);
    expect(versionsOf('W/"7", "x", "007", "1e3"', 'if-none-match')).toEqual([7]);
  });

  it.each(['', '7', '"7', '"7" "8"', '*, "7"', 'w/"7"', '"7",', "'7'"])('are not what %p is', (header) => {
    expect(() => versionsOf(header, 'if-match')).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});
