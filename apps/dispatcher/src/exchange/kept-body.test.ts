import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeptBody } from './kept-body.js';

describe('a kept body', () => {
  it('is the start of what came, however it was cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.nat(200), (parts, maxBytes) => {
        const chunks = parts.map((part) => Buffer.from(part));
        const body = new KeptBody(maxBytes, maxBytes + 1e6, 0);
        for (const chunk of chunks) expect(body.add(chunk)).toBe(true);
        const whole = Buffer.concat(chunks);
        expect(body.bytes).toEqual(whole.subarray(0, maxBytes));
        expect(body.isWhole).toBe(whole.length <= maxBytes);
      }),
    );
  });

  it('does not keep the buffer that a chunk is a view of', () => {
    const read = Buffer.alloc(64 * 1024, 'a');
    const body = new KeptBody(1024, 2048, 0);
    body.add(read.subarray(0, 10));
    read.fill('b');
    expect(body.bytes.toString()).toBe('aaaaaaaaaa');
    expect(body.bytes.buffer).not.toBe(read.buffer);
  });

  it('reads on to save the connection, but not for long', () => {
    const body = new KeptBody(10, 30, 0);
    expect([10, 10, 10, 1].map((length) => body.add(Buffer.alloc(length)))).toEqual([true, true, true, false]);
  });

  it('gives up at once on what is announced to be long, though not before it has its part', () => {
    const body = new KeptBody(10, 30, 31);
    expect([10, 1].map((length) => body.add(Buffer.alloc(length)))).toEqual([true, false]);
    expect(body.bytes).toHaveLength(10);
  });
});
