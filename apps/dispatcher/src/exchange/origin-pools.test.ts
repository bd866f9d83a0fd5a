import { afterEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '@postrider/time';
import type { ExchangeLimits } from './exchange-limits.js';
import { HttpSender } from './http-sender.js';
import { always, answer, LoopbackReceiver, never, type Answerer } from './testing/loopback-receiver.js';
import { loopbackPolicy, post } from './testing/sending.js';

const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

describe('kept connections', () => {
  it('carry one request after another, and tell the address each time', async () => {
    const receiver = await receiving(always('200 OK', 'ok'));
    const sender = sending();
    for (let sent = 0; sent < 20; sent++) {
      await expect(sender.send(post(receiver.url(`/${sent}`)))).resolves.toMatchObject({
        kind: 'answered',
        remoteAddress: '127.0.0.1',
      });
    }
    expect([receiver.requests.length, receiver.connections]).toEqual([20, 1]);
  });

  it('are as many as there are requests at a time: none waits for another that hangs', async () => {
    const receiver = await receiving(never);
    const sender = sending();
    const outcomes = Array.from({ length: 300 }, () => sender.send(post(receiver.url())));
    await receiver.until(({ requests }) => requests.length === 300);
    for (const { socket } of receiver.requests) socket.write(answer('200 OK'));
    await Promise.all(outcomes);
    const again = Array.from({ length: 3 }, () => sender.send(post(receiver.url())));
    await receiver.until(({ requests }) => requests.length === 303);
    for (const { socket } of receiver.requests.slice(300)) socket.write(answer('200 OK'));
    await Promise.all(again);
    expect(receiver.connections).toBe(300);
  });

  it('end when the receiver says so', async () => {
    const receiver = await receiving(always('200 OK', 'ok', 'connection: close'));
    const sender = sending();
    await sender.send(post(receiver.url()));
    await sender.send(post(receiver.url()));
    expect(receiver.connections).toBe(2);
  });

  it('end when they were idle for long enough', async () => {
    const receiver = await receiving(always('200 OK', 'ok'));
    const sender = sending({ idleTimeoutMs: 50 });
    await sender.send(post(receiver.url()));
    expect([receiver.open, sender.connections]).toEqual([1, 1]);
    await receiver.until(({ open }) => open === 0);
    // The sender may hear of it a turn after the receiver.
    while (sender.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('may carry more in all than any one answer may be', async () => {
    const receiver = await receiving(always('500 Oops', 'x'.repeat(100_000)));
    const sender = sending();
    for (let sent = 0; sent < 5; sent++) {
      const outcome = await sender.send(post(receiver.url()));
      expect(outcome.kind === 'answered' && outcome.body.length).toBe(64 * 1024);
    }
    expect(receiver.connections).toBe(1);
  });

  it('end a second before the receiver means to end them, which may be at once', async () => {
    const receiver = await receiving(always('200 OK', 'ok', 'keep-alive: timeout=1'));
    const sender = sending({ idleTimeoutMs: 60_000 });
    await sender.send(post(receiver.url()));
    await sender.send(post(receiver.url()));
    expect(receiver.connections).toBe(2);
  });

  it('end with what nobody asked for', async () => {
    const receiver = await receiving(({ socket }, index) => {
      socket.write(answer('200 OK', 'ok'));
      if (index === 0) socket.write(answer('200 OK', 'forged'));
    });
    const sender = sending();
    await sender.send(post(receiver.url()));
    const second = await sender.send(post(receiver.url()));
    expect(second.kind === 'answered' && second.body.toString()).toBe('ok');
    expect(receiver.connections).toBe(2);
  });
});

describe('a connection that the receiver closed while it was idle', () => {
  it.each(['end', 'resetAndDestroy'] as const)('is replaced when that is known in time: %s', async (hangUp) => {
    const receiver = await receiving(always('200 OK', 'ok'));
    const sender = sending();
    for (let round = 1; round <= 20; round++) {
      await sender.send(post(receiver.url()));
      // The next request is then dispatched before the event loop polls, and written after: the close comes between.
      await new Promise((resolve) => setImmediate(resolve));
      receiver.requests.at(-1)?.socket[hangUp]();
      await expect(sender.send(post(receiver.url()))).resolves.toMatchObject({ kind: 'answered', statusCode: 200 });
      expect(receiver.requests).toHaveLength(round * 2);
      receiver.requests.at(-1)?.socket[hangUp]();
      await receiver.until(({ open }) => open === 0);
    }
  });

  it('fails the request once it was written, which is never repeated', async () => {
    const receiver = await receiving(({ socket }, index) => {
      if (index === 1) socket.resetAndDestroy();
      else socket.write(answer('200 OK', 'ok'));
    });
    const sender = sending();
    await sender.send(post(receiver.url('/first')));
    await expect(sender.send(post(receiver.url('/second')))).resolves.toMatchObject({
      kind: 'failed',
      reason: 'connection_reset',
      detail: expect.stringContaining('whether it read the request is unknown'),
      remoteAddress: '127.0.0.1',
    });
    await sender.send(post(receiver.url('/third')));
    expect(receiver.requests.map(({ head }) => head[0]?.split(' ')[1])).toEqual(['/first', '/second', '/third']);
  });
});

describe('the pools of all origins', () => {
  it('keep idle connections to so many origins, and close those of the least recently used', async () => {
    const first = await receiving(always('200 OK', 'ok'));
    const second = await receiving(always('200 OK', 'ok'));
    const third = await receiving(always('200 OK', 'ok'));
    const receivers = [first, second, third];
    const sender = sending({ maxIdleOrigins: 2 });
    for (const receiver of [first, second, first, third]) await sender.send(post(receiver.url()));
    await second.until(({ open }) => open === 0);
    expect(receivers.map(({ open }) => open)).toEqual([1, 0, 1]);
    for (const receiver of [first, third]) await sender.send(post(receiver.url()));
    expect(receivers.map(({ connections }) => connections)).toEqual([1, 1, 1]);
  });

  it('never close a connection that is at work, however many there are', async () => {
    const receivers = await Promise.all([1, 2, 3].map(() => receiving(never)));
    const sender = sending({ maxIdleOrigins: 1 });
    const outcomes = receivers.map((receiver) => sender.send(post(receiver.url())));
    for (const receiver of receivers) await receiver.until(({ requests }) => requests.length === 1);
    for (const { requests } of receivers) requests[0]?.socket.write(answer('200 OK', 'ok'));
    await expect(Promise.all(outcomes)).resolves.toMatchObject(receivers.map(() => ({ statusCode: 200 })));
    for (const receiver of receivers.slice(0, 2)) await receiver.until(({ open }) => open === 0);
    expect(receivers.map(({ open }) => open)).toEqual([0, 0, 1]);
  });
});

async function receiving(answerer: Answerer): Promise<LoopbackReceiver> {
  const receiver = await LoopbackReceiver.start(answerer);
  ended.push(() => receiver.close());
  return receiver;
}

function sending(given: Partial<ExchangeLimits> = {}): HttpSender {
  // Kept for longer than a machine stands still.
  const limits = { idleTimeoutMs: 600_000, ...given };
  const sender = new HttpSender({ policy: loopbackPolicy, clock: new SystemClock(), limits });
  ended.unshift(() => sender.close({ graceMs: 0 }));
  return sender;
}
