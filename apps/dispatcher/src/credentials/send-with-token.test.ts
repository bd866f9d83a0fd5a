import { afterEach, describe, expect, it } from '@jest/globals';
import type { EndpointAuth } from '@postrider/schemas';
import { ManualClock, SystemClock, type Clock } from '@postrider/time';
import type { Exchange } from '../exchange/exchange.js';
import { HttpSender } from '../exchange/http-sender.js';
import { always, answer, LoopbackReceiver, never, type Answerer } from '../exchange/testing/loopback-receiver.js';
import { loopbackPolicy, post } from '../exchange/testing/sending.js';
import { AccessTokens } from './access-tokens.js';
import { sendWithToken } from './send-with-token.js';

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function receiving(answerer: Answerer): Promise<LoopbackReceiver> {
  const receiver = await LoopbackReceiver.start(answerer);
  ended.push(() => receiver.close());
  return receiver;
}

const json = (value: unknown): string => answer('200 OK', JSON.stringify(value), 'content-type: application/json');
const headerOf = ({ requests }: LoopbackReceiver, index: number, name: string): string | undefined =>
  requests[index]?.head.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);

/** An issuer that gives out token-1, token-2 and so on. */
const counting =
  (rest: object = {}): Answerer =>
  ({ socket }, index) =>
    void socket.write(json({ access_token: `token-${index + 1}`, token_type: 'Bearer', ...rest }));

/** An endpoint with an issuer, and a sender that everything goes through. */
async function scene(
  { issuer, endpoint = always('200 OK') }: { issuer: Answerer; endpoint?: Answerer },
  given: Partial<Extract<EndpointAuth, { type: 'oauth2' }>> = {},
  clock: Clock = new SystemClock(),
  policy = loopbackPolicy,
) {
  const [issuing, receiver] = [await receiving(issuer), await receiving(endpoint)];
  const sender = new HttpSender({ policy, clock: new SystemClock() });
  ended.unshift(() => sender.close({ graceMs: 0 }));
  const tokens = new AccessTokens(
    {
      type: 'oauth2',
      tokenUrl: issuing.url('/token').href,
      clientId: 'client',
      clientSecret: 'the secret',
      authMethod: 'basic',
      ...given,
    },
    { sender, clock },
  );
  const send = (timeoutMs = 60_000, endedBy?: Parameters<typeof sendWithToken>[3]): Promise<Exchange> =>
    sendWithToken({ ...post(receiver.url()), timeoutMs }, tokens, { sender, clock }, endedBy);
  return { issuing, receiver, send, sender };
}

describe('a delivery with a token', () => {
  it('asks for one by the client credentials grant, and carries it', async () => {
    const scope = { scopes: ['a:b', 'c'], audience: 'https://api.example' };
    const { issuing, receiver, send } = await scene({ issuer: counting({ expires_in: 60 }) }, scope);
    expect(await send()).toMatchObject({ kind: 'answered', statusCode: 200 });
    expect(headerOf(receiver, 0, 'authorization')).toBe('Bearer token-1');
    expect(issuing.requests[0]?.head[0]).toBe('POST /token HTTP/1.1');
    expect(headerOf(issuing, 0, 'authorization')).toBe(`Basic ${Buffer.from('client:the+secret').toString('base64')}`);
    expect(headerOf(issuing, 0, 'content-type')).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(issuing.requests[0]?.body.toString()))).toEqual({
      grant_type: 'client_credentials',
      scope: 'a:b c',
      audience: 'https://api.example',
    });
  });

  it('sends the client’s secret in the form where that is wanted', async () => {
    const { issuing, send } = await scene({ issuer: counting() }, { authMethod: 'post' });
    await send();
    expect(headerOf(issuing, 0, 'authorization')).toBeUndefined();
    expect(issuing.requests[0]?.body.toString()).toBe(
      'grant_type=client_credentials&client_id=client&client_secret=the+secret',
    );
  });

  it('shares one that is being asked for, and one that there is', async () => {
    const { issuing, receiver, send } = await scene({ issuer: counting({ expires_in: 3600 }) });
    await Promise.all(Array.from({ length: 20 }, () => send()));
    await send();
    expect([issuing.requests.length, receiver.requests.length]).toEqual([1, 21]);
  });

  it('has it replaced before its end, without waiting, and waits once it has ended', async () => {
    const clock = new ManualClock();
    const { issuing, receiver, send } = await scene({ issuer: counting({ expires_in: 100 }) }, {}, clock);
    await send();
    await clock.advance(89_000);
    await send();
    expect(issuing.requests.length).toBe(1);
    await clock.advance(2000);
    await send();
    await issuing.until(({ requests }) => requests.length === 2);
    expect(headerOf(receiver, 2, 'authorization')).toBe('Bearer token-1');
    await clock.advance(500_000);
    await send();
    expect(headerOf(receiver, 3, 'authorization')).not.toBe('Bearer token-1');
  });

  it('asks for another once where the endpoint answers 401, and takes a second 401 for its answer', async () => {
    const refusing: Answerer = ({ head, socket }) =>
      void socket.write(answer(head.includes('authorization: Bearer token-2') ? '204 No Content' : '401 Unauthorized'));
    const first = await scene({ issuer: counting(), endpoint: refusing });
    expect(await first.send()).toMatchObject({ kind: 'answered', statusCode: 204 });
    expect(await first.send()).toMatchObject({ statusCode: 204 });
    expect([first.issuing.requests.length, first.receiver.requests.length]).toEqual([2, 3]);
    const second = await scene({ issuer: counting(), endpoint: always('401 Unauthorized') });
    expect(await second.send()).toMatchObject({ kind: 'answered', statusCode: 401 });
    expect([second.issuing.requests.length, second.receiver.requests.length]).toEqual([2, 2]);
  });

  it.each<[string, Answerer, string]>([
    [
      'an error of the protocol',
      always('401 Unauthorized', '{"error":"invalid_client","error_description":"the secret"}'),
      'the token URL answered 401 (invalid_client)',
    ],
    ['an error of its own', always('400 Bad Request', '{"error":"the secret"}'), 'the token URL answered 400'],
    ['a redirect', always('302 Found', '', 'location: http://127.0.0.1/'), 'the token URL answered 302'],
    [
      'no token',
      always('200 OK', '{"token":"the secret"}'),
      'the token URL answered without an access_token that a header can carry',
    ],
    [
      'a token that would end the header',
      always('200 OK', '{"access_token":"a\\r\\nx: the secret"}'),
      'the token URL answered without an access_token that a header can carry',
    ],
    [
      'more than any token',
      always('200 OK', `{"access_token":"${'x'.repeat(20_000)}"}`),
      'the token URL answered without an access_token that a header can carry',
    ],
    [
      'another kind of token',
      always('200 OK', '{"access_token":"x","token_type":"mac"}'),
      'the token URL answered with a token that is no bearer token',
    ],
    ['no JSON', always('200 OK', '<html>'), 'the token URL answered without an access_token that a header can carry'],
  ])('fails for its auth where the issuer answers %s, and says no secret', async (_, issuer, detail) => {
    const { receiver, send } = await scene({ issuer });
    expect(await send()).toEqual({
      kind: 'failed',
      reason: 'auth',
      detail,
      durationMs: expect.any(Number),
      timings: {},
    });
    expect(receiver.requests).toEqual([]);
  });

  it('fails for its auth where the issuer takes too long, and others go on waiting', async () => {
    const { issuing, receiver, send } = await scene({ issuer: never });
    const patient = send();
    expect(await send(20)).toMatchObject({ reason: 'auth', detail: 'the token URL did not answer in time' });
    await issuing.until(({ requests }) => requests.length === 1);
    issuing.requests[0]?.socket.write(json({ access_token: 'late' }));
    expect(await patient).toMatchObject({ kind: 'answered' });
    expect([issuing.requests.length, headerOf(receiver, 0, 'authorization')]).toEqual([1, 'Bearer late']);
  });

  it('never asks an address that must not be called', async () => {
    const { issuing, send } = await scene({ issuer: counting() }, { tokenUrl: 'http://10.0.0.1/token' });
    expect(await send()).toMatchObject({
      kind: 'failed',
      reason: 'auth',
      detail: expect.stringContaining('the token URL could not be asked: 10.0.0.1 is in'),
    });
    expect(issuing.connections).toBe(0);
  });

  it('ends when it is cut off, and when the sender stops, as not made', async () => {
    const { issuing, send, sender } = await scene({ issuer: never });
    let cut: () => void = () => undefined;
    const cutOff = send(undefined, (cancel) => {
      cut = cancel;
      return () => undefined;
    });
    await issuing.until(({ requests }) => requests.length === 1);
    cut();
    expect(await cutOff).toMatchObject({ kind: 'failed', reason: 'cancelled' });
    const stopped = send();
    await sender.close({ graceMs: 0 });
    expect(await stopped).toMatchObject({ kind: 'failed', reason: 'cancelled' });
  });
});
