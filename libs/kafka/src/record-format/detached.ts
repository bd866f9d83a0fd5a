/**
 * Bytes that may be held for long. A part of a buffer keeps all of it alive: a record that waits would keep an answer of the
 * broker's of several MiB. So what is the smaller part of it is copied, and what is held is at most twice what is counted.
 */
export function detached(part: Buffer): Buffer {
  return part.length * 2 >= part.buffer.byteLength ? part : Buffer.from(part);
}
