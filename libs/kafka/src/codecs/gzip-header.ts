import { malformed } from './codec.js';

const MAGIC = [0x1f, 0x8b, 8] as const;
const FIXED_BYTES = 10;

/** What the fourth byte says of the parts that may be there or not. */
const flags = { headerChecksum: 0x02, extra: 0x04, name: 0x08, comment: 0x10 };

/** Whether a gzip member begins here. */
export const isGzip = (bytes: Buffer): boolean => MAGIC.every((byte, at) => bytes[at] === byte);

/** How many bytes a gzip member has before what is packed (RFC 1952, section 2.3). */
export function gzipHeaderBytes(packed: Buffer): number {
  if (packed.length < FIXED_BYTES || !isGzip(packed)) throw malformed('gzip', 'it is not gzip');
  const flag = packed.readUInt8(3);
  let at = FIXED_BYTES;
  if (flag & flags.extra) at += 2 + (at + 2 <= packed.length ? packed.readUInt16LE(at) : 0);
  if (flag & flags.name) at = afterText(packed, at);
  if (flag & flags.comment) at = afterText(packed, at);
  if (flag & flags.headerChecksum) at += 2;
  if (at > packed.length) throw malformed('gzip', 'it ends in its header');
  return at;
}

function afterText(packed: Buffer, from: number): number {
  const end = packed.indexOf(0, from);
  if (end < 0) throw malformed('gzip', 'it ends in its header');
  return end + 1;
}
