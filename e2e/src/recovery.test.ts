import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import { Sql } from '@postrider/persistence';
import { Deployment, PostriderClient, status, Tenant, type Mailbox } from '@postrider/outside';
import type { EndpointCreated } from '@postrider/schemas';
import {
  inheritedEnvironment,
  KafkaServer,
  leasePort,
  nodeFlags,
  repositoryRoot,
  runKafkaTool,
  serviceNames,
  type Service,
  type ServiceName,
} from '@postrider/stack';
import { eventually } from '@postrider/testing';
import { z } from 'zod';

const Ended = z.object({ code: z.int(), stdout: z.string(), stderr: z.string() });

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

const PROGRAM = join(repositoryRoot, 'apps', 'retry-scheduler', 'dist', 'recover.js');

/** Runs the program as an image does; answers how it ended, and all that it said. */
async function recoverWith(environment: Readonly<Record<string, string>>, ...args: string[]) {
  const env = { ...inheritedEnvironment(), ...variables, ...environment };
  const ran = promisify(execFile)(process.execPath, [...nodeFlags, PROGRAM, ...args], { env });
  const { code, stdout, stderr } = await ran.then(
    (said) => ({ code: 0, ...said }),
    (error: unknown) => Ended.parse(error),
  );
  return { code, said: stdout + stderr };
}

const recover = (...args: string[]) => recoverWith({}, ...args);

function deleteTopics(...names: string[]): Promise<string> {
  const topics = names.map((name) => name.replaceAll('.', '\\.')).join('|');
  const brokers = variables.KAFKA_BROKERS ?? '';
  return runKafkaTool('topics', ['--bootstrap-server', brokers, '--delete', '--topic', topics]);
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

    expect(await recover('restored')).toMatchObject({
      code: 1,
      said: expect.stringMatching(/ingestion, .* are running/),
    });
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
      said: expect.stringMatching(/postrider\.attempts: \d+ records to be read again/),
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

describe('the command', () => {
  it('tells what is away, and what to do, where its job may try again', async () => {
    const nowhere = `127.0.0.1:${await leasePort()}`;
    const [noDatabase, noKafka] = await Promise.all([
      recoverWith({ DATABASE_URL: `postgres://postrider@${nowhere}/postrider` }, 'status'),
      recoverWith({ KAFKA_BROKERS: nowhere }, 'status', '--json'),
    ]);
    expect(noDatabase).toEqual({ code: 3, said: expect.stringMatching(/ECONNREFUSED[^]*DATABASE_URL is right/) });
    expect([noKafka.code, JSON.parse(noKafka.said)]).toEqual([
      3,
      { error: expect.stringContaining(nowhere), action: expect.stringContaining('KAFKA_BROKERS') },
    ]);
  });

  it('has a database from before an upgrade migrated first', async () => {
    const bare = new URL('/template1', variables.DATABASE_URL).href;
    const { code, said } = await recoverWith({ DATABASE_URL: bare }, 'restored');
    expect([code, said]).toEqual([1, expect.stringContaining('the job `migrate`')]);
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
    expect(await recover('status')).toMatchObject({ code: 4, said: expect.stringContaining('of another') });
    expect(await recover('restored')).toMatchObject({ code: 1, said: expect.stringContaining('new-kafka') });
    expect(await recover('new-kafka', '--dry-run')).toMatchObject({ code: 0 });
    expect(await recover('new-kafka')).toMatchObject({ code: 0, said: expect.stringContaining('1 ordering keys') });
    // As if it had been cut off when it had gone over, and not sent everything.
    await onServer(
      async (sql) => {
        await sql.query('update registry_outbox set sent_version = null');
      },
      new URL(variables.DATABASE_URL ?? '').pathname,
    );
    expect(await recover('new-kafka')).toMatchObject({ code: 0, said: expect.stringMatching(/registry: [1-9]/) });
    expect(await recover('new-kafka')).toMatchObject({ code: 1, said: expect.stringContaining('already') });
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

describe('topics that were deleted', () => {
  it('are made again from the database, the registry; and found out, where the database has read them', async () => {
    await stopServices();
    await deleteTopics('postrider.registry');
    expect(await recover('restored')).toEqual({ code: 0, said: expect.stringMatching(/registry: [1-9]/) });

    await deleteTopics('postrider.deliveries', 'postrider.attempts');
    await expect(first.replica('retry-scheduler', variables)).rejects.toThrow(/cluster\.mismatched/);
    expect(await recover('status')).toEqual({
      code: 4,
      said: expect.stringMatching(/made anew +postrider\.deliveries, postrider\.attempts:[^]*registry +[1-9]/),
    });
    expect(await recover('restored')).toEqual({ code: 1, said: expect.stringContaining('recover new-kafka') });
    expect(await recover('new-kafka')).toMatchObject({ code: 0 });
    expect(await recover('status')).toMatchObject({ code: 0, said: expect.stringMatching(/log +0 records behind/) });
  });
});
