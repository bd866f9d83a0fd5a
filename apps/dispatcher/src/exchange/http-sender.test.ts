import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@postrider/testing';
import { ManualClock, SystemClock } from '@postrider/time';
import type { Exchange } from './exchange.js';
import { HttpSender, type HttpSenderOptions } from './http-sender.js';
import { always, answer, LoopbackReceiver, never, type Answerer } from './testing/loopback-receiver.js';
import { loopbackPolicy as policy, post } from './testing/sending.js';

const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

describe('an exchange', () => {
  it.each([
    ['200 OK', 200],
    ['204 No Content', 204],
    ['400 Bad Request', 400],
    ['410 Gone', 410],
    ['500 Internal Server Error', 500],
    ['599 Whatever', 599],
  ])('is answered by %s', async (statusLine, statusCode) => {
    const receiver = await receiving(always(statusLine, '', 'retry-after: 7', 'x-two: a', 'X-Two: b'));
    await expect(sending().send(post(receiver.url()))).resolves.toEqual({
      kind: 'answered',
      statusCode,
      headers: { 'content-length': '0', 'retry-after': '7', 'x-two': 'a, b' },
      body: Buffer.alloc(0),
      truncated: false,
      remoteAddress: '127.0.0.1',
      durationMs: expect.any(Number),
      timings: { dnsMs: expect.any(Number), connectMs: expect.any(Number), firstByteMs: expect.any(Number) },
    });
  });

  it.each(['301 Moved Permanently', '302 Found', '303 See Other', '307 Temporary Redirect', '308 Permanent Redirect'])(
    'ends with %s, and goes nowhere else',
    async (statusLine) => {
      const elsewhere = await receiving(always('200 OK'));
      const receiver = await receiving(always(statusLine, '', `location: ${elsewhere.url().href}`));
      const outcome = await sending().send(post(receiver.url()));
      expect(outcome).toMatchObject({ kind: 'answered', statusCode: Number(statusLine.slice(0, 3)) });
      expect([receiver.requests.length, elsewhere.connections]).toEqual([1, 0]);
    },
  );

  it('puts exactly its bytes on the wire', async () => {
    const receiver = await receiving(always('200 OK'));
    const body = Buffer.from('{"amount":1.0,"id":12345678901234567890,"text":"\u0000é\ud83d\udce6"}');
    const parts = [body.subarray(0, 11), Buffer.alloc(0), body.subarray(11, 12), body.subarray(12)];
    const sender = sending();
    const headers = { 'content-type': 'application/json', 'webhook-id': 'evt_1' };
    await sender.send({ ...post(receiver.url('/hooks/a%20b?x=1&y=%C3%A9')), headers, body });
    await sender.send({ ...post(receiver.url('/hooks/a%20b?x=1&y=%C3%A9')), headers, body: parts });
    for (const request of receiver.requests) {
      expect(request.body).toEqual(body);
      expect(request.head).toEqual([
        'POST /hooks/a%20b?x=1&y=%C3%A9 HTTP/1.1',
        `host: 127.0.0.1:${receiver.port}`,
        'connection: keep-alive',
        'accept-encoding: identity',
        'content-type: application/json',
        'webhook-id: evt_1',
        `content-length: ${body.length}`,
      ]);
    }
    expect(receiver.requests).toHaveLength(2);
  });

  it('may send nothing at all', async () => {
    const receiver = await receiving(always('200 OK'));
    await sending().send({ ...post(receiver.url()), body: [] });
    expect(receiver.requests[0]?.head).toContain('content-length: 0');
  });

  it('keeps a body as it was sent, compressed or not', async () => {
    const packed = gzipSync('hello');
    const receiver = await receiving(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`);
      socket.write(packed);
    });
    await expect(sending().send(post(receiver.url()))).resolves.toMatchObject({ body: packed, truncated: false });
  });

  it.each([
    ['200 OK', 64 * 1024],
    ['500 Oops', 64 * 1024],
  ])('keeps the start of a long body: %s, %d bytes', async (statusLine, keptBytes) => {
    const receiver = await receiving(always(statusLine, 'x'.repeat(keptBytes + 1)));
    const sender = sending();
    const outcome = await sender.send(post(receiver.url()));
    expect(outcome).toMatchObject({ kind: 'answered', body: Buffer.alloc(keptBytes, 'x'), truncated: true });
    await sender.send(post(receiver.url()));
    expect(receiver.connections).toBe(1);
  });

  it.each([
    ['announced', 'content-length: 1073741824\r\n\r\n'],
    ['not announced', '\r\n'],
  ])('hangs up on a gigabyte (%s), and never holds it', async (_how, head) => {
    const { receiver, writtenBytes } = await flooding(`HTTP/1.1 200 OK\r\n${head}`, Buffer.alloc(65_536, 'x'));
    const outcome = await sending().send(post(receiver.url()));
    expect(outcome).toMatchObject({ kind: 'answered', statusCode: 200, truncated: true });
    expect(outcome.kind === 'answered' && outcome.body.length).toBe(64 * 1024);
    await receiver.until(({ open }) => open === 0);
    // What the sockets on both sides may hold besides.
    expect(writtenBytes()).toBeLessThan(16 * 1024 * 1024);
  });

  it('hangs up at once, and not after its time-out, on a long body that then stops', async () => {
    const receiver = await receiving(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n${'x'.repeat(70_000)}`);
    });
    const { sender, clock } = sendingByHand();
    await expect(sender.send(post(receiver.url()))).resolves.toMatchObject({ statusCode: 200, truncated: true });
    expect(clock.pending).toBe(0);
    await receiver.until(({ open }) => open === 0);
  });

  it.each([
    ['1xx answers', '', 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', 'failed'],
    ['an extension of a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;', 'x'.repeat(64), 'answered'],
  ])('hangs up on endless %s', async (_what, head, repeated, kind) => {
    const { receiver } = await flooding(head, Buffer.from(repeated.repeat(500)));
    const outcome = await sending().send(post(receiver.url()));
    expect(outcome.kind).toBe(kind);
    if (outcome.kind === 'failed') expect(outcome).toMatchObject({ reason: 'protocol', remoteAddress: '127.0.0.1' });
    await receiver.until(({ open }) => open === 0);
  });

  it('reads past informational answers, asked for or not', async () => {
    const informational =
      'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n';
    const receiver = await receiving(({ socket }, index) => {
      if (index === 0) socket.write(`${informational}${answer('200 OK', 'HTTP/1.1 100 Continue\r\n\r\n')}`);
      else socket.write('HTTP/1.1 100 Continue\r\n\r\n', () => void socket.write(answer('202 Accepted')));
    });
    const sender = sending();
    const first = await sender.send(post(receiver.url()));
    expect(first).toMatchObject({ kind: 'answered', statusCode: 200 });
    expect(first.kind === 'answered' && first.body.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    await expect(sender.send(post(receiver.url()))).resolves.toMatchObject({ statusCode: 202 });
    expect(receiver.connections).toBe(1);
  });

  it('leaves a body alone that looks like an informational answer', async () => {
    const receiver = await receiving(async ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 25\r\n\r\n');
      // The headers are read by then: sender and receiver share an event loop.
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
      socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    });
    const outcome = await sending().send(post(receiver.url()));
    expect(outcome.kind === 'answered' && outcome.body.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  });

  it.each([
    ['too many headers', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(9000)}\r\n`],
    ['a header that is too long', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(17_000)}\r\n\r\n`],
    ['something else than HTTP', '220 mail.example.com ESMTP\r\n'],
    ['HTTP/2', Buffer.from('000012040000000000000300000080', 'hex').toString('latin1')],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'],
  ])('fails on %s', async (_what, bytes) => {
    const receiver = await receiving(({ socket }) => void socket.write(bytes, 'latin1'));
    await expect(sending().send(post(receiver.url()))).resolves.toMatchObject({ kind: 'failed', reason: 'protocol' });
    await receiver.until(({ open }) => open === 0);
  });

  it.each([
    ['before any byte', ''],
    ['in the middle of the headers', 'HTTP/1.1 200 OK\r\nconte'],
  ])('fails when the receiver hangs up %s', async (_when, bytes) => {
    for (const hangUp of ['resetAndDestroy', 'end'] as const) {
      const receiver = await receiving(({ socket }) => void socket.write(bytes, () => socket[hangUp]()));
      const outcome = await sending().send(post(receiver.url()));
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'connection_reset', remoteAddress: '127.0.0.1' });
      expect(receiver.requests).toHaveLength(1);
    }
  });

  it('is answered once the headers are in, whatever becomes of the body', async () => {
    const head = 'HTTP/1.1 503 Busy\r\nretry-after: 60\r\ncontent-length: 100\r\n\r\npart';
    const receiver = await receiving(({ socket }) => void socket.write(head, () => socket.end()));
    const outcome = await sending().send(post(receiver.url()));
    expect(outcome).toMatchObject({
      kind: 'answered',
      statusCode: 503,
      headers: { 'retry-after': '60' },
      truncated: true,
    });
    expect(outcome.kind === 'answered' && outcome.body.toString()).toBe('part');
  });

  it('fails when nobody listens', async () => {
    const receiver = await LoopbackReceiver.start(never);
    const url = receiver.url();
    await receiver.close();
    const outcome = await sending().send(post(url));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'connect_refused', detail: 'the connection was refused' });
    expect(outcome.remoteAddress).toBeUndefined();
  });

  it.each([
    ['a line break in a header', { headers: { 'x-evil': 'a\r\nhost: internal' } }],
    ['a header of the connection', { headers: { 'transfer-encoding': 'chunked' } }],
    ['an expectation', { headers: { expect: '100-continue' } }],
    ['another host', { headers: { host: 'internal' } }],
    ['another length', { headers: { 'content-length': '1' } }],
    ['another protocol', { url: new URL('ftp://127.0.0.1/') }],
  ])('fails, and sends nothing, with %s', async (_what, fault) => {
    const receiver = await receiving(always('200 OK'));
    const outcome = await sending().send({ ...post(receiver.url()), ...fault });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'protocol' });
    expect(receiver.requests).toHaveLength(0);
  });
});

describe('the time-out', () => {
  it('ends the wait for an answer, to the millisecond, and hangs up', async () => {
    const receiver = await receiving(never);
    const { sender, clock } = sendingByHand();
    const outcomes: Exchange[] = [];
    void sender.send({ ...post(receiver.url()), timeoutMs: 15_000 }).then((outcome) => outcomes.push(outcome));
    await receiver.until(({ requests }) => requests.length === 1);
    await clock.advance(14_999);
    expect(outcomes).toEqual([]);
    await clock.advance(1);
    expect(outcomes).toEqual([
      {
        kind: 'failed',
        reason: 'timeout',
        detail: 'there was no answer in time',
        remoteAddress: '127.0.0.1',
        durationMs: 15_000,
        timings: { dnsMs: 0, connectMs: 0 },
      },
    ]);
    await receiver.until(({ open }) => open === 0);
  });

  it.each([
    ['headers', 'HTTP/1.1 200 OK\r\nx: ', { kind: 'failed', reason: 'timeout' }],
    ['body', 'HTTP/1.1 200 OK\r\n\r\n', { kind: 'answered', statusCode: 200, truncated: true }],
  ])('covers %s that trickle in', async (_what, start, expected) => {
    let trickled = 0;
    const receiver = await receiving(({ socket }) => {
      socket.write(start);
      const trickle = setInterval(() => socket.write('x', () => (trickled += 1)), 5);
      socket.on('close', () => clearInterval(trickle));
    });
    const { sender, clock } = sendingByHand();
    const outcomes: Exchange[] = [];
    void sender.send({ ...post(receiver.url()), timeoutMs: 100 }).then((outcome) => outcomes.push(outcome));
    await eventually('some to have come', () => trickled > 3);
    await clock.advance(99);
    expect(outcomes).toEqual([]);
    await clock.advance(1);
    await eventually('the end', () => outcomes.length > 0);
    expect(outcomes).toMatchObject([{ ...expected, durationMs: 100 }]);
    await receiver.until(({ open }) => open === 0);
  });

  it.each(['200 OK', '429 Too Many Requests'])('leaves a %s that stands already', async (statusLine) => {
    const head = `HTTP/1.1 ${statusLine}\r\nretry-after: 3\r\ntransfer-encoding: chunked\r\n\r\n4\r\npart\r\n`;
    const receiver = await receiving(({ socket }) => void socket.write(head));
    const { sender, clock } = sendingByHand();
    const sent = sender.send({ ...post(receiver.url()), timeoutMs: 100 });
    await receiver.until(({ requests }) => requests.length === 1);
    // What was answered is read by then: sender and receiver share an event loop.
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(100);
    const outcome = await sent;
    expect(outcome).toMatchObject({ kind: 'answered', headers: { 'retry-after': '3' }, truncated: true });
    expect(outcome.kind === 'answered' && outcome.body.toString()).toBe('part');
  });

  it('leaves no timer behind', async () => {
    const receiver = await receiving(always('200 OK'));
    const { sender, clock } = sendingByHand();
    await sender.send(post(receiver.url()));
    expect(clock.pending).toBe(0);
  });
});

describe('an exchange that somebody else may end', () => {
  it('is cancelled when they do, and none of theirs when it is over', async () => {
    const receiver = await receiving(({ head, socket }) => {
      if (!head[0]?.includes('/hangs')) socket.write(answer('200 OK'));
    });
    const { sender } = sendingByHand();
    const cuts = new Set<() => void>();
    const endedBy = (cut: () => void) => {
      cuts.add(cut);
      return () => cuts.delete(cut);
    };
    await sender.send(post(receiver.url()), endedBy);
    expect(cuts.size).toBe(0);
    const hanging = sender.send(post(receiver.url('/hangs')), endedBy);
    await receiver.until(({ requests }) => requests.length === 2);
    for (const cut of cuts) cut();
    await expect(hanging).resolves.toMatchObject({ kind: 'failed', reason: 'cancelled' });
    expect([cuts.size, sender.underWay]).toEqual([0, 0]);
  });
});

describe('closing the sender', () => {
  it('refuses what comes after', async () => {
    const receiver = await receiving(always('200 OK'));
    const sender = sending();
    await sender.close({ graceMs: 1_000 });
    await expect(sender.send(post(receiver.url()))).resolves.toMatchObject({ kind: 'failed', reason: 'cancelled' });
    expect(receiver.connections).toBe(0);
  });

  it('lets what is under way end in its own time, then leaves no connection open', async () => {
    const receiver = await receiving(({ socket }, index) => {
      if (index === 1) receiver.requests.forEach((request) => request.socket.write(answer('200 OK')));
      else if (index === 0) socket.pause().resume();
    });
    const { sender, clock } = sendingByHand();
    const outcomes = [sender.send(post(receiver.url())), sender.send(post(receiver.url()))];
    const closed = sender.close({ graceMs: 60_000 });
    await expect(Promise.all(outcomes)).resolves.toMatchObject([{ statusCode: 200 }, { statusCode: 200 }]);
    await closed;
    expect(clock.pending).toBe(0);
    await receiver.until(({ open }) => open === 0);
  });

  it('cancels after the grace what connects or hangs, but for an answer that stands already', async () => {
    const receiver = await receiving(({ head, socket }) => {
      if (head[0]?.includes('/answered')) socket.write('HTTP/1.1 200 OK\r\n\r\npart');
    });
    const { sender, clock } = sendingByHand({
      resolve: () => new Promise(() => undefined),
    });
    const outcomes = Promise.all([
      sender.send(post(receiver.url('/answered'))),
      sender.send(post(receiver.url('/hangs'))),
      sender.send(post(new URL('http://never-resolved.test/'))),
    ]);
    await receiver.until(({ requests }) => requests.length === 2);
    const closed = sender.close({ graceMs: 5_000 });
    await clock.advance(4_999);
    expect(sender.underWay).toBe(3);
    await clock.advance(1);
    await closed;
    await expect(outcomes).resolves.toMatchObject([
      { kind: 'answered', statusCode: 200, truncated: true },
      { kind: 'failed', reason: 'cancelled' },
      { kind: 'failed', reason: 'cancelled' },
    ]);
    expect([sender.underWay, clock.pending]).toEqual([0, 0]);
    await receiver.until(({ open }) => open === 0);
    expect(receiver.requests).toHaveLength(2);
  });
});

async function receiving(answerer: Answerer): Promise<LoopbackReceiver> {
  const receiver = await LoopbackReceiver.start(answerer);
  ended.push(() => receiver.close());
  return receiver;
}

/** A receiver that answers with `head`, then with the same bytes for as long as it is listened to. */
async function flooding(head: string, repeated: Buffer) {
  let writtenBytes = 0;
  const receiver = await receiving(({ socket }) => {
    const flood = (): void => {
      while (!socket.destroyed) {
        writtenBytes += repeated.length;
        if (!socket.write(repeated)) break;
      }
    };
    socket.on('drain', flood);
    socket.write(head);
    flood();
  });
  return { receiver, writtenBytes: () => writtenBytes };
}

function sending(options: Partial<HttpSenderOptions> = {}): HttpSender {
  // Kept for longer than a machine stands still.
  const limits = { idleTimeoutMs: 600_000, ...options.limits };
  const sender = new HttpSender({ policy, clock: new SystemClock(), ...options, limits });
  ended.unshift(() => sender.close({ graceMs: 0 }));
  return sender;
}

/** A sender whose time is in the test's hand, while its sockets are real. */
function sendingByHand(options: Partial<HttpSenderOptions> = {}): { sender: HttpSender; clock: ManualClock } {
  const clock = new ManualClock();
  return { sender: new HttpSender({ policy, clock, ...options }), clock };
}
