import { encodeRecordBatch, type RecordToEncode } from './encode-record-batch.js';

/** What is to be produced, as the client lays it out. */
export interface ProduceRequest {
  readonly acks: number;
  /** How long the broker may wait for its replicas, in milliseconds. */
  readonly timeout: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly RecordToEncode[] }[];
  }[];
}

/**
 * The body of a Produce request, versions 3 to 8, outside a transaction; all records get the same time.
 * Source: the Kafka protocol guide, "Produce API".
 */
export function encodeProduceRequest({ acks, timeout, topicData }: ProduceRequest, timestampMs: number): Buffer {
  const start = Buffer.allocUnsafe(2 + 2 + 4 + 4);
  let at = start.writeInt16BE(-1, 0);
  at = start.writeInt16BE(acks, at);
  at = start.writeInt32BE(timeout, at);
  start.writeInt32BE(topicData.length, at);
  const parts: Buffer[] = [start];
  for (const { topic, partitions } of topicData) {
    parts.push(topicHeader(topic, partitions.length));
    for (const { partition, messages } of partitions) {
      const batch = encodeRecordBatch(messages, timestampMs);
      const header = Buffer.allocUnsafe(8);
      header.writeInt32BE(batch.length, header.writeInt32BE(partition, 0));
      parts.push(header, batch);
    }
  }
  return Buffer.concat(parts);
}

function topicHeader(topic: string, partitions: number): Buffer {
  const nameBytes = Buffer.byteLength(topic);
  const header = Buffer.allocUnsafe(2 + nameBytes + 4);
  header.writeInt16BE(nameBytes, 0);
  header.write(topic, 2);
  header.writeInt32BE(partitions, 2 + nameBytes);
  return header;
}
