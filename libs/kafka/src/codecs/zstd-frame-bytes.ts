import { malformed, tooLarge } from './codec.js';

const MAGIC = 0xfd2fb528;
/** Frames that a reader skips: the sixteen magics that differ in the last four bits. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_BLOCK_BYTES = 128 * 1024;

const block = { raw: 0, repeated: 1, compressed: 2 };

/**
 * The most bytes that zstd frames can unpack to, from the headers of frames and blocks alone (RFC 8878, section 3.1).
 * It is exact but for compressed blocks, which count as full: in what Kafka's clients write all but the last are.
 * Throws when that is more than `maxBytes`, or when the bytes aren't whole frames.
 */
export function zstdFrameBytes(packed: Buffer, maxBytes: number): number {
  if (packed.length === 0) throw endsEarly();
  let total = 0;
  let at = 0;
  while (at < packed.length) {
    const magic = uint(packed, at, 4);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      at += 8 + uint(packed, at + 4, 4);
      if (at > packed.length) throw endsEarly();
      continue;
    }
    if (magic !== MAGIC) throw malformed('zstd', 'it is not a zstd frame');
    const header = frameHeader(packed, at + 4);
    const blocks = walkBlocks(packed, header.end, Math.min(header.windowBytes, MAX_BLOCK_BYTES));
    // A frame that announces less than its blocks hold is refused by the decoder, before it unpacks more than that.
    total += Math.min(blocks.bytes, header.contentBytes);
    if (total > maxBytes) throw tooLarge('zstd', maxBytes);
    at = blocks.end + header.checksumBytes;
    if (at > packed.length) throw endsEarly();
  }
  return total;
}

interface FrameHeader {
  readonly end: number;
  readonly windowBytes: number;
  /** Infinity where the frame doesn't say. */
  readonly contentBytes: number;
  readonly checksumBytes: number;
}

function frameHeader(packed: Buffer, start: number): FrameHeader {
  const descriptor = uint(packed, start, 1);
  const singleSegment = (descriptor & 0x20) !== 0;
  const contentFlag = descriptor >> 6;
  if ((descriptor & 0x03) !== 0) throw malformed('zstd', 'it needs a dictionary');

  let at = start + 1;
  let windowBytes = Infinity;
  if (!singleSegment) {
    const window = uint(packed, at, 1);
    const base = 2 ** (10 + (window >> 3));
    windowBytes = base + (base / 8) * (window & 7);
    at += 1;
  }
  const contentField = contentFlag === 0 ? Number(singleSegment) : 2 ** contentFlag;
  let contentBytes = Infinity;
  if (contentField > 0) contentBytes = uint(packed, at, contentField) + (contentField === 2 ? 256 : 0);
  if (singleSegment) windowBytes = contentBytes;
  return { end: at + contentField, windowBytes, contentBytes, checksumBytes: descriptor & 0x04 ? 4 : 0 };
}

function walkBlocks(packed: Buffer, start: number, blockBytes: number): { bytes: number; end: number } {
  let bytes = 0;
  let at = start;
  for (;;) {
    const header = uint(packed, at, 3);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type > block.compressed) throw malformed('zstd', 'a block is of an unknown type');
    at += 3 + (type === block.repeated ? 1 : size);
    if (at > packed.length) throw endsEarly();
    bytes += type === block.compressed ? blockBytes : size;
    if (header & 1) return { bytes, end: at };
  }
}

/** A little-endian number; 8 bytes may lose their lowest bits, which no bound depends on. */
function uint(packed: Buffer, at: number, size: number): number {
  if (at + size > packed.length) throw endsEarly();
  return size === 8 ? packed.readUInt32LE(at) + packed.readUInt32LE(at + 4) * 2 ** 32 : packed.readUIntLE(at, size);
}

function endsEarly(): Error {
  return malformed('zstd', 'it ends in the middle of a frame');
}
