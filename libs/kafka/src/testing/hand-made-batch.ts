import { crc32c } from '@node-rs/crc32';
import { encodeRecordBatch, type RecordToEncode } from '../record-format/encode-record-batch.js';
import { HEADER_BYTES, UNCHECKED_BYTES } from '../record-format/record-batch.js';

/** What a batch is to say of itself, where it isn't what one of ours says. */
export interface MadeBatch {
  readonly firstOffset?: number;
  /** The bits of the compression, the kind of time, a transaction, a mark. */
  readonly attributes?: number;
  readonly producerId?: number;
  readonly lastTimestampMs?: number;
  /** How many records it says that it has. */
  readonly count?: number;
  /** What stands where the records would be. */
  readonly body?: (records: Buffer) => Buffer;
}

/** A batch as no producer of ours makes it, with its right checksum. */
export function handMadeBatch(records: readonly RecordToEncode[], made: MadeBatch = {}): Buffer {
  const ours = encodeRecordBatch(records, 1_000_000);
  const body = ours.subarray(HEADER_BYTES);
  const batch = Buffer.concat([ours.subarray(0, HEADER_BYTES), made.body?.(body) ?? body]);
  batch.writeBigInt64BE(BigInt(made.firstOffset ?? 0), 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt16BE(made.attributes ?? 0, UNCHECKED_BYTES);
  if (made.lastTimestampMs !== undefined) batch.writeBigInt64BE(BigInt(made.lastTimestampMs), UNCHECKED_BYTES + 14);
  if (made.producerId !== undefined) batch.writeBigInt64BE(BigInt(made.producerId), UNCHECKED_BYTES + 22);
  batch.writeInt32BE(made.count ?? records.length, HEADER_BYTES - 4);
  return sealed(batch);
}

/** The batch with the checksum that its bytes have now. */
export function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch.subarray(UNCHECKED_BYTES)), UNCHECKED_BYTES - 4);
  return batch;
}
