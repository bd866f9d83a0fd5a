import { malformed, tooLarge } from './codec.js';

const MAGIC = 0x184d2204;
const STORED = 0x8000_0000;
const MIN_MATCH = 4;

/** What the flag byte of a frame says about the parts that may be there or not. */
const flags = {
  version: 0xc0,
  version1: 0x40,
  blockChecksum: 0x10,
  contentSize: 0x08,
  contentChecksum: 0x04,
  dictionary: 0x01,
};

/**
 * How many bytes an LZ4 frame unpacks to, found by adding up the lengths in its blocks without unpacking them (LZ4
 * frame format 1.6, block format). The frame's own word can't be trusted, Kafka's clients leave it out, and one
 * byte can stand for 255. Throws when that is more than `maxBytes`, or when the bytes aren't one whole frame.
 */
export function lz4FrameBytes(packed: Buffer, maxBytes: number): number {
  if (packed.length < 7 || packed.readUInt32LE(0) !== MAGIC) throw malformed('lz4', 'it is not an LZ4 frame');
  const flag = packed.readUInt8(4);
  if ((flag & flags.version) !== flags.version1) throw malformed('lz4', 'it is of an unknown version of the format');
  if (flag & flags.dictionary) throw malformed('lz4', 'it needs a dictionary');
  const blockTrailer = flag & flags.blockChecksum ? 4 : 0;
  const frameTrailer = flag & flags.contentChecksum ? 4 : 0;

  let total = 0;
  let at = 7 + (flag & flags.contentSize ? 8 : 0);
  for (;;) {
    if (at + 4 > packed.length) throw endsEarly();
    const size = packed.readUInt32LE(at);
    at += 4;
    if (size === 0) break;
    const end = at + (size >= STORED ? size - STORED : size);
    if (end + blockTrailer > packed.length) throw endsEarly();
    total += size >= STORED ? end - at : blockBytes(packed, at, end);
    if (total > maxBytes) throw tooLarge('lz4', maxBytes);
    at = end + blockTrailer;
  }
  if (at + frameTrailer !== packed.length) throw malformed('lz4', 'its end is not the end of the frame');
  return total;
}

/** A block is sequences of a token, literals and a match; only their lengths matter here. The last has no match. */
function blockBytes(packed: Buffer, start: number, end: number): number {
  let total = 0;
  let at = start;
  // Adds a length whose first part is in the token; 15 there means that bytes follow until one that isn't 255.
  const length = (inToken: number): number => {
    let sum = inToken;
    let byte = inToken === 15 ? 255 : 0;
    while (byte === 255 && at < end) {
      byte = packed[at] ?? 0;
      sum += byte;
      at += 1;
    }
    return sum;
  };
  while (at < end) {
    const token = packed[at] ?? 0;
    at += 1;
    const literals = length(token >> 4);
    total += literals;
    at += literals;
    if (at >= end) break;
    at += 2;
    total += MIN_MATCH + length(token & 15);
  }
  if (at !== end) throw malformed('lz4', 'a block is damaged');
  return total;
}

function endsEarly(): Error {
  return malformed('lz4', 'it ends in the middle of the frame');
}
