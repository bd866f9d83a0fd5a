import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor.js';

describe('a cursor', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }),
        fc.stringMatching(/^[A-Za-z0-9_.-]{1,64}$/),
        (at, id) => {
          const cursor = { at: at.toISOString(), id };
          expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
        },
      ),
    );
  });

  it('is refused when it is any other text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(decodeCursor(text)).toBeUndefined()));
    for (const content of [
      '[]',
      '["2026-01-01T00:00:00.000Z"]',
      '["now","a"]',
      '["2026-01-01T00:00:00.000Z","a b"]',
      '{"at":1}',
      'null',
      '["2026-01-01","a"]',
      '["+275760-09-13T00:00:00.000Z","a"]',
      '["0000-01-01T00:00:00.000Z","a"]',
      '["-000001-01-01T00:00:00.000Z","a"]',
    ]) {
      expect(decodeCursor(Buffer.from(content).toString('base64url'))).toBeUndefined();
    }
  });
});
