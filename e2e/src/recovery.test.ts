import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import { Sql } from '@postrider/persistence';
import { Deployment, PostriderClient, status, Tenant, type Mailbox } from '@postrider/outside';
import { run } from '@postrider/recovery';
import type { EndpointCreated } from '@postrider/schemas';
import { KafkaServer, serviceNames, type Service, type ServiceName } from '@postrider/stack';
import { eventually } from '@postrider/testing';

// A stack that can’t start gives up, and ends what it began, before this does: cut short, its processes would stay.
jest.setTimeout(240_000);

let first: Deployment;
/** Kafka and Postgres as they are now. */
let variables: Readonly<Record<string, string>>;
let running: Service[] = [];
let otherKafka: KafkaServer | undefined;
let acme: Tenant;
let steady: { readonly mailbox: Mailbox; readonly endpoint: EndpointCreated };
let failing: { readonly mailbox: Mailbox; readonly endpoint: EndpointCreated };

const NEVER = { retry: { scheduleSeconds: [3600] } };

beforeAll(async () => {
  first = await Deployment.start();
  running = [...first.stack.services];
  variables = first.stack.env;
  acme = await first.tenant('order.created');
  steady = await registered();
});
afterAll(async () => {
  await stopServices();
  await otherKafka?.stop();
  await first.stop();
});

async function registered(settings: object = {}) {
  const mailbox = first.receiver.mailbox();
  return { mailbox, endpoint: await acme.register(mailbox, settings) };
}

/** A backup of Postgres as it is: a copy on the same server stands in for what pg_dump or a base backup makes. */
async function backup(): Promise<string> {
  const from = new URL(variables.DATABASE_URL ?? '');
  const name = from.pathname.slice(1);
  await onServer(async (sql) => {
    await sql.query(`alter database ${name} allow_connections false`);
    await sql.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
    await sql.query(`create database backup template ${name}`);
    await sql.query(`alter database ${name} allow_connections true`);
  });
  await eventually('the database to be used again', () =>
    acme.deliveries().then(
      () => true,
      () => false,
    ),
  );
  return '/backup';
}

async function onServer(work: (sql: Sql) => Promise<void>, database = '/template1'): Promise<void> {
  const url = new URL(variables.DATABASE_URL ?? '');
  url.pathname = database;
  const log = createLog('test', 'silent');
  const sql = new Sql({ url: url.href, connections: 1, statementTimeoutMs: 60_000 }, log, new Metrics('test'));
  await work(sql).finally(() => sql.close());
}

async function stopServices(): Promise<void> {
  await Promise.all(running.splice(0).map((service) => service.stop()));
}

/** The same services again, on what {@link variables} name. */
async function startServices(): Promise<void> {
  running = await Promise.all(serviceNames.map((name) => first.replica(name, variables)));
  const addressOf = (name: ServiceName) => running.find((service) => service.name === name)?.address ?? '';
  const addresses = { ingestion: addressOf('ingestion'), subscription: addressOf('subscription') };
  acme = new Tenant(acme.id, acme.type, new PostriderClient(addresses, first.stack.adminKey));
}

async function recover(...args: string[]): Promise<{ readonly code: number; readonly said: string }> {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const code = await run(args, { environment: variables, say, note: say });
  return { code, said: lines.join('\n') };
}

describe('a database that was restored', () => {
  it('goes on with the Kafka that went on without it: nothing is lost, and nothing is sent again', async () => {
    failing = await registered(NEVER);
    failing.mailbox.answers(status(500));
    const before = await acme.publish({ id: 'before' });
    const retried = await acme.settled(before.id, 'retrying', failing.endpoint.id);
    await acme.settled(before.id, 'delivered', steady.endpoint.id);
    const database = await backup();

    await acme.retry(retried.id);
    await acme.settled(before.id, 'delivered', failing.endpoint.id);
    const lost = await registered();
    await acme.patch(steady.endpoint.id, { description: 'changed' });
    const after = await acme.publish({ id: 'after' });
    for (const { endpoint } of [steady, failing, lost]) await acme.settled(after.id, 'delivered', endpoint.id);

    expect(await recover('restored')).toMatchObject({ code: 1, said: expect.stringContaining('is running') });
    await stopServices();
    variables = { ...variables, DATABASE_URL: new URL(database, variables.DATABASE_URL).href };
    // As if the backup were older than its retries.
    await onServer(async (sql) => {
      await sql.query(`update retries set due_at = now() - interval '1 minute'`);
      await sql.query('update endpoint_flows set look_at = now()');
    }, database);
    const { code, said } = await recover('restored');
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringMatching(/postrider\.attempts: \d+ records are read again/),
    });
    expect(said).toMatch(/registry: \d+ entities and deletions sent/);
    expect((await recover('status')).said).toContain('of this Kafka');
    await startServices();

    for (const { endpoint } of [steady, failing]) {
      await acme.settled(before.id, 'delivered', endpoint.id);
      await acme.settled(after.id, 'delivered', endpoint.id);
    }
    const last = await acme.publish({ id: 'last' });
    for (const { endpoint } of [steady, failing]) await acme.settled(last.id, 'delivered', endpoint.id);
    expect(steady.mailbox.ids).toEqual(['before', 'after', 'last']);
    expect(failing.mailbox.ids.sort()).toEqual(['after', 'before', 'before', 'last']);
    // What was configured since the backup is gone, everywhere.
    expect(lost.mailbox.ids).toEqual(['after']);
    await expect(acme.endpoint(lost.endpoint.id)).rejects.toMatchObject({ status: 404 });
    expect(await acme.endpoint(steady.endpoint.id)).not.toHaveProperty('description');
  });
});

describe('another Kafka', () => {
  it('is refused by what has the offsets of the one before, and then goes on with what the database has', async () => {
    const ordered = await registered({ ...NEVER, ordering: 'key' });
    ordered.mailbox.answers(status(500));
    const [one, two] = [
      await acme.publish({ id: 'one', orderingKey: 'k' }),
      await acme.publish({ id: 'two', orderingKey: 'k' }),
    ];
    const head = await acme.settled(one.id, 'retrying', ordered.endpoint.id);
    await acme.settled(two.id, 'held', ordered.endpoint.id);
    await stopServices();
    const { KAFKA_BROKERS: before } = variables;
    otherKafka = await KafkaServer.start({ directory: join(first.folder.path, 'kafka-2') });
    variables = { ...variables, KAFKA_BROKERS: otherKafka.brokers };

    await expect(first.replica('retry-scheduler', variables)).rejects.toThrow(/cluster\.mismatched/);
    expect(await recover('status')).toMatchObject({ code: 1, said: expect.stringContaining('of another') });
    expect(await recover('restored')).toMatchObject({ code: 1, said: expect.stringContaining('new-kafka') });
    expect(await recover('new-kafka', '--dry-run')).toMatchObject({ code: 0 });
    expect(await recover('new-kafka')).toMatchObject({ code: 0, said: expect.stringContaining('1 ordering keys') });
    expect(variables.KAFKA_BROKERS).not.toBe(before);
    await startServices();

    const three = await acme.publish({ id: 'three', orderingKey: 'k' });
    await acme.settled(three.id, 'delivered', steady.endpoint.id);
    await acme.settled(three.id, 'held', ordered.endpoint.id);
    await acme.retry(head.id);
    await acme.settled(three.id, 'delivered', ordered.endpoint.id);
    expect(ordered.mailbox.ids).toEqual(['one', 'one', 'two', 'three']);
    // Nobody asked for an order here.
    expect([...steady.mailbox.ids].sort()).toEqual(['after', 'before', 'last', 'one', 'three', 'two']);
  });
});
