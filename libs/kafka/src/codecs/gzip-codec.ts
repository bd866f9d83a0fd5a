import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Codec } from './codec.js';
import { fromZlib } from './zlib-errors.js';

const pack = promisify<Buffer, Buffer>(gzip);
const unpack = promisify(gunzip);

/** The gzip codec. It takes the place of the one in kafkajs, which unpacks without a bound. */
export function gzipCodec(maxBytes: number): Codec {
  return {
    compress: ({ buffer }) => pack(buffer),
    decompress: async (packed) => {
      try {
        return await unpack(packed, { maxOutputLength: maxBytes });
      } catch (error) {
        throw fromZlib('gzip', maxBytes, error);
      }
    },
  };
}
