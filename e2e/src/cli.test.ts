import { execFileSync } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Deployment, status, verifies, type Tenant } from '@postrider/outside';
import { leasePort, repositoryRoot } from '@postrider/stack';
import { eventually } from '@postrider/testing';
import { PackedCli, type Ran } from './outside/packed-cli.js';

jest.setTimeout(240_000);

let postrider: Deployment;
let tenant: Tenant;
/** As somebody uses it who looks after one tenant, in JSON. */
let cli: PackedCli;

const json = (...args: readonly string[]): string[] => [...args, '--json'];
const asked = async (...args: readonly string[]): Promise<Ran['json']> => (await cli.does(json(...args))).json;
const listed = async (...args: readonly string[]): Promise<Ran['lines']> => (await cli.does(json(...args))).lines;
const idOf = (answer: Ran['json']): string => String(answer.id);

beforeAll(async () => {
  postrider = await Deployment.start();
  tenant = await postrider.tenant('order.created', 'order.paid');
  const folder = join(postrider.folder.path, 'cli');
  await mkdir(folder);
  const { stack } = postrider;
  cli = await PackedCli.pack(folder, {
    POSTRIDER_INGESTION_URL: stack.service('ingestion').address,
    POSTRIDER_MANAGEMENT_URL: stack.service('subscription').address,
    POSTRIDER_DISPATCHER_URL: stack.service('dispatcher').address,
    POSTRIDER_RETRY_SCHEDULER_URL: stack.service('retry-scheduler').address,
    POSTRIDER_API_KEY: stack.adminKey,
    POSTRIDER_TENANT: tenant.id,
    POSTRIDER_PROFILES_FILE: join(folder, 'profiles.json'),
    KAFKA_BROKERS: stack.env.KAFKA_BROKERS ?? '',
    DATABASE_URL: stack.env.DATABASE_URL ?? '',
    POSTRIDER_SECRET_KEY: stack.env.POSTRIDER_SECRET_KEY ?? '',
  });
});
afterAll(() => postrider.stop());

describe('the package', () => {
  it('runs where it’s unpacked, and in the checkout by its name', async () => {
    const { out } = await cli.does(['--version']);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
    const bin = join(repositoryRoot, 'node_modules', '.bin', 'postrider');
    expect(execFileSync(bin, ['--version'], { encoding: 'utf8' })).toBe(out);
  });

  it('completes commands and options in each shell', async () => {
    const [bash, zsh, fish, commands, choices] = await Promise.all([
      cli.does(['completion', 'bash']),
      cli.does(['completion', 'zsh']),
      cli.does(['completion', 'fish']),
      cli.does(['complete', '--', 'endpoints', 're']),
      cli.does(['complete', '--', 'replay', '--status', '']),
    ]);
    execFileSync('bash', ['-n'], { input: bash.out });
    for (const { out } of [bash, zsh, fish]) expect(out).toContain('postrider complete --');
    expect(commands.out).toContain('resume');
    expect(choices.out).toContain('missing');
  });
});

describe('what is configured', () => {
  it('are tenants and event types', async () => {
    const other = `${tenant.id}-cli`;
    expect(await asked('tenants', 'put', other, '--name', 'Other')).toMatchObject({ id: other, name: 'Other' });
    const type = 'cli.tried';
    const example = { order: 1 };
    await cli.does(
      json('event-types', 'put', type, '--description', 'tried', '--data', '-'),
      JSON.stringify({ example }),
    );
    const [got, all, types, document] = await Promise.all([
      asked('tenants', 'get', other),
      cli.does(['tenants', 'list']),
      listed('event-types', 'list', '--limit', '0'),
      asked('event-types', 'export', '--event-types', type),
    ]);
    expect(got).toMatchObject({ name: 'Other' });
    expect(all.out).toMatch(new RegExp(`^ID +NAME +CREATED\\n(.*\\n)*${other} +Other `));
    expect(types.find((each) => each.type === type)).toMatchObject({ description: 'tried', example });
    expect(document).toMatchObject({ openapi: expect.any(String) });
    expect(await asked('event-types', 'archive', type)).toMatchObject({ archived: true });
    expect(await asked('event-types', 'restore', type)).toMatchObject({ type });
    const webhooks = JSON.stringify({ openapi: '3.1.0', info: { title: 't', version: '1' }, webhooks: {} });
    await cli.does(json('event-types', 'import', webhooks));
    await Promise.all([cli.does(['event-types', 'delete', type]), cli.does(['tenants', 'delete', other])]);
    const gone = await cli.ends(['tenants', 'get', other]);
    expect([gone.code, gone.err]).toEqual([1, expect.stringMatching(/^not_found \(404\): .*tenant/)]);
  });

  it('are endpoints', async () => {
    const mailbox = postrider.receiver.mailbox();
    const created = await asked(
      'endpoints',
      'create',
      mailbox.url,
      '--event-types',
      'order.*',
      '--data',
      '{"timeoutMs":5000}',
    );
    const id = idOf(created);
    mailbox.trust(String(created.secret));
    expect(created).toMatchObject({ timeoutMs: 5000, subscriptions: [{ eventTypes: ['order.*'] }] });
    expect((await asked('endpoints', 'secret', id)).secret).toBe(created.secret);
    const { delivery, event } = await asked('endpoints', 'test', id);
    expect((await mailbox.arrival(String(event))).verified).toBe(true);
    await tenant.settled(String(event), 'delivered');
    const shown = await cli.does(['deliveries', 'get', String(delivery)]);
    expect(shown.out).toMatch(/status +delivered[^]*ATTEMPT[^]*204/);
    expect(await asked('endpoints', 'update', id, '--description', 'mine')).toMatchObject({ description: 'mine' });
    for (const [action, wanted] of [
      ['pause', 'paused'],
      ['resume', 'enabled'],
      ['disable', 'disabled'],
      ['enable', 'enabled'],
    ] as const)
      expect(await asked('endpoints', action, id)).toMatchObject({ status: wanted });
    expect(await asked('endpoints', 'rotate', id, '--grace-seconds', '60')).toMatchObject({
      secret: expect.not.stringMatching(String(created.secret)),
      previous: [expect.anything()],
    });
    const [list, got] = await Promise.all([cli.does(['endpoints', 'list']), asked('endpoints', 'get', id)]);
    expect(list.out).toContain('order.*');
    expect(JSON.stringify(got)).not.toContain('whsec_');
    await cli.does(['endpoints', 'delete', id]);
    expect((await cli.does(['endpoints', 'list'])).err).toContain('There are no endpoints');
  });

  it('are keys', async () => {
    const created = await asked('keys', 'create', 'the shop', '--scopes', 'publish');
    const id = idOf(created);
    expect(created).toMatchObject({ tenant: tenant.id, scopes: ['publish'], key: expect.stringMatching(/^prk_/) });
    const shop = cli.with({ POSTRIDER_API_KEY: String(created.key) });
    const refused = await shop.ends(json('tenants', 'get', tenant.id));
    expect([refused.code, JSON.parse(refused.err)]).toEqual([
      1,
      expect.objectContaining({ error: expect.any(String) }),
    ]);
    expect((await asked('keys', 'update', id, '--name', 'shop')).name).toBe('shop');
    expect((await asked('keys', 'rotate', id, '--grace-seconds', '0')).key).not.toBe(created.key);
    const [list, got] = await Promise.all([cli.does(['keys', 'list']), asked('keys', 'get', id)]);
    expect(list.out + JSON.stringify(got)).not.toContain(String(created.key));
    await cli.does(['keys', 'delete', id]);
    // It was rotated and deleted: that is in force within a second.
    const unknown = await eventually('the key to be unknown', async () => {
      const ran = await shop.ends(['publish', 'order.created', '{}']);
      return ran.code !== 0 && ran;
    });
    expect([unknown.code, unknown.err]).toEqual([
      1,
      expect.stringMatching(/unauthorized \(401\)[^]*POSTRIDER_API_KEY/),
    ]);
  });

  it('are profiles, which nobody else may read and which show no key', async () => {
    const { stack } = postrider;
    const file = join(postrider.folder.path, 'profiles', 'profiles.json');
    const bare = cli.with({
      ...Object.fromEntries(
        ['INGESTION_URL', 'MANAGEMENT_URL', 'API_KEY', 'TENANT'].map((name) => [`POSTRIDER_${name}`, '']),
      ),
      POSTRIDER_PROFILES_FILE: file,
    });
    const flags = [
      '--ingestion-url',
      stack.service('ingestion').address,
      '--management-url',
      stack.service('subscription').address,
    ];
    await bare.does(
      ['profiles', 'set', 'here', ...flags, '--tenant', tenant.id, '--key-file', '-'],
      `${stack.adminKey}\n`,
    );
    await bare.does(['profiles', 'set', 'there', '--url', 'http://127.0.0.1:1']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await bare.does(json('tenants', 'get', tenant.id))).json).toMatchObject({ id: tenant.id });
    await bare.does(['profiles', 'use', 'there']);
    const { out } = await bare.does(['profiles', 'list']);
    expect(out).toMatch(/here +http.*kept[^]*there \*/);
    expect(out).not.toContain(stack.adminKey);
    const elsewhere = await bare.ends(['tenants', 'list', '--profile', 'here', '--url', 'http://127.0.0.1:1']);
    expect([elsewhere.code, elsewhere.err]).toEqual([2, expect.stringContaining('There is no key')]);
    await bare.does(['profiles', 'delete', 'there']);
  });
});

describe('events', () => {
  it('are published from an argument, a file, stdin and line by line, and looked at byte for byte', async () => {
    const data = '{"amount":1.0,"id":12345678901234567890}';
    const file = join(postrider.folder.path, 'data.json');
    await writeFile(file, data);
    const [first, ...others] = await Promise.all([
      asked('publish', 'order.created', data, '--labels', 'eu,vip', '--id', 'mine'),
      asked('publish', 'order.created', `@${file}`),
      cli.does(json('publish', 'order.created'), data).then((ran) => ran.json),
    ]);
    expect(first).toMatchObject({ id: 'mine', duplicate: false });
    for (const id of ['mine', ...others.map(idOf)]) {
      await eventually('the log', () => tenant.event(id).catch(() => false));
    }
    expect((await cli.does(json('events', 'get', 'mine'))).out).toContain(`"data":${data},`);
    expect((await cli.does(['events', 'list', '--label', 'vip', '--since', '1h'])).out).toContain('mine');
    const lines = ['{"type":"order.created","data":1.0}', '', '{"type":"no.such","data":2}'].join('\n');
    const batch = await cli.ends(json('publish', '--ndjson', '-'), lines);
    expect([batch.code, batch.lines]).toEqual([
      1,
      [
        expect.objectContaining({ line: 1, status: 202 }),
        expect.objectContaining({ line: 3, code: 'unknown_event_type' }),
      ],
    ]);
    const wrong = await cli.ends(['publish', 'no.such', '1']);
    expect([wrong.code, wrong.err]).toEqual([
      1,
      expect.stringMatching(/unknown_event_type \(422\)[^]*event-types put/),
    ]);
  });

  it('are called off before their time', async () => {
    const deliverAt = new Date(Date.now() + 3_600_000).toISOString();
    await tenant.register(postrider.receiver.mailbox());
    const id = idOf(await asked('publish', 'order.created', '{}', '--deliver-at', deliverAt));
    await tenant.settled(id, 'pending');
    expect(await asked('events', 'cancel', id)).toMatchObject({ kind: 'cancel', status: 'done' });
  });
});

describe('what is followed', () => {
  it('are attempts, as they’re made', async () => {
    const mailbox = postrider.receiver.mailbox().answers(status(418));
    const { id: endpoint } = await tenant.register(mailbox, { retry: { scheduleSeconds: [1] } });
    const tail = cli.start(json('tail', '--endpoint', endpoint, '--since', '1m'));
    const { id } = await tenant.publish();
    const of = (outcome: string) => (line: Ran['json']) =>
      JSON.stringify(line).includes(id) && (line.attempt as { outcome: string }).outcome === outcome;
    expect(await tail.line('the failure', of('failed'))).toMatchObject({ attempt: { response: { statusCode: 418 } } });
    expect(await tail.line('the retry', of('delivered'))).toMatchObject({
      attempt: { number: 2 },
      delivery: { endpoint },
    });
    expect((await tail.stop()).code).toBe(0);
  });

  it('are events, sent to a port of this machine and signed', async () => {
    const mailbox = postrider.receiver.mailbox();
    const { port, pathname } = new URL(mailbox.url);
    const listen = cli.start(json('listen', port, pathname, '--event-types', 'order.paid'));
    const { secret } = await listen.line('the secret', (line) => 'secret' in line);
    await tenant.publish({ type: 'order.created' });
    const { id } = await tenant.publishBytes('{"type":"order.paid","data":{"amount":1.0}}');
    const request = await mailbox.arrival(id);
    expect(verifies(String(secret), request)).toBe(true);
    expect(request.body.toString()).toMatch(/^\{"type":"order.paid","timestamp":"[^"]+","data":\{"amount":1\.0\}\}$/);
    await listen.line('the answer', (line) => line.event === id && line.status === 204);
    expect([(await listen.stop()).code, mailbox.ids]).toEqual([0, [id]]);
  });
});

describe('what is delivered again', () => {
  it('is replayed, backfilled and redriven by jobs that are followed, listed and cancelled', async () => {
    const own = await postrider.tenant();
    const here = cli.with({ POSTRIDER_TENANT: own.id });
    const ran = async (...args: readonly string[]) => (await here.does(json(...args))).json;
    const first = await own.register(postrider.receiver.mailbox());
    const events = [await own.publish(), await own.publish(), await own.publish()];
    for (const { id } of events) await own.settled(id, 'delivered');
    const mailbox = postrider.receiver.mailbox();
    const late = await own.register(mailbox, { retry: { scheduleSeconds: [] } });

    expect(await ran('backfill', late.id, '--since', '1h', '--dry-run')).toEqual({ count: 3, more: false });
    expect(await ran('backfill', late.id, '--since', '1h')).toMatchObject({
      kind: 'backfill',
      status: 'done',
      done: 3,
    });
    for (const { id } of events) await own.settled(id, 'delivered', late.id);
    const replay = await here.does(['replay', '--endpoint', late.id, '--since', '1h', '--status', 'all']);
    expect(replay.out).toMatch(/^job_\w+ is done: replay, 3 of 3\.\n$/);
    const [event] = events;
    expect(await ran('replay', '--event', event?.id ?? '', '--endpoint', late.id)).toMatchObject({ status: 'done' });

    await eventually('what was replayed', () => mailbox.requests.length === 7);
    mailbox.answers(status(500));
    const { id: dead } = await own.publish();
    await own.settled(dead, 'dead', late.id);
    expect(await ran('redrive', '--endpoint', late.id)).toMatchObject({ kind: 'redrive', status: 'done' });

    const slow = [
      'replay',
      '--endpoint',
      first.id,
      '--since',
      '1h',
      '--status',
      'all',
      '--per-second',
      '0.1',
      '--no-wait',
    ];
    const { job } = await ran(...slow);
    const watch = here.start(['jobs', 'watch', String(job)]);
    expect(await ran('jobs', 'get', String(job))).toMatchObject({ kind: 'replay', tenant: own.id });
    const stopped = await watch.stop();
    // Stopped before it had begun to listen for that, it ends by the signal itself.
    if (stopped.code !== null) expect([stopped.code, stopped.err]).toEqual([130, expect.stringContaining('goes on')]);
    expect(await ran('jobs', 'cancel', String(job))).toMatchObject({ status: 'cancelled' });
    expect((await here.does(['jobs', 'list'])).out).toMatch(/KIND[^]*replay[^]*backfill/);
    const { lines: deliveries } = await here.does(json('deliveries', 'list', '--endpoint', late.id, '--event', dead));
    expect((await here.ends(['deliveries', 'cancel', String(deliveries[0]?.id)])).code).not.toBe(2);
  });

  it('are poison records too', async () => {
    const { lines } = await cli.does(json('dlt', 'list'));
    expect(lines.map(({ topic }) => topic)).toContain('postrider.inbox.dlt');
    expect((await cli.does(['dlt', 'show', 'postrider.inbox'])).err).toContain('is empty');
    expect((await cli.does(json('dlt', 'redrive', 'postrider.inbox', '--all'))).json).toMatchObject({ putBack: {} });
  });
});

describe('doctor', () => {
  const statusesOf = ({ json: { findings } }: Ran): Record<string, string> =>
    Object.fromEntries((findings as { check: string; status: string }[]).map((each) => [each.check, each.status]));

  it('finds nothing wrong with what is well', async () => {
    const ran = await cli.does(json('doctor'));
    expect(ran.json.ok).toBe(true);
    expect(statusesOf(ran)).toMatchObject({
      ingestion: 'ok',
      subscription: 'ok',
      dispatcher: 'ok',
      'retry-scheduler': 'ok',
      'key at management': 'ok',
      'key at ingestion': 'ok',
      'secret key': 'ok',
      kafka: 'ok',
      topics: 'ok',
      postgres: 'ok',
      migrations: 'ok',
    });
    for (const found of Object.values(statusesOf(ran))) expect(['ok', 'warning']).toContain(found);
  });

  it('says what is wrong, and what to do', async () => {
    const { stack } = postrider;
    await stack.service('dispatcher').stop(5000);
    const broken = cli.with({
      POSTRIDER_API_KEY: `prk_${'0'.repeat(49)}`,
      KAFKA_ENDPOINT_PARTITIONS: '7',
      DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/postrider',
    });
    const ran = await broken.ends(json('doctor'));
    expect(ran.code).toBe(4);
    expect(statusesOf(ran)).toMatchObject({
      dispatcher: 'failed',
      'key at management': 'failed',
      'key at ingestion': 'failed',
      'topic postrider.deliveries': 'failed',
      postgres: 'failed',
      ingestion: 'ok',
    });
    expect(ran.out).not.toContain('secret@');
    const { out, code } = await cli.with({ KAFKA_BROKERS: '127.0.0.1:1' }).ends(['doctor']);
    expect([code, out]).toEqual([
      4,
      expect.stringMatching(/^failed +kafka: can't be used at 127\.0\.0\.1:1: .*ECONNREFUSED.*\n +Start it/m),
    ]);
  });

  it('isn’t needed to be told that nothing answers', async () => {
    const url = `http://127.0.0.1:${await leasePort()}`;
    const away = await cli.with({ POSTRIDER_MANAGEMENT_URL: url }).ends(['tenants', 'list']);
    expect([away.code, away.err]).toEqual([3, expect.stringMatching(/ECONNREFUSED.*doctor/)]);
  });
});
