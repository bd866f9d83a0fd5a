import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, readTopic, silence, status, type Tenant } from '@postrider/outside';
import { decodeDeadLetter, topics } from '@postrider/schemas';
import { eventually } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

/** Long enough that nothing of it comes during a test by itself. */
const FAR = { retry: { scheduleSeconds: [3600, 3600] } };

let postrider: Deployment;

beforeAll(async () => {
  postrider = await Deployment.start({ env: { RETRY_SCHEDULE_SECONDS: '1,1' } });
});
afterAll(() => postrider.stop());

/** A tenant with one endpoint. */
async function oneEndpoint(settings: object = {}) {
  const tenant = await postrider.tenant();
  const mailbox = postrider.receiver.mailbox();
  const { id, secret } = await tenant.register(mailbox, settings);
  return { tenant, mailbox, endpoint: id, secret };
}

async function jobDone(tenant: Tenant, job: string) {
  return eventually(`job ${job} to be done`, async () => {
    const answer = await tenant.job(job);
    return answer.status === 'done' && answer;
  });
}

describe('a delivery that fails', () => {
  it('is attempted again after the scheduled waits, each time signed anew under the same id, until it arrives', async () => {
    const { tenant, mailbox } = await oneEndpoint();
    mailbox.answers(status(500, {}, 'broken'), status(404));
    const { id } = await tenant.publish();
    const third = await mailbox.arrival(id, 3);
    const delivery = await tenant.settled(id, 'delivered');
    expect(delivery).toMatchObject({ attempts: 3, run: 0, lastStatusCode: 204 });
    expect(delivery.nextAttemptAt).toBeUndefined();

    const [first, second] = mailbox.requests;
    for (const [earlier, later] of [
      [first, second],
      [second, third],
    ]) {
      // How long at most is what is planned, which the next test looks at, and what the machine has to do beside.
      expect((later?.atMs ?? 0) - (earlier?.atMs ?? 0)).toBeGreaterThanOrEqual(1000);
      expect(Number(later?.headers['webhook-timestamp'])).toBeGreaterThan(
        Number(earlier?.headers['webhook-timestamp']),
      );
      expect(later?.headers['webhook-signature']).not.toBe(earlier?.headers['webhook-signature']);
      expect(later?.body.equals(earlier?.body ?? Buffer.alloc(0))).toBe(true);
    }
    expect(mailbox.requests.map(({ id: event, verified }) => [event, verified])).toEqual(Array(3).fill([id, true]));
    const { attemptLog } = await tenant.delivery(delivery.id);
    expect(
      attemptLog.map(({ number, trigger, outcome, response }) => [number, trigger, outcome, response?.statusCode]),
    ).toEqual([
      [1, 'first', 'failed', 500],
      [2, 'retry', 'failed', 404],
      [3, 'retry', 'delivered', 204],
    ]);
    expect(attemptLog[0]?.response?.body).toBe('broken');
  });

  it('is retrying meanwhile, and says when the next attempt is due', async () => {
    const { tenant, mailbox } = await oneEndpoint(FAR);
    mailbox.otherwise = status(500);
    const { id } = await tenant.publish();
    const { nextAttemptAt, lastAttemptAt } = await tenant.settled(id, 'retrying');
    const waitS = (Date.parse(nextAttemptAt ?? '') - Date.parse(lastAttemptAt ?? '')) / 1000;
    expect(waitS).toBeGreaterThanOrEqual(3600);
    expect(waitS).toBeLessThanOrEqual(3600 * 1.2 + 1);
  });

  it('is a dead letter when its schedule is used up, listed and told on postrider.dead-letters', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint();
    mailbox.otherwise = status(503);
    const { id } = await tenant.publish();
    const dead = await tenant.settled(id, 'dead');
    expect(dead).toMatchObject({ reason: 'exhausted', attempts: 3, lastStatusCode: 503, lastFailure: 'status' });
    expect(mailbox.requests).toHaveLength(3);
    expect(await tenant.deadLetters()).toEqual([dead]);
    expect(await tenant.deadLetters(`endpoint=${endpoint}&eventType=order.created`)).toEqual([dead]);
    expect(await tenant.deadLetters('eventType=other')).toEqual([]);

    // What is in the log is told afterwards.
    const records = await eventually('it to be told', async () => {
      const found = await readTopic(postrider.stack, topics.deadLetters.name);
      const ofIt = found.filter(({ value }) => value?.includes(id));
      return ofIt.length > 0 && ofIt;
    });
    expect(records.map(decodeDeadLetter)).toEqual([
      {
        kind: 'decoded',
        value: expect.objectContaining({
          delivery: dead.id,
          tenant: tenant.id,
          event: id,
          endpoint,
          reason: 'exhausted',
          attempts: 3,
        }),
      },
    ]);
  });

  it('is attempted once alone where the endpoint’s schedule is empty', async () => {
    const { tenant, mailbox } = await oneEndpoint({ retry: { scheduleSeconds: [] } });
    mailbox.otherwise = status(500);
    const { id } = await tenant.publish();
    expect(await tenant.settled(id, 'dead')).toMatchObject({ attempts: 1, reason: 'exhausted' });
  });

  it('failed when there is no answer in time', async () => {
    const { tenant, mailbox } = await oneEndpoint({ timeoutMs: 1000, retry: { scheduleSeconds: [] } });
    mailbox.otherwise = silence;
    const { id } = await tenant.publish();
    const { id: delivery } = await tenant.settled(id, 'dead');
    const { attemptLog } = await tenant.delivery(delivery);
    expect(attemptLog).toEqual([expect.objectContaining({ outcome: 'failed', reason: 'timeout' })]);
    // Timers may come a moment early.
    expect(attemptLog[0]?.durationMs).toBeGreaterThanOrEqual(990);
    // And is cut then, not only when nobody waits for anything any more.
    expect(attemptLog[0]?.durationMs).toBeLessThan(15_000);
  });

  it('failed when nobody listens', async () => {
    const { tenant, endpoint } = await oneEndpoint({ retry: { scheduleSeconds: [] } });
    await tenant.patch(endpoint, { url: 'http://127.0.0.1:1/' });
    const { id } = await tenant.publish();
    expect(await tenant.settled(id, 'dead')).toMatchObject({ lastFailure: 'connect_refused' });
  });
});

describe('a redrive', () => {
  it('gives every dead letter a new run, and its job says how many', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint({ retry: { scheduleSeconds: [1] } });
    // Not an illness: so many failures of another kind would open the endpoint's breaker.
    mailbox.otherwise = status(400);
    const events = await Promise.all(Array.from({ length: 5 }, () => tenant.publish()));
    for (const { id } of events) await tenant.settled(id, 'dead');
    mailbox.otherwise = status(200);
    expect(await jobDone(tenant, (await tenant.redrive({ until: '2020-01-01T00:00:00.000Z' })).job)).toMatchObject({
      count: 0,
      done: 0,
    });
    const { job, count } = await tenant.redrive({ endpoint });
    expect(count).toBe(5);
    for (const { id } of events) expect(await tenant.settled(id, 'delivered')).toMatchObject({ run: 1, attempts: 3 });
    expect(await jobDone(tenant, job)).toMatchObject({ kind: 'redrive', count: 5, done: 5, endpoint });
    expect(await tenant.deadLetters()).toEqual([]);
    const { attemptLog } = await tenant.delivery((await tenant.deliveries())[0]?.id ?? '');
    expect(attemptLog.map(({ run, trigger }) => [run, trigger])).toEqual([
      [0, 'first'],
      [0, 'retry'],
      [1, 'redrive'],
    ]);
  });

  it('whose attempt fails goes through the whole schedule again before it’s dead again', async () => {
    const { tenant, mailbox } = await oneEndpoint({ retry: { scheduleSeconds: [1] } });
    mailbox.otherwise = status(500);
    const { id } = await tenant.publish();
    await tenant.settled(id, 'dead');
    await tenant.redrive();
    await mailbox.arrival(id, 4);
    expect(await tenant.settled(id, 'dead')).toMatchObject({ run: 1, attempts: 4 });
  });
});

describe('on request', () => {
  it('a dead letter is attempted again in a new run', async () => {
    const { tenant, mailbox } = await oneEndpoint({ retry: { scheduleSeconds: [] } });
    mailbox.answers(status(500));
    const { id } = await tenant.publish();
    const { id: delivery } = await tenant.settled(id, 'dead');
    expect(await tenant.retry(delivery)).toMatchObject({ status: 'retrying', run: 1 });
    expect(await tenant.settled(id, 'delivered')).toMatchObject({ run: 1, attempts: 2 });
    await expect(tenant.retry(delivery)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('a retrying one is attempted now, and its schedule goes on when that fails', async () => {
    const { tenant, mailbox } = await oneEndpoint(FAR);
    mailbox.otherwise = status(500);
    const { id } = await tenant.publish();
    const { id: delivery, nextAttemptAt } = await tenant.settled(id, 'retrying');
    await tenant.retry(delivery);
    await mailbox.arrival(id, 2);
    const after = await eventually('the attempt in the log', async () => {
      const answer = await tenant.delivery(delivery);
      return answer.attempts === 2 && answer;
    });
    expect(after.status).toBe('retrying');
    // As it was planned, and not an hour from the attempt beside it.
    expect(Math.abs(Date.parse(after.nextAttemptAt ?? '') - Date.parse(nextAttemptAt ?? ''))).toBeLessThan(1000);
    expect(after.attemptLog.map(({ trigger }) => trigger)).toEqual(['first', 'manual']);

    mailbox.otherwise = status(200);
    await tenant.retry(delivery);
    expect(await tenant.settled(id, 'delivered')).toMatchObject({ attempts: 3 });
  });

  it('a delivery is cancelled, and never attempted again', async () => {
    // Long enough that it's cancelled before, also on a slow machine.
    const { tenant, mailbox } = await oneEndpoint({ retry: { scheduleSeconds: [10, 1] } });
    mailbox.otherwise = status(500);
    const { id } = await tenant.publish();
    const { id: delivery } = await tenant.settled(id, 'retrying');
    expect(await tenant.cancel(delivery)).toMatchObject({ status: 'cancelled', reason: 'requested' });
    const requests = mailbox.requests.length;
    // Another delivery whose retry comes later than the cancelled one's would have.
    const other = await tenant.publish();
    await mailbox.arrival(other.id, 2, 60_000);
    expect(mailbox.of(id)).toHaveLength(requests);
    expect(await tenant.delivery(delivery)).toMatchObject({ status: 'cancelled' });
    await expect(tenant.retry(delivery)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('what an endpoint asks for', () => {
  /** Until when, in milliseconds, and how that is said. */
  const inSeconds = (): [number, string] => [Date.now() + 3000, '3'];
  const asDate = (): [number, string] => {
    const date = new Date(Date.now() + 4000).toUTCString();
    return [Date.parse(date), date];
  };

  it.each([
    ['503 with retry-after in seconds', 503, inSeconds],
    ['429 with retry-after in seconds', 429, inSeconds],
    ['503 with retry-after as a date', 503, asDate],
  ])('with %s is waited for, beyond the schedule', async (_, code, retryAfter) => {
    const { tenant, mailbox } = await oneEndpoint({ retry: { scheduleSeconds: [1] } });
    let untilMs = Infinity;
    mailbox.answers((response, request) => {
      const [until, said] = retryAfter();
      untilMs = until;
      status(code, { 'retry-after': said })(response, request);
    });
    const { id } = await tenant.publish();
    await mailbox.arrival(id, 2);
    const { attemptLog } = await tenant.delivery((await tenant.settled(id, 'delivered')).id);
    // It's waited for from the end of the attempt on; the clocks' milliseconds are cut off.
    expect(Date.parse(attemptLog[1]?.startedAt ?? '')).toBeGreaterThanOrEqual(untilMs - 10);
  });

  it('with 429 holds its other deliveries too, without an attempt of theirs spent', async () => {
    const { tenant, mailbox } = await oneEndpoint({ maxInFlight: 1 });
    mailbox.answers(status(429, { 'retry-after': '3' }));
    const first = await tenant.publish();
    await mailbox.arrival(first.id);
    const limitedAtMs = mailbox.requests[0]?.atMs ?? 0;
    const others = await Promise.all(Array.from({ length: 5 }, () => tenant.publish()));
    for (const { id } of [first, ...others]) await tenant.settled(id, 'delivered');
    const later = mailbox.requests.slice(1);
    expect(later).toHaveLength(6);
    expect(Math.min(...later.map(({ atMs }) => atMs - limitedAtMs))).toBeGreaterThanOrEqual(2900);
    for (const { id } of others) expect(await tenant.settled(id, 'delivered')).toMatchObject({ attempts: 1 });
  });

  it('with 410 disables it: what is open is held, and goes out oldest first once it’s enabled', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint({ maxInFlight: 1 });
    mailbox.answers(status(410));
    const first = await tenant.publish();
    expect(await tenant.settled(first.id, 'held')).toMatchObject({ reason: 'endpoint_gone', attempts: 1 });
    await eventually(
      'the endpoint to be disabled',
      async () => (await tenant.endpoint(endpoint)).status === 'disabled',
    );
    expect(await tenant.endpoint(endpoint)).toMatchObject({ disabledReason: 'gone' });

    const later: string[] = [];
    for (let number = 0; number < 5; number++) later.push((await tenant.publish({ data: number })).id);
    for (const id of later) expect(await tenant.settled(id, 'held')).toMatchObject({ attempts: 0 });
    expect(mailbox.requests).toHaveLength(1);

    expect((await tenant.enable(endpoint)).disabledReason).toBeUndefined();
    for (const id of [first.id, ...later]) await tenant.settled(id, 'delivered');
    expect(mailbox.ids).toEqual([first.id, first.id, ...later]);
  });
});

describe('an endpoint that is disabled', () => {
  it('is sent nothing, loses nothing, and gets all of it once it’s enabled', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint(FAR);
    mailbox.answers(status(500));
    const retrying = await tenant.publish();
    await mailbox.arrival(retrying.id);
    await tenant.disable(endpoint);
    const disabledAtMs = performance.now();
    const meanwhile = await Promise.all(Array.from({ length: 10 }, () => tenant.publish()));
    for (const { id } of [retrying, ...meanwhile]) await tenant.settled(id, 'held');
    const [one] = await tenant.deliveries('status=held&limit=1');
    expect(one).toMatchObject({ reason: 'endpoint_disabled' });
    await expect(tenant.retry(one?.id ?? '')).rejects.toMatchObject({ code: 'conflict' });
    expect(mailbox.requests.filter(({ atMs }) => atMs > disabledAtMs)).toEqual([]);

    await tenant.enable(endpoint);
    for (const { id } of [retrying, ...meanwhile]) await tenant.settled(id, 'delivered');
    expect(new Set(mailbox.ids)).toEqual(new Set([retrying, ...meanwhile].map(({ id }) => id)));
    for (const { id } of meanwhile) expect(mailbox.of(id)).toHaveLength(1);
    expect(mailbox.of(retrying.id)).toHaveLength(2);
  });

  it('and enabled again and again under traffic gets every event once', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint();
    const published: string[] = [];
    for (let round = 0; round < 4; round++) {
      await Promise.all([
        round % 2 === 0 ? tenant.disable(endpoint) : tenant.enable(endpoint),
        ...Array.from({ length: 20 }, async () => published.push((await tenant.publish()).id)),
      ]);
    }
    for (const id of published) await tenant.settled(id, 'delivered');
    expect([...mailbox.ids].sort()).toEqual([...published].sort());
  });
});
