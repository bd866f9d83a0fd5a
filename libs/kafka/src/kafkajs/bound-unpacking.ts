import { createRequire } from 'node:module';
import { CompressionTypes } from 'kafkajs';
import { codecs } from '../codecs/index.js';

const require = createRequire(import.meta.url);

/** Batches of every kind can be unpacked, and to no more than is sane: of itself the client knows gzip alone, without a bound. */
export function boundUnpacking(): void {
  Object.assign((require('kafkajs') as { CompressionCodecs: object }).CompressionCodecs, {
    [CompressionTypes.GZIP]: () => codecs.gzip,
    [CompressionTypes.Snappy]: () => codecs.snappy,
    [CompressionTypes.LZ4]: () => codecs.lz4,
    [CompressionTypes.ZSTD]: () => codecs.zstd,
  });
}
