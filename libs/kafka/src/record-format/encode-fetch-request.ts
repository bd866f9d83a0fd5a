/** What is to be fetched, as the client lays it out. */
export interface FetchRequest {
  /** How long the broker may wait for `minBytes`, in milliseconds. */
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly fetchOffset: string;
      readonly maxBytes: number;
    }[];
  }[];
  readonly rackId?: string;
}

const REPLICA_NONE = -1;
const SESSION_NONE = 0;
const EPOCH_FINAL = -1;
const EPOCH_UNKNOWN = -1;
const START_UNKNOWN = -1n;

/** The body of a Fetch request of version 11, outside a fetch session. Source: the Kafka protocol guide, "Fetch API". */
export function encodeFetchRequest({
  maxWaitTime,
  minBytes,
  maxBytes,
  isolationLevel,
  topics,
  rackId = '',
}: FetchRequest): Buffer {
  let bytes = 4 * 4 + 1 + 4 + 4 + 4 + 4 + 2 + Buffer.byteLength(rackId);
  for (const { topic, partitions } of topics) bytes += 2 + Buffer.byteLength(topic) + 4 + partitions.length * 28;
  const body = Buffer.allocUnsafe(bytes);
  let at = body.writeInt32BE(REPLICA_NONE, 0);
  at = body.writeInt32BE(maxWaitTime, at);
  at = body.writeInt32BE(minBytes, at);
  at = body.writeInt32BE(maxBytes, at);
  at = body.writeInt8(isolationLevel, at);
  at = body.writeInt32BE(SESSION_NONE, at);
  at = body.writeInt32BE(EPOCH_FINAL, at);
  at = body.writeInt32BE(topics.length, at);
  for (const { topic, partitions } of topics) {
    at = writeText(body, at, topic);
    at = body.writeInt32BE(partitions.length, at);
    for (const { partition, fetchOffset, maxBytes: partitionBytes } of partitions) {
      at = body.writeInt32BE(partition, at);
      at = body.writeInt32BE(EPOCH_UNKNOWN, at);
      at = body.writeBigInt64BE(BigInt(fetchOffset), at);
      at = body.writeBigInt64BE(START_UNKNOWN, at);
      at = body.writeInt32BE(partitionBytes, at);
    }
  }
  // No topics that a session would forget.
  at = body.writeInt32BE(0, at);
  writeText(body, at, rackId);
  return body;
}

function writeText(body: Buffer, at: number, text: string): number {
  const length = body.write(text, at + 2);
  body.writeInt16BE(length, at);
  return at + 2 + length;
}
