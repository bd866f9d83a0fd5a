/** What a broker takes with a committed offset by default (offset.metadata.max.bytes). */
const MAX_BYTES = 4096;
/** Names the form, so that what another program or version committed isn't taken for ours. */
const PREFIX = 'p1:';
const MAX_BITMAP_BYTES = Math.floor((MAX_BYTES - PREFIX.length) / 4) * 3;

/**
 * Which offsets from `watermark` on are finished, as the text that is committed with it: a bitmap, whose first bit
 * stands for the watermark. What lies too far ahead for 4,096 bytes is left out, and done again by the next owner.
 * Empty when nothing is to be said. `finished` must ascend.
 */
export function encodeFinished(watermark: number, finished: Iterable<number>): string {
  const bits = Buffer.alloc(MAX_BITMAP_BYTES);
  let used = 0;
  for (const offset of finished) {
    const place = offset - watermark;
    if (place < 0) continue;
    const byte = place >> 3;
    if (place >= MAX_BITMAP_BYTES * 8) break;
    bits.writeUInt8(bits.readUInt8(byte) | (1 << (place & 7)), byte);
    used = byte + 1;
  }
  return used === 0 ? '' : PREFIX + bits.toString('base64', 0, used);
}

/** The offsets that {@link encodeFinished} wrote; none when the text isn't ours. */
export function decodeFinished(watermark: number, metadata: string | null | undefined): Set<number> {
  const finished = new Set<number>();
  if (!metadata?.startsWith(PREFIX) || metadata.length > MAX_BYTES) return finished;
  const bits = Buffer.from(metadata.slice(PREFIX.length), 'base64');
  for (const [byte, eight] of bits.entries())
    for (let bit = 0; bit < 8; bit++) if (eight & (1 << bit)) finished.add(watermark + byte * 8 + bit);
  return finished;
}
