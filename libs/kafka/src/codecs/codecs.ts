import type { Codec, CodecName } from './codec.js';
import { gzipCodec } from './gzip-codec.js';
import { lz4Codec } from './lz4-codec.js';
import { snappyCodec } from './snappy-codec.js';
import { zstdCodec } from './zstd-codec.js';

/** Enough for the largest batch that a broker takes by default (1 MiB) at a ratio that only filler reaches. */
export const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/** All of Kafka's codecs, none of which unpacks a batch to more than `maxBytes`. */
export function kafkaCodecs(maxBytes = MAX_UNPACKED_BYTES): Readonly<Record<CodecName, Codec>> {
  return {
    gzip: gzipCodec(maxBytes),
    snappy: snappyCodec(maxBytes),
    lz4: lz4Codec(maxBytes),
    zstd: zstdCodec(maxBytes),
  };
}

/** The codecs that clients use, with the usual bound. */
export const codecs = kafkaCodecs();
