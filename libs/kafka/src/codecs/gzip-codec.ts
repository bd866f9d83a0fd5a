import { inflateRaw, type ZlibOptions } from 'node:zlib';
import { crc32 } from '@node-rs/crc32';
import { malformed, tooLarge, type Codec } from './codec.js';
import { gzipHeaderBytes, isGzip } from './gzip-header.js';
import { fromZlib } from './zlib-errors.js';

/** A checksum and a length follow what is packed. */
const TRAILER_BYTES = 8;

/**
 * The gzip codec. What follows the last member is left alone, as Kafka's Java client does, and with it the broker: Node's
 * gunzip refuses it, so each member is taken apart here (RFC 1952).
 */
export function gzipCodec(maxBytes: number): Codec {
  return {
    decompress: async (packed) => {
      const members: Buffer[] = [];
      let bytes = 0;
      let rest = packed;
      do {
        const { unpacked, end } = await member(rest, maxBytes - bytes, maxBytes);
        members.push(unpacked);
        bytes += unpacked.length;
        rest = rest.subarray(end);
      } while (isGzip(rest));
      return members.length === 1 && members[0] ? members[0] : Buffer.concat(members, bytes);
    },
  };
}

async function member(packed: Buffer, mostBytes: number, maxBytes: number) {
  const start = gzipHeaderBytes(packed);
  const { unpacked, taken } = await inflate(packed.subarray(start), mostBytes, maxBytes);
  const trailer = start + taken;
  const end = trailer + TRAILER_BYTES;
  if (end > packed.length) throw malformed('gzip', 'it ends too early');
  const isWhole =
    packed.readUInt32LE(trailer) === crc32(unpacked) && packed.readUInt32LE(trailer + 4) === unpacked.length;
  if (!isWhole) throw malformed('gzip', 'what it unpacks to is not what was packed');
  return { unpacked, end };
}

/** Unpacks, and tells how many bytes that took: whatever follows them is not looked at. */
function inflate(packed: Buffer, mostBytes: number, maxBytes: number): Promise<{ unpacked: Buffer; taken: number }> {
  // Without a bound, a length of 0 would be taken for none.
  if (mostBytes <= 0) throw tooLarge('gzip', maxBytes);
  const options: ZlibOptions = { maxOutputLength: mostBytes, info: true };
  return new Promise((resolve, reject) => {
    inflateRaw(packed, options, (error, answer: unknown) => {
      if (error) return reject(fromZlib('gzip', maxBytes, error));
      const { buffer, engine } = answer as { buffer: Buffer; engine: { bytesWritten: number } };
      resolve({ unpacked: buffer, taken: engine.bytesWritten });
    });
  });
}
