import type { RecordParts } from '@postrider/schemas';

/** A record with its place. Keys, values and headers are the exact bytes that were produced. */
export interface KafkaRecord extends RecordParts {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** The record's timestamp, in milliseconds since the epoch. */
  readonly timestampMs: number;
  /** Headers that the producer gave more than once, with every value; `headers` has the last of each. */
  readonly repeatedHeaders?: Readonly<Record<string, readonly Buffer[]>>;
  /** There where this stands for a batch that can't be read: the offset is that of its first record, the value the batch's own bytes. */
  readonly unreadable?: UnreadableBatch;
}

/** Why a batch can't be read, and how far it goes. */
export interface UnreadableBatch {
  readonly reason: string;
  /** The offset of its last record. */
  readonly lastOffset: number;
}

/** The bytes that a record holds, near enough for a bound on memory. */
export function recordBytes({ key, value, headers }: RecordParts): number {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0);
  return bytes;
}

/** What a handler decided about a record. Throwing isn't a decision: it means that we are broken, and the record stays. */
export type Handled =
  | { readonly kind: 'done' }
  /** Rightly nothing to do, and worth counting. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** Nobody can read it: it goes to the topic's dead-letter topic. */
  | { readonly kind: 'poison'; readonly reason: string };

export const DONE: Handled = { kind: 'done' };
