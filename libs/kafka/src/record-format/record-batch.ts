import { crc32c } from '@node-rs/crc32';
import { Cursor } from './cursor.js';

/** What a batch says of itself (record format 2, KIP-98), before any of its records is looked at. */
export interface BatchHeader {
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** The compression, by its number in the protocol; 0 for none. */
  readonly codec: number;
  readonly inTransaction: boolean;
  /** It holds the mark of a transaction's end, and no records. */
  readonly isControl: boolean;
  readonly firstTimestampMs: number;
  /** When the broker took the batch, where its topic has that for every record's time. */
  readonly appendedAtMs: number | undefined;
  readonly producerId: number;
  readonly count: number;
}

/** A batch as a fetch brings it. */
export interface FetchedBatch {
  /** All of it, from its first offset on. */
  readonly bytes: Buffer;
  readonly firstOffset: number;
  /** Missing where the batch is of a format that Kafka 4 no longer has. */
  readonly header: BatchHeader | undefined;
}

/** What came isn't what the broker sent, or what it once was given: a fault of the way, or of a disk. */
export class Damaged extends Error {
  constructor({ topic, partition }: Place, what: string) {
    super(`what was fetched of ${topic}, partition ${partition}, is damaged: it has ${what}`);
  }
}

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** The first offset and the length of what follows, which every format begins with. */
const PREFIX_BYTES = 12;
/** offset, length, leader's epoch, magic, checksum: the checksum is of what follows them */
export const UNCHECKED_BYTES = 8 + 4 + 4 + 1 + 4;
/** attributes, last offset's delta, first and last time, producer's id, epoch and sequence, number of records */
export const HEADER_BYTES = UNCHECKED_BYTES + 2 + 4 + 8 + 8 + 8 + 2 + 4 + 4;
/** The number of the format, and where it stands in a batch of any format. */
export const MAGIC = 2;
export const MAGIC_AT = 16;

/** What the bits of a batch's attributes stand for. */
const attributes = { codec: 0x07, appendTime: 0x08, transactional: 0x10, control: 0x20 };

/**
 * The batches that a partition's answer holds, each checked against its checksum. A fetch ends at a limit of bytes: a last batch
 * that isn't there as a whole is left out. Throws {@link Damaged}.
 */
export function* batchesIn(set: Buffer, from: Place): Generator<FetchedBatch, void, undefined> {
  for (let at = 0; at + PREFIX_BYTES <= set.length;) {
    const length = set.readInt32BE(at + 8);
    if (length <= MAGIC_AT - PREFIX_BYTES) throw new Damaged(from, `a batch of ${length} bytes`);
    const end = at + PREFIX_BYTES + length;
    if (end > set.length) return;
    yield batchOf(set.subarray(at, end), from);
    at = end;
  }
}

function batchOf(bytes: Buffer, from: Place): FetchedBatch {
  const cursor = new Cursor(bytes);
  const firstOffset = cursor.int64();
  if (bytes[MAGIC_AT] !== MAGIC) return { bytes, firstOffset, header: undefined };
  if (
    bytes.length < HEADER_BYTES ||
    crc32c(bytes.subarray(UNCHECKED_BYTES)) !== bytes.readUInt32BE(UNCHECKED_BYTES - 4)
  )
    throw new Damaged(from, `at offset ${firstOffset} a batch without its checksum`);
  cursor.at = UNCHECKED_BYTES;
  const flags = cursor.int16();
  const lastOffset = firstOffset + cursor.int32();
  const firstTimestampMs = cursor.int64();
  const lastTimestampMs = cursor.int64();
  const producerId = cursor.int64();
  cursor.skip(2 + 4);
  return {
    bytes,
    firstOffset,
    header: {
      firstOffset,
      lastOffset,
      codec: flags & attributes.codec,
      inTransaction: (flags & attributes.transactional) !== 0,
      isControl: (flags & attributes.control) !== 0,
      firstTimestampMs,
      appendedAtMs: flags & attributes.appendTime ? lastTimestampMs : undefined,
      producerId,
      count: cursor.int32(),
    },
  };
}
