import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, Refused, status, Tenant } from '@postrider/outside';
import { TestTransformResult } from '@postrider/schemas';
import { eventually } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

const DATA = '{"order":12345678901234567890,"amount":1.50}';

let postrider: Deployment;
let acme: Tenant;

beforeAll(async () => {
  // Scripts here take a millisecond, but the machine may be busy; those that loop take all that there is.
  postrider = await Deployment.start({ env: { RETRY_SCHEDULE_SECONDS: '1', TRANSFORM_TIMEOUT_MS: '100' } });
  acme = await postrider.tenant('order.created');
});
afterAll(() => postrider.stop());

const subscribing = (code: string, language = 'javascript') => ({
  subscriptions: [{ eventTypes: ['*'], transform: { language, code } }],
});
const publish = () => acme.publishBytes(`{"type":"order.created","data":${DATA}}`);

describe('a transformation', () => {
  it('makes body, headers and path, the same at every attempt; who has none gets the exact bytes', async () => {
    const [changed, plain] = [postrider.receiver.mailbox().answers(status(500)), postrider.receiver.mailbox()];
    const endpoint = await acme.register(changed, {
      ...subscribing(
        '{ "body": { "id": data.order, "at": $now() }, "headers": { "x-type": type }, "path": "orders/" & data.order }',
        'jsonata',
      ),
    });
    const other = await acme.register(plain);
    const { id, timestamp } = await publish();
    expect((await plain.arrival(id)).body.toString()).toBe(
      `{"type":"order.created","timestamp":"${timestamp}","data":${DATA}}`,
    );
    await acme.settled(id, 'delivered', endpoint.id);
    const [first, second] = changed.of(id);
    expect(first?.body.toString()).toMatch(/^\{"id":12345678901234567890,"at":"[^"]+"\}$/);
    for (const request of [first, second]) {
      expect(request).toMatchObject({ verified: true, headers: { 'x-type': 'order.created' } });
      expect(request?.path).toBe(`${new URL(changed.url).pathname}/orders/12345678901234567890`);
      expect(request?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    }
    await acme.delete(endpoint.id);
    await acme.delete(other.id);
  });

  it('drops, or fails, in view of everybody and to nobody else’s harm', async () => {
    const [fine, none] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    const dropping = await acme.register(none, subscribing('const transform = () => ({ drop: true });'));
    const failing = await acme.register(none, subscribing('const transform = (event) =>\n  event.data.no.such;'));
    const endpoint = await acme.register(fine);
    const { id } = await publish();
    await acme.settled(id, 'delivered', endpoint.id);
    expect(await acme.settled(id, 'cancelled', dropping.id)).toMatchObject({
      reason: 'transform_dropped',
      attempts: 0,
    });
    const dead = await acme.settled(id, 'dead', failing.id);
    expect(dead).toMatchObject({ reason: 'transform_failed', attempts: 0 });
    expect(await acme.delivery(dead.id)).toMatchObject({
      transformFailure: { reason: 'error', message: expect.stringMatching(/^line 2: TypeError/) },
    });
    expect((await acme.deadLetters()).map((letter) => letter.id)).toContain(dead.id);
    expect(none.of(id)).toEqual([]);
    // Mended, it's run again for what is redriven.
    await acme.patch(failing.id, subscribing('const transform = ({ data }) => ({ body: [data.order] });'));
    await acme.retry(dead.id);
    expect((await none.arrival(id)).body.toString()).toBe('[12345678901234567890]');
    expect(await acme.settled(id, 'delivered', failing.id)).toMatchObject({ run: 1, attempts: 1 });
    for (const { id: gone } of [dropping, failing, endpoint]) await acme.delete(gone);
  });

  it('leaves an ordering key’s events in their order, however long each of them takes', async () => {
    const mailbox = postrider.receiver.mailbox();
    const code = `const transform = ({ data }) => {
      let sum = 0;
      for (let turn = 0; turn < data.turns; turn++) sum += turn;
      return { body: { number: data.number, more: sum > 0 } };
    };`;
    const endpoint = await acme.register(mailbox, { ...subscribing(code), ordering: 'key' });
    const events = Array.from({ length: 30 }, (_, number) => ({
      orderingKey: 'one',
      data: { number, turns: number % 3 === 0 ? 20_000 : 0 },
    }));
    await acme.publishBatch(events);
    await eventually('all of them to arrive', () => mailbox.requests.length >= events.length, 30_000);
    const arrived = mailbox.requests.map(({ body }) => (JSON.parse(body.toString()) as { number: number }).number);
    expect(arrived).toEqual(events.map(({ data }) => data.number));
    await acme.delete(endpoint.id);
  });

  it('is run for what is backfilled, and by whatever the endpoint has then', async () => {
    const { id } = await publish();
    const mailbox = postrider.receiver.mailbox();
    const endpoint = await acme.register(
      mailbox,
      subscribing('const transform = ({ data }) => ({ body: [data.order] });'),
    );
    await acme.start(`/endpoints/${endpoint.id}/backfill`, { since: '2026-01-01T00:00:00Z' });
    expect((await mailbox.arrival(id)).body.toString()).toBe('[12345678901234567890]');
    expect(await acme.settled(id, 'delivered', endpoint.id)).toMatchObject({ run: 0, attempts: 1 });
    await acme.delete(endpoint.id);
  });

  it('that times out ten times in a row is suspended, until it is given anew', async () => {
    const [mailbox, news] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    const operator = new Tenant('postrider', 'none', postrider.client);
    await operator.register(news, { subscriptions: [{ eventTypes: ['postrider.subscription.*'] }] });
    const endpoint = await acme.register(mailbox, subscribing('const transform = () => { for (;;); };'));
    /** What became of one more event, published when the one before it is through: none is kept waiting for a thread. */
    const failure = async () => {
      const { id } = await acme.settled((await publish()).id, 'dead', endpoint.id);
      return (await acme.delivery(id)).transformFailure?.reason;
    };
    const reasons: unknown[] = [];
    while (reasons.length < 10) reasons.push(await failure());
    expect(reasons).toEqual(Array(10).fill('timeout'));
    const suspended = async () => (await acme.endpoint(endpoint.id)).subscriptions?.[0]?.transformSuspendedAt;
    expect(await suspended()).toBeDefined();
    const told = await eventually('the operator to be told', () => news.requests[0]);
    expect(JSON.parse(told.body.toString())).toMatchObject({
      type: 'postrider.subscription.suspended',
      data: { tenant: acme.id, endpoint: endpoint.id, subscription: endpoint.subscriptions?.[0]?.id, timeouts: 10 },
    });
    // The fan-out hears of it a moment later.
    await eventually('it not to be run any more', async () => (await failure()) === 'suspended');
    const changed = await acme.patch(endpoint.id, subscribing('const transform = () => ({});'));
    expect(changed.subscriptions?.[0]).not.toHaveProperty('transformSuspendedAt');
    const { id: next } = await publish();
    await mailbox.arrival(next);
    await acme.delete(endpoint.id);
  });

  it('that cannot be read is refused, with its place', async () => {
    const mailbox = postrider.receiver.mailbox();
    const refused = await acme
      .register(mailbox, subscribing('function transform() {\n  return {;\n}'))
      .catch(asRefused);
    expect(refused).toMatchObject({
      code: 'invalid_request',
      problem: { errors: [{ path: '/subscriptions/0/transform/code', message: expect.stringMatching(/^line 2: /) }] },
    });
  });

  it('can be tried out before anybody depends on it', async () => {
    const trial = (code: string, data: unknown) => {
      const body = { transform: { language: 'javascript', code }, event: { type: 'order.created', data } };
      return postrider.client.get(TestTransformResult, 'subscription', 'POST', acme.path('/test-transform'), { body });
    };
    const code = 'const transform = ({ data }) => ({ body: [data.a], path: "p" });';
    expect(await trial(code, { a: 1 })).toEqual({
      result: 'transformed',
      body: [1],
      path: 'p',
      durationMs: expect.any(Number),
    });
    expect(await trial(code, null)).toMatchObject({ result: 'failed', failure: 'error', line: 1 });
    const greedy = 'const transform = () => ({ body: new Uint8Array(17 * 1024 * 1024).length });';
    expect(await trial(greedy, {})).toMatchObject({ result: 'failed', failure: 'memory' });
    const endless = await Promise.all(Array.from({ length: 12 }, () => trial('for (;;);', {}).catch(asRefused)));
    const outcomes = endless.map((answer) => ('code' in answer ? answer.code : answer.failure));
    expect(outcomes).toContain('timeout');
    expect(outcomes).toContain('rate_limited');
  });
});

const asRefused = (error: unknown): Refused => {
  if (error instanceof Refused) return error;
  throw error;
};
