import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { countBrokers, probeKafka, type ProbedBroker } from './kafka-probe.js';

const servers: Server[] = [];

/** Something that listens and answers each request with these pieces, one write each, or with nothing. */
async function listener(answer: (socket: Socket, request: Buffer) => void): Promise<ProbedBroker> {
  const server = createServer((socket) => socket.on('data', (request) => answer(socket, request)));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { host: '127.0.0.1', port: address.port, timeoutMs: 60_000 };
}

/** An answer to this request: its length, its correlation id, and 16- or 32-bit numbers as the body. */
function answerTo(request: Buffer, body: Buffer): Buffer {
  const answer = Buffer.concat([Buffer.alloc(4), request.subarray(8, 12), body]);
  answer.writeInt32BE(answer.length - 4, 0);
  return answer;
}

/** No error, and one API (key, oldest, newest version). */
const API_VERSIONS = Buffer.from([0, 0, 0, 0, 0, 1, 0, 18, 0, 0, 0, 4]);
/** Throttle time, two brokers; what follows isn't read. */
const METADATA = Buffer.from([0, 0, 0, 0, 0, 0, 0, 2, 0xff]);

describe('probing Kafka', () => {
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  it('asks for ApiVersions in version 0, which every broker answers, and believes a whole answer', async () => {
    const requests: Buffer[] = [];
    const broker = await listener((socket, request) => {
      requests.push(request);
      socket.write(answerTo(request, API_VERSIONS));
    });
    await expect(probeKafka(broker)).resolves.toBeUndefined();
    const [request] = requests;
    expect(request?.readInt32BE(0)).toBe((request?.length ?? 0) - 4);
    expect([request?.readInt16BE(4), request?.readInt16BE(6)]).toEqual([18, 0]);
  });

  it('waits for the rest of an answer that comes in pieces', async () => {
    const broker = await listener((socket, request) => {
      const answer = answerTo(request, METADATA);
      socket.setNoDelay(true);
      for (const byte of answer) socket.write(Buffer.from([byte]));
    });
    await expect(countBrokers(broker)).resolves.toBe(2);
  });

  it.each([
    ['a web server', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a program that echoes', (socket: Socket, request: Buffer) => socket.write(request)],
    [
      'a broker with an error',
      (socket: Socket, request: Buffer) => socket.write(answerTo(request, Buffer.from([0, 35, 0, 0, 0, 0]))),
    ],
  ])('isn’t taken in by %s', async (_name, answer) => {
    const broker = await listener((socket, request) => void answer(socket, request));
    await expect(probeKafka(broker)).rejects.toThrow('not a Kafka broker');
  });

  it('doesn’t wait for one that hangs up or never answers', async () => {
    await expect(probeKafka(await listener((socket) => socket.destroy()))).rejects.toThrow(/closed|ECONNRESET/);
    const silent = await listener(() => undefined);
    await expect(probeKafka({ ...silent, timeoutMs: 20 })).rejects.toThrow('no answer within 20 ms');
  });
});
