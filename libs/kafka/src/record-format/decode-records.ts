import type { KafkaRecord } from '../kafka-record.js';
import { Cursor, Malformed } from './cursor.js';
import { HeaderNames } from './header-names.js';
import type { BatchHeader } from './record-batch.js';
import { detached } from './detached.js';

/** Which partition records are of, and from which offset on they are wanted: what lies before it was read already. */
export interface Wanted {
  readonly topic: string;
  readonly partition: number;
  readonly fromOffset: number;
}

type Headers = Record<string, Buffer>;

const names = new HeaderNames();
const NO_BYTES = Buffer.alloc(0);

/**
 * Decodes the records of a batch, which lie one behind another (record format 2, KIP-98), in one pass, into a list. Throws
 * {@link Malformed}: what was put there before is then of no use either.
 */
export function decodeRecords(cursor: Cursor, batch: BatchHeader, wanted: Wanted, into: KafkaRecord[]): void {
  for (let index = 0; index < batch.count; index++) {
    const length = cursor.varint();
    const from = cursor.skip(length);
    const record = decodeRecord(new Cursor(cursor.bytes, from, cursor.at), batch, wanted);
    if (record) into.push(record);
  }
  if (cursor.at !== cursor.end) throw new Malformed('it has more in it than the records that it says');
}

function decodeRecord(start: Cursor, batch: BatchHeader, wanted: Wanted): KafkaRecord | undefined {
  // The attributes, of which none is in use.
  start.skip(1);
  const timestampMs = batch.firstTimestampMs + start.varint();
  const offset = batch.firstOffset + start.varint();
  if (offset < wanted.fromOffset) return undefined;
  const rest = new Cursor(detached(start.bytes.subarray(start.at, start.end)));
  const record = {
    topic: wanted.topic,
    partition: wanted.partition,
    offset,
    timestampMs: batch.appendedAtMs ?? timestampMs,
    key: rest.varbytes(),
    value: rest.varbytes(),
    headers: {} as Headers,
  };
  const repeated = decodeHeaders(rest, record.headers);
  if (rest.at !== rest.end) throw new Malformed('a record is longer than what is in it');
  return repeated ? { ...record, repeatedHeaders: repeated } : record;
}

/** Fills in headers, the last of each name; answers those that came more than once, with every value. */
function decodeHeaders(cursor: Cursor, headers: Headers): Record<string, Buffer[]> | undefined {
  const count = cursor.varint();
  let repeated: Map<string, Buffer[]> | undefined;
  for (let index = 0; index < count; index++) {
    const length = cursor.varint();
    const from = cursor.skip(length);
    const name = names.read(cursor.bytes, from, from + length);
    const value = cursor.varbytes() ?? NO_BYTES;
    if (Object.hasOwn(headers, name)) {
      repeated ??= new Map<string, Buffer[]>();
      const before = repeated.get(name);
      if (before) before.push(value);
      else repeated.set(name, [headers[name] ?? NO_BYTES, value]);
    }
    // A publisher may name a header so, and must not choose what our object inherits from.
    if (name === '__proto__')
      Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
    else headers[name] = value;
  }
  return repeated && Object.fromEntries(repeated);
}
