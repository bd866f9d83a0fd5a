/** An HTTP/1.1 request or response, as far as a load generator looks at it. */
export interface HttpMessage {
  /** `POST /in/0 HTTP/1.1`, or `HTTP/1.1 202 Accepted`. */
  readonly startLine: string;
  readonly body: Buffer;
}

const NOTHING = Buffer.alloc(0);
const END_OF_HEAD = '\r\n\r\n';

/**
 * Cuts the bytes of one connection into messages. It knows bodies of a stated length alone (RFC 9112, section 6.3):
 * that is what both sides of a benchmark send, and a general parser would cost as much as what is measured.
 */
export class HttpMessageReader {
  #held: Buffer = NOTHING;

  /** The messages that are complete with these bytes. Throws for one whose length isn't stated in its head. */
  push(bytes: Buffer): HttpMessage[] {
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const messages: HttpMessage[] = [];
    for (;;) {
      const headEnd = rest.indexOf(END_OF_HEAD, 0, 'latin1');
      if (headEnd < 0) break;
      const head = rest.toString('latin1', 0, headEnd);
      const bodyStart = headEnd + END_OF_HEAD.length;
      const bodyEnd = bodyStart + bodyLength(head);
      if (rest.length < bodyEnd) break;
      messages.push({ startLine: head.split('\r\n', 1)[0] ?? '', body: rest.subarray(bodyStart, bodyEnd) });
      rest = rest.subarray(bodyEnd);
    }
    this.#held = rest;
    return messages;
  }
}

function bodyLength(head: string): number {
  if (/\r\ntransfer-encoding:/i.test(head)) throw new Error('a body came in chunks, and the benchmark reads none such');
  return Number(/\r\ncontent-length:[ \t]*(\d+)/i.exec(head)?.[1] ?? 0);
}
