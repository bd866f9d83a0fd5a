import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printable, shownBytes } from './shown-bytes.js';

describe('bytes for an operator', () => {
  it('are text where they are UTF-8, and base64 where they are not', () => {
    expect(shownBytes(Buffer.from('Größe'), 100)).toEqual({ bytes: 7, text: 'Größe' });
    expect(shownBytes(Buffer.from([0xff, 0, 1]), 100)).toEqual({ bytes: 3, base64: '/wAB' });
  });

  it('are cut at a size, and say so', () => {
    expect(shownBytes(Buffer.from('abcdef'), 4)).toEqual({ bytes: 6, cut: true, text: 'abcd' });
    expect(shownBytes(Buffer.alloc(9, 0xff), 3)).toEqual({ bytes: 9, cut: true, base64: '////' });
  });

  it('are never cut within a character', () => {
    expect(shownBytes(Buffer.from('ab😀'), 3)).toMatchObject({ cut: true, text: 'ab' });
  });
});

describe('printable text', () => {
  it('has nothing in it that a terminal obeys, hides or reorders', () => {
    expect(printable('a\u001b[2Jb\r\n\u009bc\u202ed\ttab')).toBe('a\\u001b[2Jb\\u000d\\u000a\\u009bc\\u202ed\ttab');
  });

  it('leaves JSON the same value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = printable(JSON.stringify({ text }));
        expect(JSON.parse(json)).toEqual({ text });
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});
