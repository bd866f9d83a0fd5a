import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, status, type Tenant } from '@postrider/outside';
import { mintId } from '@postrider/schemas';
import { eventually } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

/** What a killed process had leased is due again after half a minute. */
const PATIENCE_MS = 60_000;
const LONG_AGO = '2026-01-01T00:00:00.000Z';

let postrider: Deployment;

beforeAll(async () => {
  postrider = await Deployment.start();
});
afterAll(() => postrider.stop());

/** A tenant with one endpoint, and so many events that were delivered there. */
async function oneEndpoint(count: number, settings: object = {}) {
  const tenant = await postrider.tenant();
  const mailbox = postrider.receiver.mailbox();
  const { id: endpoint } = await tenant.register(mailbox, settings);
  const events: string[] = [];
  for (let number = 0; number < count; number++) events.push((await tenant.publish({ data: { number } })).id);
  return { tenant, mailbox, endpoint, events };
}

const jobDone = (tenant: Tenant, job: string, withinMs?: number) =>
  eventually(
    `job ${job} to be done`,
    async () => {
      const answer = await tenant.job(job);
      return answer.status === 'done' && answer;
    },
    withinMs,
  );

describe('a replay', () => {
  it('of all gives every event another run, counted beforehand, under its own id', async () => {
    const { tenant, mailbox, endpoint, events } = await oneEndpoint(5);
    for (const id of events) await tenant.settled(id, 'delivered');
    const path = `/endpoints/${endpoint}/replay`;
    expect(await tenant.count(path, { since: LONG_AGO })).toEqual({ count: 0, more: false });
    expect(await tenant.count(path, { since: LONG_AGO, status: 'all' })).toEqual({ count: 5, more: false });
    expect(mailbox.ids).toHaveLength(5);
    const { job, count } = await tenant.start(path, { since: LONG_AGO, status: 'all', perSecond: 100 });
    expect(count).toBe(5);
    for (const id of events) await mailbox.arrival(id, 2);
    expect(await jobDone(tenant, job)).toMatchObject({
      kind: 'replay',
      scope: { replay: 'all' },
      perSecond: 100,
      done: 5,
    });
    const delivery = await tenant.settled(events[0] ?? '', 'delivered');
    const { attemptLog } = await eventually('both attempts', async () => {
      const answer = await tenant.delivery(delivery.id);
      return answer.attemptLog.length === 2 && answer;
    });
    expect(attemptLog.map(({ run, trigger }) => [run, trigger])).toEqual([
      [0, 'first'],
      [1, 'replay'],
    ]);
    expect(mailbox.requests.every(({ verified }) => verified)).toBe(true);
  });

  it('of what is missing takes what came before the endpoint, or died there, and holds it while that is paused', async () => {
    const { tenant, events } = await oneEndpoint(3);
    for (const id of events) await tenant.settled(id, 'delivered');
    const mailbox = postrider.receiver.mailbox();
    const { id: late } = await tenant.register(mailbox, { retry: { scheduleSeconds: [] } });
    mailbox.answers(status(400));
    const { id: dead } = await tenant.publish();
    await tenant.settled(dead, 'dead', late);
    await tenant.pause(late);
    const { job, count } = await tenant.start(`/endpoints/${late}/replay`, { since: LONG_AGO });
    expect(count).toBe(4);
    expect(await jobDone(tenant, job)).toMatchObject({ done: 4 });
    for (const id of [...events, dead])
      expect(await tenant.settled(id, 'held', late)).toMatchObject({ reason: 'endpoint_paused' });
    await tenant.resume(late);
    for (const id of [...events, dead]) await tenant.settled(id, 'delivered', late);
    expect([...mailbox.ids].sort()).toEqual([...events, dead, dead].sort());
    expect(await tenant.count(`/endpoints/${late}/replay`, { since: LONG_AGO })).toEqual({ count: 0, more: false });
  });

  it('of one event goes to whom it’s asked for, and a backfill to an endpoint that is new, while events come', async () => {
    const { tenant, events, endpoint } = await oneEndpoint(20);
    const mailbox = postrider.receiver.mailbox();
    const { id: late } = await tenant.register(mailbox);
    const { job } = await tenant.start(`/endpoints/${late}/backfill`, { since: LONG_AGO });
    const live = await tenant.publish();
    expect(await jobDone(tenant, job)).toMatchObject({ kind: 'backfill', endpoint: late });
    for (const id of [...events, live.id]) await tenant.settled(id, 'delivered', late);
    expect([...mailbox.ids].sort()).toEqual([...events, live.id].sort());

    const path = `/events/${live.id}/replay`;
    await tenant.settled(live.id, 'delivered', endpoint);
    expect(await tenant.count(path)).toEqual({ count: 2, more: false });
    await tenant.start(path, { endpoint: late });
    await mailbox.arrival(live.id, 2);
    expect(await tenant.settled(live.id, 'delivered', endpoint)).toMatchObject({ run: 0 });
    await expect(tenant.start(`/events/${mintId('evt', 0)}/replay`)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('whose process is killed goes on where it was, and begins each delivery once', async () => {
    const { tenant, mailbox, endpoint, events } = await oneEndpoint(30);
    for (const id of events) await tenant.settled(id, 'delivered');
    const body = { since: LONG_AGO, status: 'all', perSecond: 20 };
    const { job } = await tenant.start(`/endpoints/${endpoint}/replay`, body);
    const scheduler = postrider.stack.service('retry-scheduler');
    await eventually('a part of it to be done', async () => (await tenant.job(job)).done >= 5);
    await scheduler.kill();
    await scheduler.start();
    expect(await jobDone(tenant, job, PATIENCE_MS)).toMatchObject({ count: 30, done: 30 });
    for (const id of events) {
      await mailbox.arrival(id, 2, PATIENCE_MS);
      // Another beginning would be another run; what a kill repeats is an attempt of the same.
      expect(await tenant.settled(id, 'delivered', endpoint, PATIENCE_MS)).toMatchObject({ run: 1 });
    }
  });

  it('is cancelled', async () => {
    const { tenant, endpoint, events } = await oneEndpoint(3);
    for (const id of events) await tenant.settled(id, 'delivered');
    const body = { since: LONG_AGO, status: 'all', perSecond: 0.1 };
    const { job } = await tenant.start(`/endpoints/${endpoint}/replay`, body);
    await eventually('its first step', async () => (await tenant.job(job)).done === 1);
    await tenant.client.ask('subscription', 'POST', `/v1/jobs/${job}/cancel`);
    expect(await tenant.job(job)).toMatchObject({ status: 'cancelled', count: 3, done: 1 });
  });
});

describe('a bulk retry', () => {
  it('has what waits for its time attempted now, by whatever it’s looked for', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint(0, { retry: { scheduleSeconds: [3600, 3600] } });
    mailbox.answers(status(400), status(404));
    const [first, second] = [await tenant.publish(), await tenant.publish()];
    for (const { id } of [first, second]) await tenant.settled(id, 'retrying');
    const query = { status: 'retrying', lastFailure: 'status', endpoint };
    expect(await tenant.count('/deliveries/retry', { ...query, lastStatusCode: 503 })).toMatchObject({ count: 0 });
    expect(await tenant.count('/deliveries/retry', query)).toMatchObject({ count: 2 });
    await tenant.start('/deliveries/retry', query);
    for (const { id } of [first, second]) await tenant.settled(id, 'delivered');
  });
});

describe('a scheduled event', () => {
  const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

  it('is sent at its time, once, also by an endpoint that was paused meanwhile', async () => {
    const { tenant, mailbox, endpoint } = await oneEndpoint(0);
    // long enough that it can be seen waiting also on a slow machine
    const deliverAt = inMs(10_000);
    const plain = await tenant.publish();
    const { id } = await tenant.publish({ id: 'mine', deliverAt });
    expect(await tenant.publish({ id: 'mine', deliverAt: inMs(0) })).toMatchObject({ duplicate: true });
    const waiting = async () => {
      const { deliveries } = await tenant.event(id).catch(() => ({ deliveries: [] }));
      return deliveries.find(({ status, nextAttemptAt }) => status === 'pending' && nextAttemptAt === deliverAt);
    };
    await eventually('its time to be known', waiting);
    await tenant.pause(endpoint);
    await tenant.settled(id, 'held');
    await tenant.resume(endpoint);
    const delivery = await tenant.settled(id, 'delivered');
    const { attemptLog } = await tenant.delivery(delivery.id);
    expect(attemptLog.map(({ startedAt, trigger }) => [startedAt >= deliverAt, trigger])).toEqual([[true, 'first']]);
    expect(mailbox.ids).toEqual([plain.id, id]);
    expect(await tenant.event(id)).toMatchObject({ deliverAt });
  });

  it('has its time to the millisecond', async () => {
    const { tenant } = await oneEndpoint(0);
    const deliverAt = inMs(3_600_000);
    const events = 100;
    await tenant.publishBatch(Array.from({ length: events }, () => ({ deliverAt })));
    const times = await eventually('all of their times to be known', async () => {
      const known = (await tenant.deliveries()).flatMap(({ nextAttemptAt = [] }) => nextAttemptAt);
      return known.length === events && known;
    });
    expect(new Set(times)).toEqual(new Set([deliverAt]));
  });

  it('is called off before its time, and refused where it could not be kept', async () => {
    const { tenant, mailbox } = await oneEndpoint(0);
    const { id } = await tenant.publish({ deliverAt: inMs(3_600_000) });
    await tenant.settled(id, 'pending');
    const { job } = await tenant.start(`/events/${id}/cancel`);
    expect(await jobDone(tenant, job)).toMatchObject({ kind: 'cancel', done: 1 });
    expect(await tenant.settled(id, 'cancelled')).toMatchObject({ reason: 'requested' });
    expect(mailbox.ids).toEqual([]);
    const errors = [{ path: '/deliverAt' }];
    for (const wrong of [{ deliverAt: inMs(31 * 86_400_000) }, { deliverAt: inMs(60_000), orderingKey: 'k' }])
      await expect(tenant.publish(wrong)).rejects.toMatchObject({ problem: { code: 'invalid_request', errors } });
  });
});

describe('the log', () => {
  it('is searched by what deliveries came to, and exported line by line, with the data as it was published', async () => {
    const { tenant, mailbox } = await oneEndpoint(0, { retry: { scheduleSeconds: [] } });
    mailbox.answers(status(418));
    const failed = await tenant.publish({ orderingKey: 'k' });
    await tenant.settled(failed.id, 'dead');
    const data = '{"amount":1.0,\n"id":12345678901234567890}';
    const other = await tenant.publishBytes(`{"type":"${tenant.type}","data":${data}}`);
    await tenant.settled(other.id, 'delivered');
    for (const query of ['lastStatusCode=418', 'lastFailure=status&status=dead', 'orderingKey=k', `event=${failed.id}`])
      expect((await tenant.deliveries(query)).map(({ event }) => event)).toEqual([failed.id]);

    const lines = async (path: string): Promise<string[]> => {
      const answered = await tenant.client.ask('subscription', 'GET', tenant.path(path));
      expect(answered.headers.get('content-type')).toBe('application/x-ndjson');
      return answered.body.toString().split('\n').slice(0, -1);
    };
    const deliveries = (await lines('/deliveries/export?status=dead')).map((line) => JSON.parse(line) as unknown);
    expect(deliveries).toEqual(await tenant.deliveries('status=dead'));
    const [newest = '', ...rest] = await lines('/events/export');
    expect(newest).toContain(`,"data":${data.replace('\n', ' ')}}`);
    expect(rest.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([failed.id]);
    expect(await lines('/events/export?since=2999-01-01T00:00:00Z')).toEqual([]);
  });
});
