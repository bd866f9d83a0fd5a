import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, metricsOf, type MetricsPage, Refused, type Sample, status, type Tenant } from '@postrider/outside';
import { topics } from '@postrider/schemas';
import { serviceNames, type ServiceName } from '@postrider/stack';
import { eventually } from '@postrider/testing';
import { produce } from './outside/kafka-console.js';
import { openApiOf, operationsOf, pathOf } from './outside/open-api-operations.js';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

/** How many of each there are: numbers that don't add up to each other. */
const COUNTS = {
  delivered: 20,
  dead: 3,
  retrying: 2,
  duplicate: 1,
  unknownType: 4,
  malformed: 5,
  poison: 1,
  keyless: 6,
  tooLarge: 7,
  otherMedia: 8,
} as const;
const REFUSED = COUNTS.unknownType + COUNTS.malformed + COUNTS.keyless + COUNTS.tooLarge + COUNTS.otherMedia;
const PUBLISHED = COUNTS.delivered + COUNTS.dead + COUNTS.retrying;

/** What must never be seen outside of the answer that gives it. */
const secrets = new Map<string, string>();
let postrider: Deployment;
let acme: Tenant;
/** When the first of what is counted was asked for. */
let beganAtMs: number;

const page = (name: ServiceName): Promise<MetricsPage> => metricsOf(postrider.stack.service(name));

/** Publishes what the test counts, and waits until the log has it all. */
async function run(tenant: Tenant): Promise<void> {
  const [healthy, failing, later] = [
    postrider.receiver.mailbox(),
    postrider.receiver.mailbox(),
    postrider.receiver.mailbox(),
  ];
  // No sign of illness: so many of another kind would open a breaker, and park what is counted.
  failing.otherwise = status(404);
  later.otherwise = status(404);
  const header = `header-secret-of-${tenant.id}`;
  secrets.set(`a header value of ${tenant.id}`, header);
  const registered = [
    await tenant.register(healthy, { subscriptions: to('run.delivered'), headers: { 'x-token': header } }),
    await tenant.register(failing, { subscriptions: to('run.dead'), retry: { scheduleSeconds: [1] } }),
    await tenant.register(later, { subscriptions: to('run.retrying'), retry: { scheduleSeconds: [3600] } }),
  ];
  for (const { id, secret } of registered) secrets.set(`the secret of ${id}`, secret);

  const ends = ['delivered', 'dead', 'retrying'] as const;
  const published = ends.flatMap((end) =>
    Array.from({ length: COUNTS[end] }, async (_, number) => {
      const { id, duplicate } = await tenant.publish({ type: `run.${end}`, id: `${end}-${number}` });
      expect(duplicate).toBe(false);
      await tenant.settled(id, end);
    }),
  );
  await Promise.all(published);
}

const to = (eventType: string) => [{ eventTypes: [eventType] }];

beforeAll(async () => {
  postrider = await Deployment.start({ env: { LOG_LEVEL: 'trace' } });
  acme = await postrider.tenant('run.delivered', 'run.dead', 'run.retrying');
  const { key } = await acme.key('publish', 'manage', 'read');
  secrets.set('an API key', key);
  acme = acme.as(key);
  beganAtMs = performance.now();
  await run(acme);

  for (let count = 0; count < COUNTS.duplicate; count++) {
    expect(await acme.publish({ id: 'delivered-0' })).toMatchObject({ duplicate: true });
  }
  const refused = async (count: number, body: string, by = acme, type = 'application/json'): Promise<void> => {
    for (let left = count; left > 0; left--)
      await expect(by.publishBytes(body, { 'content-type': type })).rejects.toThrow(Refused);
  };
  await refused(COUNTS.unknownType, '{"type":"run.unknown","data":1}');
  await refused(COUNTS.malformed, '{"type":');
  await refused(COUNTS.keyless, '{"type":"run.delivered","data":1}', acme.as('no-key-at-all-but-as-long'));
  await refused(COUNTS.tooLarge, `{"type":"run.delivered","data":"${'x'.repeat(300_000)}"}`);
  await refused(COUNTS.otherMedia, 'type=run.delivered', acme, 'application/x-www-form-urlencoded');
  await produce(postrider.stack, topics.inbox.name, [{ headers: { mine: 'kept' }, value: 'no event at all' }]);
});
afterAll(() => postrider.stop());

/** Waits until a service says so: what it shows of Kafka and Postgres is as old as its last look. */
async function shows(name: ServiceName, wanted: readonly Wanted[]): Promise<void> {
  let found: (number | undefined)[] = [];
  const look = async (): Promise<boolean> => {
    const current = await page(name);
    found = wanted.map(([metric, labels]) => current.value(metric, labels));
    return wanted.every(([, , value], index) => found[index] === value);
  };
  await eventually(`${name} to show it`, look).catch(() => undefined);
  expect(wanted.map(([metric, labels], index) => [metric, labels, found[index]])).toEqual(wanted);
}

type Wanted = readonly [metric: string, labels: Readonly<Record<string, string>>, value: number];

describe('the metrics', () => {
  it('of ingestion count what was accepted, and what was refused by code', async () => {
    await shows('ingestion', [
      ['postrider_events_accepted_total', { via: 'http', duplicate: 'false' }, PUBLISHED],
      ['postrider_events_accepted_total', { via: 'http', duplicate: 'true' }, COUNTS.duplicate],
      ['postrider_events_rejected_total', { via: 'http', code: 'unknown_event_type' }, COUNTS.unknownType],
      ['postrider_events_rejected_total', { via: 'http', code: 'malformed_json' }, COUNTS.malformed],
      ['postrider_events_rejected_total', { via: 'http', code: 'unauthorized' }, COUNTS.keyless],
      ['postrider_events_rejected_total', { via: 'http', code: 'payload_too_large' }, COUNTS.tooLarge],
      ['postrider_events_rejected_total', { via: 'http', code: 'unsupported_media_type' }, COUNTS.otherMedia],
      ['postrider_events_rejected_total', { via: 'http' }, REFUSED],
      ['postrider_publish_ack_seconds_count', { via: 'http' }, PUBLISHED + COUNTS.duplicate],
      ['postrider_poison_records_total', { topic: topics.inbox.name }, COUNTS.poison],
      ['postrider_consumer_lag_records', { topic: topics.inbox.name }, 0],
    ]);
  });

  it('of subscription count what was fanned out, and show what the outbox has', async () => {
    await shows('subscription', [
      ['postrider_deliveries_planned_total', {}, PUBLISHED],
      ['postrider_fan_out_seconds_count', {}, PUBLISHED],
      ['postrider_consumer_lag_records', { topic: topics.events.name }, 0],
      ['postrider_registry_outbox_changes', {}, 0],
      ['postrider_registry_outbox_oldest_seconds', {}, 0],
    ]);
    // A tenant, 3 event types, a key, 3 endpoints: one change each at least.
    expect((await page('subscription')).value('postrider_registry_changes_sent_total')).toBeGreaterThanOrEqual(8);
  });

  it('of the dispatcher count attempts by their outcome, and what waits', async () => {
    const failed = { outcome: 'failed' };
    await shows('dispatcher', [
      ['postrider_attempts_total', { outcome: 'delivered', reason: 'none', trigger: 'first' }, COUNTS.delivered],
      ['postrider_attempts_total', { outcome: 'delivered' }, COUNTS.delivered],
      ['postrider_attempts_total', { ...failed, trigger: 'first' }, COUNTS.dead + COUNTS.retrying],
      ['postrider_attempts_total', { ...failed, trigger: 'retry' }, COUNTS.dead],
      ['postrider_attempt_seconds_count', failed, 2 * COUNTS.dead + COUNTS.retrying],
      ['postrider_attempt_seconds_count', { outcome: 'delivered' }, COUNTS.delivered],
      ['postrider_delivery_seconds_count', {}, COUNTS.delivered],
      ['postrider_attempts_in_flight', {}, 0],
      ['postrider_deliveries_waiting', {}, 0],
      ['postrider_endpoint_queues', {}, 0],
      ['postrider_consumer_lag_records', { topic: topics.deliveries.name }, 0],
      ['postrider_consumer_lag_records', { topic: topics.redeliveries.name }, 0],
    ]);
  });

  it('of the retry-scheduler count dead letters, and show the backlog of retries', async () => {
    await shows('retry-scheduler', [
      ['postrider_dead_letters_total', {}, COUNTS.dead],
      ['postrider_deliveries_settled_total', { status: 'delivered' }, COUNTS.delivered],
      ['postrider_deliveries_settled_total', { status: 'dead' }, COUNTS.dead],
      ['postrider_deliveries_settled_total', {}, COUNTS.delivered + COUNTS.dead],
      ['postrider_retries_released_total', {}, COUNTS.dead],
      ['postrider_retries_planned', {}, COUNTS.retrying],
      ['postrider_retries_overdue_seconds', {}, 0],
      ['postrider_deliveries_held', {}, 0],
      ['postrider_log_entries_waiting', {}, 0],
      ['postrider_consumer_lag_records', { topic: topics.deliveries.name }, 0],
      ['postrider_consumer_lag_records', { topic: topics.attempts.name }, 0],
    ]);
    // Counted by batch: what is due at the same time goes together.
    const batches = (await page('retry-scheduler')).value('postrider_retry_release_seconds_count');
    expect(batches).toBeGreaterThanOrEqual(1);
    expect(batches).toBeLessThanOrEqual(COUNTS.dead);
  });

  it('of a histogram sum up to times that can be', async () => {
    const means = await Promise.all([
      meanOf('ingestion', 'postrider_publish_ack_seconds'),
      meanOf('dispatcher', 'postrider_attempt_seconds'),
      meanOf('dispatcher', 'postrider_delivery_seconds'),
    ]);
    for (const seconds of means) {
      expect(seconds).toBeGreaterThan(0.000_01);
      // Each of them was a part of what all took.
      expect(seconds).toBeLessThan((performance.now() - beganAtMs) / 1000);
    }
  });

  it.each(serviceNames)('of %s show its event loop, its memory, and its pool where it has one', async (name) => {
    const current = await page(name);
    expect(current.value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(current.value('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(current.value('postrider_kafka_produce_seconds_count')).toBeGreaterThan(0);
    const connections = current.all('postrider_database_connections').map(({ labels }) => labels.state);
    expect(connections).toEqual(name === 'dispatcher' ? [] : ['idle', 'busy', 'waited_for']);
    for (const { labels } of current.samples) expect(labels.service).toBe(name);
  });

  it('have as many series after another tenant did the same: no label follows what is configured', async () => {
    const series = async (): Promise<string[]> => {
      const pages = await Promise.all(serviceNames.map(page));
      // Those name a few, whoever they are: top-metrics.db.test.ts sees how many.
      const ours = ({ name }: Sample): boolean => /^postrider_(?!top_)/.test(name);
      return pages.flatMap(({ samples }) => samples.filter(ours).map(keyOf));
    };
    let before = await series();
    const more = async (): Promise<string[]> => {
      const known = new Set(before);
      await run(await postrider.tenant('run.delivered', 'run.dead', 'run.retrying'));
      before = await series();
      return before.filter((key) => !known.has(key));
    };
    // What is there from the first time on that something happens in the background may come beside one, and not beside each.
    let added = await more();
    for (let tries = 0; tries < 2 && added.length > 0; tries++) added = await more();
    expect(added).toEqual([]);
    for (const key of before) expect(key).not.toMatch(/(evt|ep|sub|dlv|att|key|job)_[0-9A-Z]{10}|run\.|https?:|127\.0/);
  });
});

async function meanOf(name: ServiceName, histogram: string): Promise<number> {
  const current = await page(name);
  return (current.value(`${histogram}_sum`) ?? Number.NaN) / (current.value(`${histogram}_count`) ?? Number.NaN);
}

const keyOf = ({ name, labels }: Sample): string => `${name}${JSON.stringify(labels)}`;

describe('no secret', () => {
  it('is in a log, a metric, a problem or a list', async () => {
    const { stack, client } = postrider;
    const env = (name: string): string => stack.env[name] ?? '';
    secrets.set('the admin key', stack.adminKey);
    secrets.set('the key of keys', env('POSTRIDER_SECRET_KEY'));
    secrets.set('the password of Postgres', decodeURIComponent(new URL(env('DATABASE_URL')).password));
    const mailbox = postrider.receiver.mailbox();
    const { id, secret } = await acme.register(mailbox);
    secrets.set('a secret before its rotation', secret).set('a secret after it', (await acme.rotate(id, 60)).secret);
    expect([...secrets.values()].filter((value) => value.length < 16)).toEqual([]);

    const seen = new Map<string, string>();
    // What goes wrong is what is logged with its circumstances: a request that is refused, and a database that is gone.
    const wrong = [...secrets.values()];
    for (const [index, value] of wrong.entries()) {
      const bodies = [{ headers: { 'x-token': value, 'content-length': value } }, { url: `http://[${value}` }];
      const answers = [
        await acme.client.ask('subscription', 'PATCH', acme.path(`/endpoints/${id}`), { body: bodies[index % 2] }),
        await client.as(`${value}x`).ask('ingestion', 'POST', acme.path('/events'), { body: {} }),
      ];
      for (const { problem } of answers) seen.set(`problem ${seen.size}`, JSON.stringify(problem));
    }
    await stack.postgres.kill();
    const away = await client.ask('subscription', 'GET', acme.path('/endpoints'));
    seen.set('a problem without Postgres', JSON.stringify(away.problem));
    await stack.postgres.start();
    await eventually('Postgres to be used again', () =>
      acme.deliveries('limit=1').then(
        (found) => found.length === 1,
        () => false,
      ),
    );

    const event = await acme.publish({ type: 'run.delivered' });
    const { id: delivery } = await acme.settled(event.id, 'delivered', undefined);
    const reads = operationsOf(await openApiOf(client, 'subscription'), 'subscription').filter(
      ({ method, path }) => method === 'GET' && !path.endsWith('/secret'),
    );
    const idIn = (path: string): string =>
      path.includes('/endpoints/') ? id : path.includes('/deliveries/') ? delivery : event.id;
    for (const operation of reads) {
      const path = pathOf(operation, { tenant: acme.id, type: 'run.delivered', id: idIn(operation.path) });
      seen.set(`GET ${operation.path}`, (await client.ask('subscription', 'GET', path)).body.toString());
    }
    for (const name of serviceNames) {
      seen.set(`the metrics of ${name}`, await (await fetch(`${stack.service(name).address}/metrics`)).text());
    }
    const logs = join(postrider.folder.path, 'logs');
    for (const file of await readdir(logs)) seen.set(`the log ${file}`, await readFile(join(logs, file), 'utf8'));
    expect(seen.get('the log dispatcher.log')).toContain(acme.id);
    expect(seen.get('GET /v1/tenants/{tenant}/endpoints')).toContain(id);

    const leaks = [...seen].flatMap(([where, text]) =>
      [...secrets].filter(([, value]) => isIn(text, value)).map(([what]) => `${what} is in ${where}`),
    );
    expect(leaks).toEqual([]);
  });
});

/** Whether a text has a secret, with or without the prefix that says what kind of secret it is. */
const isIn = (text: string, secret: string): boolean =>
  text.includes(secret) || text.includes(secret.replace(/^(whsec|admin)_/, ''));
