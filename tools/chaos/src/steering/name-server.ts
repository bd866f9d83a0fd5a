import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** What a name stands for at this moment: an IPv4 address, or nothing. Asked once for each question. */
export type AddressOf = (name: string) => string | undefined;

const TYPE_A = 1;
const HEADER_BYTES = 12;

/** A name server on loopback (RFC 1035, as little of it as an A question takes) whose answers may differ from one question to the next. */
export class NameServer {
  private constructor(private readonly socket: Socket) {}

  static async start(addressOf: AddressOf): Promise<NameServer> {
    const socket = createSocket('udp4');
    socket.on('message', (question, { port, address }) => {
      const answer = answerTo(question, addressOf);
      if (answer) socket.send(answer, port, address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new NameServer(socket);
  }

  /** As `Resolver.setServers` takes it. */
  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.socket.close(resolve));
  }
}

/** The answer to a message with one question; undefined for what isn't one. */
export function answerTo(question: Buffer, addressOf: AddressOf): Buffer | undefined {
  if (question.length < HEADER_BYTES || question.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 1 + 4;
  if (question.length < end) return undefined;
  const isA = question.readUInt16BE(at + 1) === TYPE_A;
  const address = isA ? addressOf(labels.join('.').toLowerCase()) : undefined;
  const header = Buffer.from(question.subarray(0, HEADER_BYTES));
  // A response, recursion available, no error: a name without an answer has no record of this type.
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(address === undefined ? 0 : 1, 6);
  header.writeUInt32BE(0, 8);
  const record = address === undefined ? [] : [0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4];
  return Buffer.concat([
    header,
    question.subarray(HEADER_BYTES, end),
    Buffer.from(record),
    Buffer.from(address?.split('.').map(Number) ?? []),
  ]);
}
