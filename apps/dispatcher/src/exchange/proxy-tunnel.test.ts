import { createServer } from 'node:net';
import { once } from 'node:events';
import { createSecureContext, TLSSocket, type SecureVersion } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ProxyExceptions, type EgressProxy } from '@postrider/egress';
import { ConnectProxy, selfSigned } from '@postrider/testing';
import { ManualClock, SystemClock } from '@postrider/time';
import { HttpSender, type HttpSenderOptions } from './http-sender.js';
import { always, LoopbackReceiver, type Answerer } from './testing/loopback-receiver.js';
import { loopbackPolicy, post } from './testing/sending.js';

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

const certificate = selfSigned('hooks.test');

async function receiving(tls: boolean, answerer: Answerer = always('200 OK', 'ok')): Promise<LoopbackReceiver> {
  const receiver = await LoopbackReceiver.start(answerer, tls ? { tls: certificate } : {});
  ended.push(() => receiver.close());
  return receiver;
}

async function proxying(tls?: ReturnType<typeof selfSigned>): Promise<ConnectProxy> {
  const proxy = await ConnectProxy.start(tls);
  ended.push(() => proxy.close());
  return proxy;
}

/** How to leave by a proxy. */
function by({ port }: ConnectProxy, given: Partial<EgressProxy> = {}): EgressProxy {
  const authorization = undefined;
  return { secure: false, hostname: '127.0.0.1', port, authorization, except: ProxyExceptions.none, ...given };
}

function sending(proxy: EgressProxy | undefined, given: Partial<HttpSenderOptions> = {}): HttpSender {
  const sender = new HttpSender({
    policy: loopbackPolicy,
    clock: new SystemClock(),
    ca: certificate.cert,
    resolve: () => Promise.resolve(['127.0.0.1']),
    proxy,
    ...given,
  });
  ended.unshift(() => sender.close({ graceMs: 0 }));
  return sender;
}

describe('a connection through a proxy', () => {
  it.each([false, true])('is to the address that was judged, under the name; with TLS: %s', async (tls) => {
    const [receiver, proxy] = [await receiving(tls), await proxying()];
    const sender = sending(by(proxy, { authorization: 'Basic dXM6cGFzcw==' }));
    const url = receiver.url('/hooks', 'hooks.test');
    const { timings } = await sender.send(post(url));
    expect(Object.keys(timings).sort()).toEqual(['connectMs', 'dnsMs', 'firstByteMs', ...(tls ? ['tlsMs'] : [])]);
    for (let sent = 1; sent < 3; sent++)
      expect(await sender.send(post(url))).toMatchObject({ kind: 'answered', remoteAddress: '127.0.0.1' });
    const authority = `127.0.0.1:${receiver.port}`;
    expect(proxy.asked).toEqual([{ authority, host: authority, as: 'Basic dXM6cGFzcw==' }]);
    expect(proxy.forwards).toBe(0);
    expect(receiver.requests).toHaveLength(3);
    const [first] = receiver.requests;
    expect(first?.head).toContain(`host: hooks.test:${receiver.port}`);
    expect(first?.head.join()).not.toContain('proxy-authorization');
    if (first?.socket instanceof TLSSocket) expect(first.socket.servername).toBe('hooks.test');
  });

  it('verifies the certificate of the receiver, not the proxy’s', async () => {
    const [receiver, proxy] = [await receiving(true), await proxying()];
    const outcome = await sending(by(proxy)).send(post(receiver.url('/', 'other.test')));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'tls' });
    expect(receiver.requests).toEqual([]);
  });

  it('goes to the proxy by TLS where its URL says so', async () => {
    const own = selfSigned('localhost');
    const [receiver, proxy] = [await receiving(true), await proxying(own)];
    const egress = by(proxy, { secure: true, hostname: 'localhost' });
    const request = post(receiver.url('/', 'hooks.test'));
    expect(await sending(egress).send(request)).toMatchObject({ kind: 'failed', reason: 'network' });
    expect(proxy.asked).toEqual([]);
    const trusting = sending(egress, { ca: certificate.cert + own.cert });
    expect(await trusting.send(request)).toMatchObject({ kind: 'answered', remoteAddress: '127.0.0.1' });
    expect(proxy.asked).toHaveLength(1);
  });

  it('is never asked for to an address that must not be called, nor to a name', async () => {
    const proxy = await proxying();
    const forbidden = sending(by(proxy), { resolve: () => Promise.resolve(['10.0.0.1']) });
    expect(await forbidden.send(post(new URL('http://hooks.test/')))).toMatchObject({ reason: 'address_forbidden' });
    const unknown = sending(by(proxy), { resolve: () => Promise.resolve([]) });
    expect(await unknown.send(post(new URL('http://hooks.test/')))).toMatchObject({ reason: 'dns' });
    expect([proxy.asked, proxy.forwards]).toEqual([[], 0]);
  });

  it('is tried to one address after another', async () => {
    const [receiver, proxy] = [await receiving(false), await proxying()];
    proxy.refusal = (authority) =>
      authority.startsWith('127.0.0.1:') ? undefined : 'HTTP/1.1 502 Bad Gateway\r\nvia: test\r\n\r\n';
    const sender = sending(by(proxy), { resolve: () => Promise.resolve(['127.0.0.9', '127.0.0.1']) });
    expect(await sender.send(post(receiver.url('/', 'hooks.test')))).toMatchObject({ remoteAddress: '127.0.0.1' });
    expect(proxy.asked.map(({ authority }) => authority.split(':')[0])).toEqual(['127.0.0.9', '127.0.0.1']);
  });

  it('isn’t made for what is excepted', async () => {
    const [receiver, proxy] = [await receiving(false), await proxying()];
    const except = ProxyExceptions.parse(['.test', '127.0.0.0/8']);
    if (!(except instanceof ProxyExceptions)) throw new Error('they were refused');
    const sender = sending(by(proxy, { except }));
    for (const host of ['hooks.test', '127.0.0.1'])
      expect(await sender.send(post(receiver.url('/', host)))).toMatchObject({ kind: 'answered' });
    expect([proxy.asked, receiver.requests.length]).toEqual([[], 2]);
  });

  it.each([
    ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'it answered 407'],
    ['HTTP/1.1 302 Found\r\nlocation: http://elsewhere/\r\n\r\n', 'it answered 302'],
    ['HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 'it sent more than an answer'],
    ['SSH-2.0-hello\r\n\r\n', "its answer isn't HTTP/1.1"],
    [`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(4000)}`, 'its answer has no end'],
    ['', 'it closed the connection'],
  ])('is none where the proxy answers %j', async (words, why) => {
    const [receiver, proxy] = [await receiving(false), await proxying()];
    proxy.refusal = () => words;
    expect(await sending(by(proxy)).send(post(receiver.url()))).toMatchObject({
      kind: 'failed',
      reason: 'network',
      detail: `the egress proxy made no connection: ${why}`,
    });
    expect(receiver.connections).toBe(0);
  });

  it('is none where there is no proxy', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    server.close();
    await once(server, 'close');
    const proxy = {
      secure: false,
      hostname: '127.0.0.1',
      port,
      authorization: undefined,
      except: ProxyExceptions.none,
    };
    expect(await sending(proxy).send(post(new URL('http://127.0.0.1:9/')))).toMatchObject({
      reason: 'network',
      detail: 'the egress proxy made no connection: ECONNREFUSED',
    });
  });

  it('has no longer than any other', async () => {
    const clock = new ManualClock();
    const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ended.push(async () => {
      server.close();
      await once(server, 'close');
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const proxy = {
      secure: false,
      hostname: '127.0.0.1',
      port,
      authorization: undefined,
      except: ProxyExceptions.none,
    };
    const connected = once(server, 'connection');
    const outcome = sending(proxy, { clock }).send(post(new URL('http://127.0.0.1:9/')));
    await connected;
    await clock.advance(10_000);
    expect(await outcome).toMatchObject({ kind: 'failed', reason: 'connect_timeout' });
  });
});

describe('the oldest TLS that is spoken', () => {
  it.each<[SecureVersion, SecureVersion, string]>([
    ['TLSv1.2', 'TLSv1.2', 'answered'],
    ['TLSv1.3', 'TLSv1.2', 'failed'],
    ['TLSv1.3', 'TLSv1.3', 'answered'],
  ])('is what is set: %s, with a receiver of %s at most: %s', async (minTls, maxVersion, kind) => {
    const tls = { ...certificate, secureContext: createSecureContext({ ...certificate, maxVersion }), maxVersion };
    const receiver = await LoopbackReceiver.start(always('200 OK'), { tls });
    ended.push(() => receiver.close());
    const outcome = await sending(undefined, { minTls }).send(post(receiver.url('/', 'hooks.test')));
    expect(outcome).toMatchObject({ kind, ...(kind === 'failed' && { reason: 'tls' }) });
  });
});
