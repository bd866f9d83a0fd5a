import { decompressFrame } from 'lz4-napi';
import { malformed, type Codec } from './codec.js';
import { lz4FrameBytes } from './lz4-frame-bytes.js';

/** The lz4 codec: the LZ4 frame format, as record batches of version 2 have it. Works on a thread of libuv's pool. */
export function lz4Codec(maxBytes: number): Codec {
  return {
    decompress: async (packed) => {
      const expected = lz4FrameBytes(packed, maxBytes);
      const unpacked = await unpack(packed);
      if (unpacked.length !== expected)
        throw malformed('lz4', `it has ${unpacked.length} bytes instead of ${expected}`);
      return unpacked;
    },
  };
}

async function unpack(packed: Buffer): Promise<Buffer> {
  try {
    return await decompressFrame(packed);
  } catch (error) {
    throw malformed('lz4', 'its blocks are damaged', error);
  }
}
