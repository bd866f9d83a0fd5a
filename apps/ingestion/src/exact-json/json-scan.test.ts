import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonScan } from './json-scan.js';

/** Scans a value, counting every byte that is looked at, one by one or by turning a stretch into text. */
function bytesRead(text: string): { read: number; length: number; ok: boolean } {
  const bytes = Buffer.from(text);
  let read = 0;
  const counted = new Proxy(bytes, {
    get(target, key) {
      if (key === 'toString') {
        return (encoding: BufferEncoding, start: number, end: number): string => {
          read += end - start;
          return target.toString(encoding, start, end);
        };
      }
      if (typeof key === 'string' && /^\d+$/.test(key)) read += 1;
      const value: unknown = Reflect.get(target, key, target);
      return value;
    },
  });
  const scan = new JsonScan(counted, 128, true);
  scan.value(0, 0);
  return { read, length: bytes.length, ok: scan.stop === undefined };
}

const times = (count: number, piece: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => piece(i)).join(',');

describe('the work of a scan', () => {
  // Where names are held against each other, a byte is looked at up to 15 times more, as the names grow to 16; a
  // scan that compared all of an object's names would look at thousands.
  const MOST_PER_BYTE = 20;

  it.each([
    ['an object of many names', `{${times(5000, (index) => `"${10_000 + index}":0`)}}`],
    ['an object of many names with escapes', `{${times(5000, (index) => `"\\u0061${10_000 + index}":0`)}}`],
    ['sixteen long names that differ at the end', `{${times(16, (index) => `"${'x'.repeat(4000)}${10 + index}":0`)}}`],
    ['many small objects', `[${times(3000, (index) => `{"a":${index},"b":[{}]}`)}]`],
    ['deep nesting, again and again', `[${times(100, () => '['.repeat(100) + ']'.repeat(100))}]`],
    ['a long string', `"${'\\u00e9 \\n'.repeat(10_000)}"`],
    ['a long number', '1'.repeat(50_000)],
    ['white space', `[${' \n'.repeat(20_000)}]`],
  ])('grows with the bytes and no faster: %s', (_, text) => {
    const { read, length, ok } = bytesRead(text);
    expect(ok).toBe(true);
    expect(read).toBeGreaterThanOrEqual(length);
    expect(read / length).toBeLessThan(MOST_PER_BYTE);
  });

  it('grows with the bytes and no faster, for any JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const { read, length } = bytesRead(text);
        expect(read).toBeLessThan(MOST_PER_BYTE * (length + 1));
      }),
    );
  });
});
