import { uncompress } from 'snappy';
import { malformed, tooLarge, type Codec } from './codec.js';

/** What snappy-java, and with it Kafka's Java client, puts before its blocks: a magic, a version, the oldest reader's. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = XERIAL_MAGIC.length + 4 + 4;

/**
 * The snappy codec: unpacks both what Java writes (blocks in a frame of snappy-java's) and what librdkafka does (one
 * bare block). Works on a thread of libuv's pool.
 */
export function snappyCodec(maxBytes: number): Codec {
  return {
    decompress: async (packed) => {
      const blocks = XERIAL_MAGIC.equals(packed.subarray(0, XERIAL_MAGIC.length)) ? framedBlocks(packed) : [packed];
      let total = 0;
      for (const block of blocks) {
        total += unpackedBytes(block);
        if (total > maxBytes) throw tooLarge('snappy', maxBytes);
      }
      return Buffer.concat(await Promise.all(blocks.map(unpackBlock)), total);
    },
  };
}

function framedBlocks(packed: Buffer): Buffer[] {
  if (packed.length < XERIAL_HEADER_BYTES) throw malformed('snappy', 'it ends in the middle of its header');
  const blocks: Buffer[] = [];
  let at = XERIAL_HEADER_BYTES;
  while (at < packed.length) {
    const start = at + 4;
    const end = start <= packed.length ? start + packed.readUInt32BE(at) : Infinity;
    if (end > packed.length) throw malformed('snappy', 'it ends in the middle of a block');
    blocks.push(packed.subarray(start, end));
    at = end;
  }
  return blocks;
}

/** The length that a block announces, a varint; the decoder refuses a block that then holds more or less. */
function unpackedBytes(block: Buffer): number {
  let length = 0;
  for (let index = 0; index < 5; index++) {
    const byte = block[index];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return length;
  }
  throw malformed('snappy', 'a block has no length');
}

async function unpackBlock(block: Buffer): Promise<Buffer> {
  try {
    const unpacked = await uncompress(block);
    return typeof unpacked === 'string' ? Buffer.from(unpacked) : unpacked;
  } catch (error) {
    throw malformed('snappy', 'a block is damaged', error);
  }
}
