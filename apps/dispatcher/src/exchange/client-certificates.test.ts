import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { selfSigned } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import type { ClientIdentity, OutgoingRequest } from './exchange.js';
import { HttpSender } from './http-sender.js';
import { always, LoopbackReceiver, type ReceivedRequest } from './testing/loopback-receiver.js';
import { loopbackPolicy, post } from './testing/sending.js';

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

const server = selfSigned('hooks.test');
const clients = { one: selfSigned('one.test'), two: selfSigned('two.test') };
const as = (id: string, { key, cert }: typeof server): ClientIdentity => ({ id, certificate: cert, key });
const [one, two] = [as('ep_1.a', clients.one), as('ep_2.b', clients.two)];

async function scene() {
  const ca = [clients.one.cert, clients.two.cert];
  const tls = { ...server, ca, requestCert: true, rejectUnauthorized: true };
  const receiver = await LoopbackReceiver.start(always('200 OK'), { tls });
  const sender = new HttpSender({
    policy: loopbackPolicy,
    clock: new SystemClock(),
    ca: server.cert,
    resolve: () => Promise.resolve(['127.0.0.1']),
    limits: { idleTimeoutMs: 60_000 },
  });
  ended.push(
    () => sender.close({ graceMs: 0 }),
    () => receiver.close(),
  );
  const request = (identity?: ClientIdentity): OutgoingRequest => ({
    ...post(receiver.url('/', 'hooks.test')),
    ...(identity && { identity }),
  });
  return { receiver, sender, request };
}

const shownBy = ({ socket }: ReceivedRequest): string | undefined =>
  socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject?.CN) : undefined;

describe('a client certificate', () => {
  it('is shown to a receiver that asks for one, which refuses who shows none', async () => {
    const { receiver, sender, request } = await scene();
    expect(await sender.send(request(one))).toMatchObject({ kind: 'answered', statusCode: 200 });
    expect(receiver.requests.map(shownBy)).toEqual(['one.test']);
    expect(await sender.send(request())).toMatchObject({ kind: 'failed' });
    expect(receiver.requests).toHaveLength(1);
  });

  it('has connections of its own: requests of two endpoints never share one, in whatever order they come', async () => {
    const { receiver, sender, request } = await scene();
    for (const identity of [one, two, one, two, two, one])
      expect(await sender.send(request(identity))).toMatchObject({ kind: 'answered' });
    expect(receiver.requests.map(shownBy)).toEqual(['one', 'two', 'one', 'two', 'two', 'one'].map((n) => `${n}.test`));
    expect(receiver.connections).toBe(2);
  });

  it('isn’t shared by another endpoint with the same one', async () => {
    const { receiver, sender, request } = await scene();
    for (const identity of [one, as('ep_3.a', clients.one)]) await sender.send(request(identity));
    expect(receiver.connections).toBe(2);
    expect(receiver.requests.every(({ resumed }) => !resumed)).toBe(true);
  });

  it('that cannot be used fails for its auth, and says nothing of the key', async () => {
    const { receiver, sender, request } = await scene();
    const outcome = await sender.send(request({ id: 'ep_4.c', certificate: clients.one.cert, key: clients.two.key }));
    expect(outcome).toEqual({
      kind: 'failed',
      reason: 'auth',
      detail: "the client certificate can't be used",
      durationMs: 0,
      timings: {},
    });
    expect(receiver.connections).toBe(0);
  });
});
