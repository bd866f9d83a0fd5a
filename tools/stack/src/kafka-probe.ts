import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where a broker listens, and how long it may take over an answer. */
export interface ProbedBroker {
  readonly host: string;
  readonly port: number;
  readonly tls?: boolean;
  readonly timeoutMs: number;
}

const API_VERSIONS = 18;
const METADATA = 3;
const CORRELATION_ID = 7;
/** Far above what either answer takes; a program that isn't Kafka may claim anything. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Asks a broker which requests it understands: it is Kafka, and it answers. Works before a log-in.
 * Source: the Kafka protocol guide, ApiVersions version 0.
 */
export async function probeKafka(broker: ProbedBroker): Promise<void> {
  const answer = await ask(broker, API_VERSIONS, 0, Buffer.alloc(0));
  const errorCode = answer.readInt16BE(0);
  const apis = answer.readInt32BE(2);
  if (errorCode !== 0 || answer.length !== 6 + apis * 6) throw new Error('the answer is not a Kafka broker’s');
}

/**
 * How many brokers of the cluster are up and may be given work, as this one sees it: a broker accepts connections a
 * while before it is itself among them. Source: the Kafka protocol guide, Metadata version 4.
 */
export async function countBrokers(broker: ProbedBroker): Promise<number> {
  const noTopics = Buffer.from([0, 0, 0, 0, 0]);
  const answer = await ask(broker, METADATA, 4, noTopics);
  return answer.readInt32BE(4);
}

function ask(broker: ProbedBroker, api: number, version: number, body: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const { host, port, timeoutMs } = broker;
    const socket: Socket = broker.tls
      ? connectTls({ host, port, servername: isIP(host) ? undefined : host })
      : connect({ host, port });
    const chunks: Buffer[] = [];
    const settle = (outcome: Buffer | Error): void => {
      clearTimeout(timer);
      socket.destroy();
      if (Buffer.isBuffer(outcome)) resolve(outcome);
      else reject(outcome);
    };
    // A connect that hangs isn't covered by the socket's own time-out, which begins with each exchange.
    const timer = setTimeout(() => settle(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    socket.once(broker.tls ? 'secureConnect' : 'connect', () => socket.write(request(api, version, body)));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const answer = answerIn(Buffer.concat(chunks));
      if (answer) settle(answer);
    });
    socket.once('error', settle);
    socket.once('close', () => settle(new Error('the connection was closed without an answer')));
  });
}

function request(api: number, version: number, body: Buffer): Buffer {
  const header = Buffer.alloc(14);
  header.writeInt32BE(10 + body.length, 0);
  header.writeInt16BE(api, 4);
  header.writeInt16BE(version, 6);
  header.writeInt32BE(CORRELATION_ID, 8);
  // No client id.
  header.writeInt16BE(-1, 12);
  return Buffer.concat([header, body]);
}

/** The body of the answer once it's complete, an error when it can't be one, undefined while more is to come. */
function answerIn(bytes: Buffer): Buffer | Error | undefined {
  if (bytes.length < 8) return undefined;
  const size = bytes.readInt32BE(0);
  if (size < 8 || size > MAX_ANSWER_BYTES || bytes.readInt32BE(4) !== CORRELATION_ID) {
    return new Error('the answer is not a Kafka broker’s');
  }
  return bytes.length < 4 + size ? undefined : bytes.subarray(8, 4 + size);
}
