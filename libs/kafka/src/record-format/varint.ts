/* Kafka's variable-length integers: zigzag, then seven bits a byte, the lowest first (KIP-98, as Protocol Buffers' sint). */

/** How many bytes {@link writeVarint} takes for a 32-bit integer. */
export function varintBytes(value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let bytes = 1;
  while (rest > 0x7f) {
    rest >>>= 7;
    bytes += 1;
  }
  return bytes;
}

/** Writes a 32-bit integer and answers where it ends. */
export function writeVarint(into: Buffer, at: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  while (rest > 0x7f) {
    into[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  into[at++] = rest;
  return at;
}
