import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually } from '@postrider/testing';

const PRODUCE = 0;
const VERSION = 3;

/** A topic that was just made isn't known everywhere at once, and has no leader for a moment. */
const NOT_YET = [3, 5, 6];

/**
 * Writes a batch to partition 0 of a topic byte by byte as it is given, past every client; rejects when the broker refuses it.
 * Source: the Kafka protocol guide, "Produce API".
 */
export async function produceRaw(broker: string, topic: string, batch: Buffer): Promise<void> {
  await eventually(`the leader of ${topic}`, async () => !NOT_YET.includes(await tryToProduce(broker, topic, batch)));
}

/** Answers the broker's code for what became of it; rejects for one that trying again doesn't change. */
async function tryToProduce(broker: string, topic: string, batch: Buffer): Promise<number> {
  const [host, port] = broker.split(':');
  const socket = connect({ host, port: Number(port), noDelay: true });
  try {
    await once(socket, 'connect');
    const body = Buffer.concat([
      int16(PRODUCE),
      int16(VERSION),
      int32(1),
      int16(-1),
      // Of no transaction, acknowledged by all replicas, within 5 s.
      int16(-1),
      int16(-1),
      int32(5000),
      int32(1),
      int16(topic.length),
      Buffer.from(topic),
      int32(1),
      int32(0),
      int32(batch.length),
      batch,
    ]);
    socket.write(Buffer.concat([int32(body.length), body]));
    let answer = Buffer.alloc(0);
    // The error's code stands behind the length, the request's number, the topic and the partition.
    const codeAt = 4 + 4 + 4 + 2 + topic.length + 4 + 4;
    while (answer.length < codeAt + 2) {
      const [bytes] = (await once(socket, 'data')) as [Buffer];
      answer = Buffer.concat([answer, bytes]);
    }
    const code = answer.readInt16BE(codeAt);
    if (code !== 0 && !NOT_YET.includes(code)) throw new Error(`the broker refused the batch with the code ${code}`);
    return code;
  } finally {
    socket.destroy();
  }
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
