import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createSecureContext, TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AddressRange, EgressPolicy, judgeHost, type Resolve } from '@postrider/egress';
import { selfSigned } from '@postrider/testing';
import { ManualClock, SystemClock } from '@postrider/time';
import { ConnectAttempt } from './connect-attempt.js';
import { HttpSender, type HttpSenderOptions } from './http-sender.js';
import { always, LoopbackReceiver, never, type Answerer } from './testing/loopback-receiver.js';
import { loopbackPolicy, post } from './testing/sending.js';

// Containers often have none.
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

describe('a connection', () => {
  it('goes to the addresses that were judged, one after another, under the name', async () => {
    const receiver = await receiving(always('200 OK'));
    const policy = allowing('127.0.0.0/8', '::1/128');
    const sender = sending({ policy, resolve: resolvingTo(['::1', '127.0.0.1']) });
    await expect(sender.send(post(receiver.url('/', 'hooks.test')))).resolves.toMatchObject({
      kind: 'answered',
      remoteAddress: '127.0.0.1',
    });
    expect(receiver.requests[0]?.head).toContain(`host: hooks.test:${receiver.port}`);
  });

  (hasIpv6 ? it : it.skip)('goes by IPv6 as by IPv4', async () => {
    const receiver = await receiving(always('200 OK'), { host: '::1' });
    const sender = sending({ policy: allowing('::1/128') });
    await expect(sender.send(post(receiver.url('/', '[::1]')))).resolves.toMatchObject({ remoteAddress: '::1' });
    expect(receiver.requests[0]?.head).toContain(`host: [::1]:${receiver.port}`);
  });

  it('is made without asking, where the host is an address or this machine', async () => {
    const receiver = await receiving(always('200 OK'));
    const sender = sending({ resolve: resolvingTo() });
    for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '[::ffff:127.0.0.1]']) {
      const outcome = await sender.send(post(receiver.url('/', host)));
      expect([host, outcome.kind]).toEqual([host, 'answered']);
    }
  });

  it.each([
    ['127.0.0.1', 'this machine'],
    ['[::ffff:127.0.0.1]', 'this machine, mapped'],
    ['localhost', 'this machine, by name'],
    ['2130706433', 'this machine, as a number'],
  ])('is never made to an address that is forbidden: %s, %s', async (host) => {
    const receiver = await receiving(always('200 OK'));
    const sender = sending({ policy: new EgressPolicy(), resolve: resolvingTo(['1.1.1.1']) });
    const outcome = await sender.send(post(receiver.url('/', host)));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'address_forbidden' });
    expect(outcome.remoteAddress).toBeUndefined();
    expect(receiver.connections).toBe(0);
  });

  it('is refused in the words that a registration is refused in', async () => {
    const policy = new EgressPolicy();
    const verdict = policy.judge('10.1.2.3');
    const outcome = await sending({ policy }).send(post(new URL('http://10.1.2.3/')));
    expect(outcome.kind === 'failed' && outcome.detail).toBe(verdict.kind === 'forbidden' && verdict.message);
  });

  it('is never made when one answer among allowed ones is forbidden', async () => {
    const receiver = await receiving(always('200 OK'));
    for (const answers of [
      ['127.0.0.1', '10.0.0.1'],
      ['10.0.0.1', '127.0.0.1'],
      ['127.0.0.1', '::1'],
    ]) {
      const outcome = await sending({ resolve: resolvingTo(answers) }).send(post(receiver.url('/', 'hooks.test')));
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'address_forbidden' });
      expect(JSON.stringify(outcome)).not.toContain('10.0.0.1');
    }
    expect(receiver.connections).toBe(0);
  });

  it('is never made to a name that was public when it was registered, and is private now', async () => {
    const receiver = await receiving(always('200 OK'));
    const policy = new EgressPolicy();
    const resolve = resolvingTo(['1.1.1.1'], ['127.0.0.1']);
    await expect(judgeHost('hooks.test', policy, resolve)).resolves.toMatchObject({ kind: 'allowed' });
    const outcome = await sending({ policy, resolve }).send(post(receiver.url('/', 'hooks.test')));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'address_forbidden' });
    expect(receiver.connections).toBe(0);
  });

  it('goes where was judged, not where the name leads a moment later', async () => {
    const receiver = await receiving(always('200 OK'));
    const policy = allowing('127.0.0.1/32');
    const resolve = resolvingTo(['127.0.0.1'], ['127.0.0.2']);
    const sender = sending({ policy, resolve, limits: { idleTimeoutMs: 60_000 } });
    const url = receiver.url('/', 'hooks.test');
    await expect(sender.send(post(url))).resolves.toMatchObject({ remoteAddress: '127.0.0.1' });
    // Kept connections lead where they were made to; the next one is judged anew.
    await expect(sender.send(post(url))).resolves.toMatchObject({ remoteAddress: '127.0.0.1' });
    receiver.requests[0]?.socket.end();
    await receiver.until(({ open }) => open === 0);
    await expect(sender.send(post(url))).resolves.toMatchObject({ reason: 'address_forbidden' });
    expect(receiver.connections).toBe(1);
  });

  it('needs a name that resolves', async () => {
    const url = new URL('http://nowhere.test/');
    const failing: Resolve = () => Promise.reject(new Error('secret: queryA ESERVFAIL 10.0.0.53'));
    for (const resolve of [resolvingTo([]), failing]) {
      await expect(sending({ resolve }).send(post(url))).resolves.toMatchObject({
        kind: 'failed',
        reason: 'dns',
        detail: "the host name nowhere.test can't be resolved",
      });
    }
  });

  it.each([
    ['the connect time-out', 30_000, 10_000],
    ['the time-out of the exchange', 2_000, 2_000],
  ])('that is still resolving ends by %s', async (_which, timeoutMs, endsAfterMs) => {
    const clock = new ManualClock();
    const sender = sending({ clock, resolve: () => new Promise(() => undefined) });
    const outcome = sender.send({ ...post(new URL('http://hooks.test/')), timeoutMs });
    await clock.advance(endsAfterMs);
    await expect(outcome).resolves.toMatchObject({ kind: 'failed', reason: 'dns', durationMs: endsAfterMs });
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['the connect time-out', 30_000, 10_000],
    ['the time-out of the exchange', 2_000, 2_000],
  ])('that waits for the TLS handshake ends by %s', async (_which, timeoutMs, endsAfterMs) => {
    const silent = await receiving(never);
    const clock = new ManualClock();
    const url = new URL(silent.url().href.replace('http:', 'https:'));
    const outcome = sending({ clock }).send({ ...post(url), timeoutMs });
    await silent.until(({ connections }) => connections === 1);
    await clock.advance(endsAfterMs);
    await expect(outcome).resolves.toMatchObject({ reason: 'connect_timeout', durationMs: endsAfterMs });
    await silent.until(({ open }) => open === 0);
  });
});

describe('an attempt to connect', () => {
  it('knows what it was at when time runs out, and ends without another word', async () => {
    const receiver = await receiving(always('200 OK'));
    const clock = new ManualClock();
    const gate = {
      policy: loopbackPolicy,
      resolve: resolvingTo([]),
      clock,
      connectTimeoutMs: 10_000,
      secureContext: createSecureContext(),
    };
    const target = { secure: false, hostname: '127.0.0.1', port: receiver.port, session: undefined };
    const outcomes: unknown[] = [];
    const attempt = new ConnectAttempt(target, gate, (outcome) => outcomes.push(outcome));
    expect(attempt.tookTooLong().reason).toBe('dns');
    // Judged, and on its way, but no answer can have been read before the event loop turns.
    await Promise.resolve();
    await Promise.resolve();
    expect(attempt.tookTooLong().reason).toBe('connect_timeout');
    attempt.cancel();
    await clock.advance(10_000);
    expect([outcomes, clock.pending]).toEqual([[], 0]);
  });

  it('names what the system said, where no address can be reached', async () => {
    const policy = allowing('255.255.255.255/32');
    const outcome = await sending({ policy }).send(post(new URL('http://255.255.255.255/')));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'network' });
  });
});

describe('a connection over TLS', () => {
  const { key, cert } = selfSigned('receiver.test');
  const resolve = resolvingTo(['127.0.0.1']);

  it('asks for the name, and accepts a trusted certificate for it', async () => {
    const receiver = await receiving(always('200 OK', 'ok'), { tls: { key, cert } });
    const sender = sending({ resolve, ca: cert });
    for (const host of ['receiver.test', 'receiver.test.']) {
      await expect(sender.send(post(receiver.url('/', host)))).resolves.toMatchObject({
        kind: 'answered',
        remoteAddress: '127.0.0.1',
      });
    }
    expect(secured(receiver).map(({ servername }) => servername)).toEqual(['receiver.test', 'receiver.test']);
    expect(receiver.requests[0]?.head).toContain(`host: receiver.test:${receiver.port}`);
  });

  it('has its steps timed for the exchange that it is made for, and for no later one', async () => {
    const receiver = await receiving(always('200 OK', 'ok'), { tls: { key, cert } });
    const sender = sending({ resolve, ca: cert });
    const [first, second] = [
      await sender.send(post(receiver.url('/', 'receiver.test'))),
      await sender.send(post(receiver.url('/', 'receiver.test'))),
    ];
    expect(Object.keys(first.timings).sort()).toEqual(['connectMs', 'dnsMs', 'firstByteMs', 'tlsMs']);
    const spentMs = Object.values(first.timings).reduce((sum: number, ms: number) => sum + ms, 0);
    expect(spentMs).toBeLessThanOrEqual(first.durationMs);
    expect(Object.keys(second.timings)).toEqual(['firstByteMs']);
  });

  it('has those steps timed that came before it failed', async () => {
    const receiver = await receiving(always('200 OK'), { tls: { key, cert } });
    const { timings } = await sending({ resolve }).send(post(receiver.url('/', 'receiver.test')));
    expect(Object.keys(timings).sort()).toEqual(['connectMs', 'dnsMs']);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('resumes the session of the last one: %s', async (version) => {
    const tls = { key, cert, minVersion: version, maxVersion: version };
    const receiver = await receiving(always('200 OK', 'ok', 'connection: close'), { tls });
    const sender = sending({ resolve, ca: cert });
    const url = receiver.url('/', 'receiver.test');
    await sender.send(post(url));
    await sender.send(post(url));
    expect(receiver.requests.map(({ resumed }) => resumed)).toEqual([false, true]);
  });

  it.each([
    ['a certificate of its own making', 'receiver.test', undefined],
    ['a certificate for another name', 'other.test', cert],
    ['a certificate for a name, when called by address', '127.0.0.1', cert],
  ])('fails, and sends nothing, with %s', async (_what, host, ca) => {
    const receiver = await receiving(always('200 OK'), { tls: { key, cert } });
    const outcome = await sending({ resolve, ca }).send(post(receiver.url('/', host)));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'tls' });
    expect(receiver.requests).toHaveLength(0);
  });

  it('fails with a version older than 1.2', async () => {
    const old = { key, cert, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const receiver = await receiving(always('200 OK'), { tls: old });
    const outcome = await sending({ resolve, ca: cert }).send(post(receiver.url('/', 'receiver.test')));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'tls' });
  });

  it('fails with a receiver that speaks plain HTTP, or hangs up', async () => {
    for (const spoken of ['HTTP/1.1 400 Bad Request\r\n\r\n', '']) {
      const server = createServer((socket) => {
        socket.on('error', () => undefined).once('data', () => socket.end(spoken));
      });
      await new Promise<void>((resolved) => server.listen(0, '127.0.0.1', resolved));
      ended.push(() => new Promise((closed) => server.close(() => closed())));
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const outcome = await sending({ resolve }).send(post(new URL(`https://receiver.test:${port}/`)));
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'tls' });
    }
  });
});

function secured({ requests }: LoopbackReceiver): TLSSocket[] {
  return requests.map(({ socket }) => socket).filter((socket) => socket instanceof TLSSocket);
}

/** A resolver with an answer for each time that it is asked, which then knows nothing more. */
function resolvingTo(...answers: string[][]): Resolve {
  const left = [...answers];
  return () => Promise.resolve((answers.length === 1 ? answers[0] : left.shift()) ?? []);
}

function allowing(...cidrs: string[]): EgressPolicy {
  return new EgressPolicy(cidrs.map((cidr) => AddressRange.of(cidr)));
}

async function receiving(
  answerer: Answerer,
  options: Parameters<typeof LoopbackReceiver.start>[1] = {},
): Promise<LoopbackReceiver> {
  const receiver = await LoopbackReceiver.start(answerer, options);
  ended.push(() => receiver.close());
  return receiver;
}

function sending(options: Partial<HttpSenderOptions> = {}): HttpSender {
  const sender = new HttpSender({ policy: loopbackPolicy, clock: new SystemClock(), ...options });
  ended.unshift(() => sender.close({ graceMs: 0 }));
  return sender;
}
