import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type Answer,
  Deployment,
  flood,
  type Mailbox,
  PostriderClient,
  silence,
  status,
  type Tenant,
  trickling,
} from '@postrider/outside';
import { EndpointCreated } from '@postrider/schemas';
import type { Service } from '@postrider/stack';
import { eventually } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

let postrider: Deployment;

beforeAll(async () => {
  postrider = await Deployment.start({ env: { RETRY_SCHEDULE_SECONDS: '3600' } });
});
afterAll(() => postrider.stop());

/** How long a bad one may take while others are looked at: for them to have waited for it could be told from any slowness of the machine. */
const LONG_TIMEOUT_MS = 30_000;
/** And where it's its own end that is looked at. */
const SHORT_TIMEOUT_MS = 1000;

/** From acceptance to arrival, in milliseconds, of events that are published one after another at a steady pace. */
async function latencies(tenant: Tenant, mailbox: Mailbox, count: number): Promise<number[]> {
  const published: { id: string; sinceMs: number }[] = [];
  for (let number = 0; number < count; number++) {
    const sinceMs = performance.now();
    published.push({ id: (await tenant.publish()).id, sinceMs });
  }
  const found: number[] = [];
  for (const { id, sinceMs } of published) found.push((await mailbox.arrival(id)).atMs - sinceMs);
  return found.sort((a, b) => a - b);
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;

describe('an endpoint that behaves badly', () => {
  /** Each with how many requests it gets at least while it does so: those that it fails at once soon open its breaker. */
  const manners: readonly (readonly [string, Answer, number])[] = [
    ['never answers', silence, 10],
    ['trickles its answer', trickling(50), 10],
    ['sends a gigabyte', flood, 5],
  ];

  it.each(manners)('because it %s harms nobody else', async (_, answer, requests) => {
    const [bad, good] = [await postrider.tenant(), await postrider.tenant()];
    const [badBox, goodBox] = [postrider.receiver.mailbox(), postrider.receiver.mailbox()];
    const { id: badEndpoint } = await bad.register(badBox, { timeoutMs: LONG_TIMEOUT_MS });
    // An endpoint that never answered has one slot: this one is trusted with all of its own before it turns bad.
    await badBox.arrival((await bad.publish()).id);
    const open = new Set<ServerResponse>();
    badBox.otherwise = (response, request) => {
      open.add(response);
      answer(response, request);
    };
    await good.register(goodBox);
    await latencies(good, goodBox, 100);

    await Promise.all(Array.from({ length: 30 }, () => bad.publish()));
    await eventually('all of its slots to be taken', () => open.size >= requests);
    const meanwhile = await latencies(good, goodBox, 200);
    badBox.otherwise = status(204);
    for (const response of open) response.destroy();

    // Behind the bad one each would wait for its time-out; how little they do wait is the benchmark's to say.
    expect(quantile(meanwhile, 0.95)).toBeLessThan(LONG_TIMEOUT_MS / 2);
    await bad.delete(badEndpoint);
  });

  it.each(manners)('because it %s is cut off before its end', async (_, answer) => {
    const tenant = await postrider.tenant();
    const mailbox = postrider.receiver.mailbox();
    const answers: ServerResponse[] = [];
    mailbox.otherwise = (response, request) => {
      answers.push(response);
      answer(response, request);
    };
    const { id } = await tenant.register(mailbox, { timeoutMs: SHORT_TIMEOUT_MS });
    const event = await tenant.publish();
    const { attemptLog } = await tenant.delivery((await tenant.settled(event.id, 'retrying')).id);
    expect(attemptLog[0]).toMatchObject({ outcome: 'failed' });
    expect(attemptLog[0]?.durationMs).toBeLessThan(SHORT_TIMEOUT_MS + 15_000);
    expect(answers.map(({ writableFinished }) => writableFinished)).toEqual([false]);
    expect(Buffer.byteLength(attemptLog[0]?.response?.body ?? '')).toBeLessThanOrEqual(64 * 1024);
    await tenant.delete(id);
  });

  it('because it says too much has the first 64 KiB of it kept, and where the time went', async () => {
    const tenant = await postrider.tenant();
    const mailbox = postrider.receiver.mailbox();
    await tenant.register(mailbox, { retry: { scheduleSeconds: [3600] } });
    const essay = 'é'.repeat(50_000);
    for (const code of [500, 200]) {
      mailbox.otherwise = status(code, {}, essay);
      const { id } = await tenant.publish();
      const delivery = await tenant.settled(id, code === 200 ? 'delivered' : 'retrying');
      const [attempt] = (await tenant.delivery(delivery.id)).attemptLog;
      expect(attempt?.response).toMatchObject({ statusCode: code, truncated: true });
      expect(Buffer.byteLength(attempt?.response?.body ?? '')).toBe(64 * 1024);
      expect(essay.startsWith(attempt?.response?.body ?? '-')).toBe(true);
      expect(attempt?.timings?.firstByteMs).toBeLessThanOrEqual(attempt?.durationMs ?? 0);
      expect(attempt?.failure?.title).toBe(code === 500 ? 'Receiver failed' : undefined);
      expect(attempt?.request?.headers).toMatchObject({ 'webhook-id': id, 'webhook-signature': '[hidden]' });
    }
  });

  it('gets what is behind its hanging attempts handed to the log, and loses none of it', async () => {
    const tenant = await postrider.tenant();
    const mailbox = postrider.receiver.mailbox();
    mailbox.otherwise = silence;
    const { id } = await tenant.register(mailbox, {
      timeoutMs: 1000,
      maxInFlight: 1,
      // None dies of its failures before that is over.
      retry: { scheduleSeconds: Array(30).fill(1) },
    });
    const published = await Promise.all(Array.from({ length: 60 }, () => tenant.publish()));
    // One a second: most of them would wait longer than memory keeps anything.
    const parked = await eventually('some to be parked untried', async () => {
      const pending = await tenant.deliveries(`endpoint=${id}&status=pending&limit=250`);
      return pending.some(({ nextAttemptAt }) => nextAttemptAt !== undefined) && pending;
    });
    expect(parked.every(({ attempts }) => attempts === 0)).toBe(true);

    const answeredAtMs = performance.now();
    mailbox.otherwise = status(204);
    await eventually(
      'all of them to arrive',
      () => {
        const arrived = new Set(
          mailbox.requests.filter(({ atMs }) => atMs > answeredAtMs).map((request) => request.id),
        );
        return published.every((event) => arrived.has(event.id));
      },
      120_000,
    );
    for (const event of published) await tenant.settled(event.id, 'delivered');
  });
});

describe('with no private range allowed', () => {
  const strict = { EGRESS_ALLOW_CIDRS: '' };
  const forbidden = [
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001:8080/',
    'http://0.0.0.0/',
    'http://localhost/',
    'http://localhost./',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    'http://[::]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
  ];
  let management: Service;
  let careful: PostriderClient;
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await postrider.tenant();
    management = await postrider.replica('subscription', strict);
    careful = new PostriderClient({ ingestion: '', subscription: management.address }, postrider.stack.adminKey);
  });
  afterAll(() => management.stop());

  it.each(forbidden)('%s can’t be registered', async (url) => {
    const answer = await careful.ask('subscription', 'POST', tenant.path('/endpoints'), { body: { url } });
    expect(answer.problem).toMatchObject({ status: 422, code: 'address_forbidden', errors: [{ path: '/url' }] });
  });

  it('an endpoint can’t be moved to such an address either', async () => {
    const { id } = await careful.get(EndpointCreated, 'subscription', 'POST', tenant.path('/endpoints'), {
      body: { url: 'https://192.0.32.8/hooks' },
    });
    const answer = await careful.ask('subscription', 'PATCH', tenant.path(`/endpoints/${id}`), {
      body: { url: 'http://[::1]/' },
    });
    expect(answer.problem).toMatchObject({ code: 'address_forbidden' });
    expect((await tenant.endpoint(id)).url).toBe('https://192.0.32.8/hooks');
    await tenant.delete(id);
  });

  it('the dispatcher calls none of them, and says the same about it as the registration', async () => {
    const mailbox = postrider.receiver.mailbox();
    // Registered where loopback addresses are allowed; the dispatcher that is to call it allows none.
    const own = mailbox.url;
    const byName = own.replace('127.0.0.1', 'localhost');
    const endpoints: { id: string; url: string }[] = [];
    for (const url of [own, byName]) {
      const { id } = await tenant.register(mailbox, { retry: { scheduleSeconds: [] } });
      endpoints.push(await tenant.patch(id, { url }));
    }
    await postrider.stack.service('dispatcher').stop();
    const dispatcher = await postrider.replica('dispatcher', strict);
    try {
      const { id } = await tenant.publish();
      for (const { id: endpoint, url } of endpoints) {
        const delivery = await tenant.settled(id, 'dead', endpoint);
        expect(delivery.lastFailure).toBe('address_forbidden');
        const refusal = await careful.ask('subscription', 'POST', tenant.path('/endpoints'), { body: { url } });
        const { attemptLog } = await tenant.delivery(delivery.id);
        expect([attemptLog[0]?.detail]).toEqual(refusal.problem.errors?.map(({ message }) => message));
      }
      expect(mailbox.requests).toEqual([]);
    } finally {
      await dispatcher.stop();
    }
  });
});
