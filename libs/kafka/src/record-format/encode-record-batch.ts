import { crc32c } from '@node-rs/crc32';
import { HEADER_BYTES, MAGIC, UNCHECKED_BYTES } from './record-batch.js';
import { varintBytes, writeVarint } from './varint.js';

type Field = string | Buffer | null;

/** A record as a batch carries it. */
export interface RecordToEncode {
  readonly key?: Field | undefined;
  readonly value?: Field | undefined;
  readonly headers?: Readonly<Record<string, Field | readonly Field[] | undefined>> | undefined;
}

/** A record's key, value and headers' names and values in the order in which they are written, and their lengths. */
interface Layout {
  readonly fields: readonly Field[];
  readonly lengths: readonly number[];
  /** What follows the record's own length. */
  readonly bodyBytes: number;
}

/** The key and the value. */
const FIELDS_BEFORE_HEADERS = 2;

/**
 * Encodes records as one batch in Kafka's record format 2 (KIP-98): not compressed, neither idempotent nor in a
 * transaction, all of one time. One pass over the sizes and one over the bytes, into a buffer that fits: the client's
 * way, an encoder for each record and a copy of it into the next larger one, takes several times as long.
 */
export function encodeRecordBatch(records: readonly RecordToEncode[], timestampMs: number): Buffer {
  const layouts = records.map(layoutOf);
  const bytes = layouts.reduce((sum, { bodyBytes }) => sum + varintBytes(bodyBytes) + bodyBytes, HEADER_BYTES);
  const batch = Buffer.allocUnsafe(bytes);
  let at = batch.writeBigInt64BE(0n, 0);
  at = batch.writeInt32BE(bytes - at - 4, at);
  at = batch.writeInt32BE(0, at);
  batch.writeInt8(MAGIC, at);
  at = batch.writeInt16BE(0, UNCHECKED_BYTES);
  at = batch.writeInt32BE(records.length - 1, at);
  at = batch.writeBigInt64BE(BigInt(timestampMs), at);
  at = batch.writeBigInt64BE(BigInt(timestampMs), at);
  at = batch.writeBigInt64BE(-1n, at);
  at = batch.writeInt16BE(-1, at);
  at = batch.writeInt32BE(-1, at);
  at = batch.writeInt32BE(records.length, at);
  for (const [index, layout] of layouts.entries()) at = writeRecord(batch, at, layout, index);
  batch.writeUInt32BE(crc32c(batch.subarray(UNCHECKED_BYTES)), UNCHECKED_BYTES - 4);
  return batch;
}

function layoutOf({ key = null, value = null, headers }: RecordToEncode, index: number): Layout {
  const fields: Field[] = [key, value];
  for (const name in headers) {
    const held = headers[name] ?? null;
    if (isList(held)) for (const one of held) fields.push(name, one);
    else fields.push(name, held);
  }
  const lengths = fields.map((field) => (field === null ? -1 : Buffer.byteLength(field)));
  // One byte each for the attributes and for the difference of the times.
  let bodyBytes = 2 + varintBytes(index) + varintBytes((fields.length - FIELDS_BEFORE_HEADERS) / 2);
  for (const length of lengths) bodyBytes += varintBytes(length) + Math.max(length, 0);
  return { fields, lengths, bodyBytes };
}

function writeRecord(batch: Buffer, start: number, { fields, lengths, bodyBytes }: Layout, index: number): number {
  let at = writeVarint(batch, start, bodyBytes);
  batch[at++] = 0;
  batch[at++] = 0;
  at = writeVarint(batch, at, index);
  for (const [place, field] of fields.entries()) {
    if (place === FIELDS_BEFORE_HEADERS) at = writeVarint(batch, at, (fields.length - FIELDS_BEFORE_HEADERS) / 2);
    at = writeVarint(batch, at, lengths[place] ?? -1);
    if (typeof field === 'string') at += batch.write(field, at);
    else if (field !== null) at += field.copy(batch, at);
  }
  return fields.length === FIELDS_BEFORE_HEADERS ? writeVarint(batch, at, 0) : at;
}

const isList = (held: Field | readonly Field[]): held is readonly Field[] => Array.isArray(held);
