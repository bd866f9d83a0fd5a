import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HttpMessageReader } from './http-message-reader.js';

const message = fc.record({ path: fc.nat(99), body: fc.string({ unit: 'binary', maxLength: 40 }) });

describe('the reader of HTTP messages', () => {
  it('finds the same messages however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), fc.array(fc.nat(300), { maxLength: 8 }), (messages, cuts) => {
        const bytes = Buffer.concat(
          messages.map(({ path, body }) => {
            const content = Buffer.from(body);
            const head = `POST /${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${content.length}\r\n\r\n`;
            return Buffer.concat([Buffer.from(head), content]);
          }),
        );
        const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const reader = new HttpMessageReader();
        const found = places.flatMap((place, index) => reader.push(bytes.subarray(place, places[index + 1] ?? place)));
        expect(found.map(({ startLine, body }) => ({ startLine, body: body.toString() }))).toEqual(
          messages.map(({ path, body }) => ({
            startLine: `POST /${path} HTTP/1.1`,
            body: Buffer.from(body).toString(),
          })),
        );
      }),
    );
  });

  it('takes a message without a stated length for one without a body', () => {
    const [first, second] = new HttpMessageReader().push(
      Buffer.from('HTTP/1.1 204 No Content\r\ndate: now\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\nok'),
    );
    expect(first).toEqual({ startLine: 'HTTP/1.1 204 No Content', body: Buffer.alloc(0) });
    expect(second).toEqual({ startLine: 'HTTP/1.1 202 Accepted', body: Buffer.from('ok') });
  });

  it('refuses chunks instead of taking them for something else', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(() => new HttpMessageReader().push(Buffer.from(head))).toThrow('chunks');
  });
});
