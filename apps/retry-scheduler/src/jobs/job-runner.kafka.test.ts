import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { DONE, GroupCommitProducer, KafkaClient, kafkaSettings, ParallelConsumer, PoisonBin } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { lockPositions, migrate, movePositions, type LogPosition } from '@postrider/persistence';
import { topics, type DeliveryStatus, type JobKind, type JobScope } from '@postrider/schemas';
import { consumerGroupOf } from '@postrider/service';
import { eventually, scratchDatabase, testBrokers, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { NoLooksClock } from '../testing/no-looks-clock.js';
import { WatchedSql } from '../testing/watched-sql.js';
import { JobRunner } from './job-runner.js';

/** Of what writes: longer than a machine stands still. */
const PATIENCE_MS = 60_000;

describe('the runner of jobs', () => {
  const clock = new SystemClock();
  const log = createLog('test', 'silent');
  const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: testBrokers().join(','), KAFKA_ENDPOINT_PARTITIONS: '1' });
  const client = new KafkaClient(config, 'test', log);
  const producer = new GroupCommitProducer(client, clock, log, new Metrics('test'), PATIENCE_MS);
  let scratch: ScratchDatabase;
  let sql: WatchedSql;
  let runners: JobRunner[] = [];
  let changes = 0;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, clock);
    sql = new WatchedSql({ url: scratch.url, connections: 8, statementTimeoutMs: 60_000 }, log, new Metrics('test'));
    const admin = await client.admin();
    const read = [topics.events, topics.deliveries, topics.attempts];
    await admin.create(read.map(({ name }) => ({ name, partitions: 1, replication: 1, settings: {} })));
    await admin.disconnect();
    await producer.start();
    await sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
  });
  afterAll(async () => {
    await producer.close(1000);
    await sql.close();
    await scratch.drop();
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) runner.stop();
    for (const table of ['jobs', 'retries', 'endpoint_flows', 'deliveries', 'events', 'log_positions', 'endpoints'])
      await sql.query(`delete from ${table}`);
    changes = 0;
  });

  const start = (count = 1): void => {
    runners = Array.from(
      { length: count },
      () => new JobRunner(sql, client, () => (changes += 1), new NoLooksClock(), log, new Metrics('test')),
    );
    for (const runner of runners) runner.start();
  };
  const endpoint = (id: string, status: 'enabled' | 'disabled' = 'enabled') =>
    sql.query(
      `insert into endpoints (id, tenant, url, header_names, status, created_at, updated_at)
       values ($1, 'acme', 'https://example.com/', '{}', $2, now(), now())`,
      [id, status],
    );
  /** Deliveries of an endpoint that stand so, with what is planned for them. */
  const deliveries = async (to: string, status: DeliveryStatus, count: number): Promise<void> => {
    await sql.query(
      `insert into deliveries (id, accepted_at, tenant, event_id, event_type, endpoint_id, status, run, attempts)
       select 'dlv_' || $1 || n, now(), 'acme', 'evt_' || n, 'order', $1, $2, 0, 1 from generate_series(1, $3::int) n`,
      [to, status, count],
    );
    if (status === 'dead') return;
    await sql.query(
      `insert into retries (delivery_id, accepted_at, tenant, event_id, endpoint_id, trigger, run, step, number, due_at, held_at)
       select id, accepted_at, tenant, event_id, endpoint_id, 'retry', 0, 1, 2,
         case when $2 <> 'held' then now() + interval '1 hour' end, case when $2 = 'held' then now() end
       from deliveries where endpoint_id = $1`,
      [to, status],
    );
  };
  const create = (
    id: string,
    kind: JobKind,
    about: string,
    { scope = {}, perSecond = null }: { scope?: JobScope; perSecond?: number | null } = {},
  ) =>
    sql.query(
      `insert into jobs (id, kind, tenant, endpoint_id, scope, per_second, status, count, done, created_at)
       values ($1, $2, 'acme', $3, $4, $5, 'waiting', 0, 0, now())`,
      [id, kind, about, JSON.stringify(scope), perSecond],
    );
  /** So many events that nobody has a delivery of. */
  const events = (count: number) =>
    sql.query(
      `insert into events (tenant, id, accepted_at, type, timestamp, id_chosen, data)
       select 'acme', 'evt_' || n, date_trunc('milliseconds', now()) - n * interval '1 millisecond', 'order', now(), false, '{}' from generate_series(1, $1::int) n`,
      [count],
    );
  const ended = (id: string) =>
    eventually(
      `${id} to be done`,
      async () => (await sql.query(`select done from jobs where id = $1 and status = 'done'`, [id]))[0]?.done,
    );
  const statuses = async (of: string): Promise<unknown[]> =>
    (await sql.query('select distinct status from deliveries where endpoint_id = $1', [of])).map(
      ({ status }) => status,
    );
  const comeTo = async (positions: readonly LogPosition[]): Promise<void> =>
    sql.transaction(async (statements) => {
      await lockPositions(statements, positions);
      await movePositions(statements, positions);
    });
  /** The log has read all there is, and will be. */
  const readAll = () =>
    comeTo([topics.deliveries, topics.attempts].map(({ name }) => ({ topic: name, partition: 0, next: 1_000_000 })));
  const report = () =>
    producer.send({ topic: topics.attempts.name, partition: 0, key: 'ep_1', value: Buffer.from('{}'), headers: {} });

  it('redrives once the log has come to where it ended when that was asked for, and does other jobs meanwhile', async () => {
    await endpoint('ep_1');
    await endpoint('ep_2', 'disabled');
    await deliveries('ep_1', 'dead', 3);
    await deliveries('ep_2', 'retrying', 2);
    const last = await report();
    await create('job_1', 'redrive', 'ep_1');
    start();
    const waitsFor = await eventually('the job to know what it waits for', async () => {
      const [job] = await sql.query<{ waits_for: LogPosition[] | null }>(`select waits_for from jobs`);
      return job?.waits_for ?? undefined;
    });
    expect(waitsFor).toContainEqual({ topic: topics.attempts.name, partition: 0, next: last.offset + 1 });
    await comeTo(waitsFor.map(({ next, ...place }) => ({ ...place, next: Math.max(0, next - 1) })));
    await create('job_2', 'hold', 'ep_2');
    expect(await ended('job_2')).toBe(2);
    expect(await statuses('ep_2')).toEqual(['held']);
    expect(await sql.query(`select status, done from jobs where id = 'job_1'`)).toEqual([
      { status: 'waiting', done: 0 },
    ]);
    expect(await statuses('ep_1')).toEqual(['dead']);
    // What is reported from now on is none of its business.
    await report();
    await comeTo(waitsFor);
    expect(await ended('job_1')).toBe(3);
    expect(await statuses('ep_1')).toEqual(['retrying']);
  });

  it.each<[JobKind, 'enabled' | 'disabled', DeliveryStatus, DeliveryStatus]>([
    ['redrive', 'enabled', 'dead', 'retrying'],
    ['hold', 'disabled', 'retrying', 'held'],
    ['release', 'enabled', 'held', 'retrying'],
    ['cancel', 'disabled', 'retrying', 'cancelled'],
  ])('does a job that is to %s of an endpoint that is %s, and tells whoever releases', async (kind, how, from, to) => {
    await readAll();
    await endpoint('ep_1', how);
    await deliveries('ep_1', from, 4);
    await create('job_1', kind, 'ep_1');
    start();
    expect(await ended('job_1')).toBe(4);
    expect(await statuses('ep_1')).toEqual([to]);
    await eventually('the news', () => changes === 1);
  });

  it('hears of a job, and needs no look of its own', async () => {
    await endpoint('ep_1');
    await deliveries('ep_1', 'held', 1);
    const before = sql.committed;
    start();
    await eventually('the first look', () => sql.committed > before);
    await create('job_1', 'release', 'ep_1');
    runners[0]?.wake();
    expect(await ended('job_1')).toBe(1);
  });

  it('deals with each delivery once when there are several of it, in steps, and jobs of one endpoint in their order', async () => {
    await readAll();
    const ids = ['ep_1', 'ep_2', 'ep_3'];
    for (const id of ids) {
      await endpoint(id);
      await deliveries(id, 'dead', 800);
      await create(`job_1_${id}`, 'redrive', id);
      // Before the end of the one above it would find some still dead, and leave those.
      await create(`job_2_${id}`, 'cancel', id);
    }
    start(3);
    for (const id of ids) {
      expect(await ended(`job_1_${id}`)).toBe(800);
      expect(await ended(`job_2_${id}`)).toBe(800);
      expect(await statuses(id)).toEqual(['cancelled']);
    }
    expect(await sql.query('select run, count(*)::int from deliveries group by run')).toEqual([
      { run: 1, count: 2400 },
    ]);
    expect(await sql.query('select from retries')).toEqual([]);
  });

  it('goes on with a job whose step failed', async () => {
    await readAll();
    await endpoint('ep_1');
    await deliveries('ep_1', 'dead', 2);
    await create('job_1', 'redrive', 'ep_1');
    await sql.query('alter table retries rename to elsewhere');
    const before = sql.failed;
    start();
    await eventually('two steps to fail', () => sql.failed >= before + 2);
    expect(await statuses('ep_1')).toEqual(['dead']);
    await sql.query('alter table elsewhere rename to retries');
    expect(await ended('job_1')).toBe(2);
  });

  it('does other jobs while one fails', async () => {
    await readAll();
    await endpoint('ep_1');
    await endpoint('ep_2', 'disabled');
    await deliveries('ep_1', 'held', 2);
    await deliveries('ep_2', 'retrying', 2);
    await sql.query(`alter table retries add constraint fails check (endpoint_id <> 'ep_1' or held_at is not null)`);
    const before = sql.failed;
    await create('job_1', 'release', 'ep_1');
    start();
    await eventually('a step to fail', () => sql.failed > before);
    await create('job_2', 'hold', 'ep_2');
    expect(await ended('job_2')).toBe(2);
    await sql.query('alter table retries drop constraint fails');
    expect(await ended('job_1')).toBe(2);
  });

  describe('that makes deliveries of events', () => {
    /** How far the job is. */
    const done = async (id: string): Promise<number> =>
      Number((await sql.query('select done from jobs where id = $1', [id]))[0]?.done);

    it('waits for the fan-out first, and then for the log, so that none is made that is on its way', async () => {
      await endpoint('ep_1');
      await events(3);
      await producer.send({ topic: topics.events.name, partition: 0, key: null, value: Buffer.from('1'), headers: {} });
      await create('job_1', 'backfill', 'ep_1');
      start();
      const waitsFor = async (): Promise<LogPosition[]> => {
        const [job] = await sql.query<{ waits_for: LogPosition[] | null }>(
          `select waits_for from jobs where id = 'job_1'`,
        );
        return job?.waits_for ?? [];
      };
      await eventually('the job to wait for the fan-out', async () =>
        (await waitsFor()).some(({ topic, next }) => topic === topics.events.name && next > 0),
      );
      await readAll();
      await create('job_2', 'hold', 'ep_2');
      await endpoint('ep_2', 'disabled');
      runners[0]?.wake();
      expect(await ended('job_2')).toBe(0);
      expect(await done('job_1')).toBe(0);
      const metrics = new Metrics('test');
      const fanOut = new ParallelConsumer(
        client,
        {
          groupId: consumerGroupOf('subscription'),
          topics: new Map([[topics.events.name, { handle: () => Promise.resolve(DONE) }]]),
          limits: { recordsPerPartition: 100, bytes: 1_000_000 },
          gaveUp: () => undefined,
        },
        new PoisonBin(producer, clock, log, metrics),
        clock,
        log,
        metrics,
      );
      await fanOut.start();
      await eventually('the job to wait for the log', async () =>
        (await waitsFor()).some(({ topic }) => topic === topics.deliveries.name),
      );
      await fanOut.close();
      expect(await ended('job_1')).toBe(3);
      expect(await statuses('ep_1')).toEqual(['pending']);
    });

    it('goes no faster than it was told, keeps no hold waiting, and ends where it is cancelled', async () => {
      await readAll();
      await endpoint('ep_1');
      await deliveries('ep_1', 'dead', 1000);
      await create('job_1', 'redrive', 'ep_1', { perSecond: 20 });
      start(2);
      await eventually('its second step', async () => (await done('job_1')) >= 20);
      const [job] = await sql.query<{ seconds: number }>(
        `select extract(epoch from next_step_at - created_at)::float8 as seconds from jobs`,
      );
      expect(job?.seconds).toBeGreaterThanOrEqual(1);
      await sql.query(`update endpoints set status = 'paused'`);
      await create('job_2', 'hold', 'ep_1');
      runners[0]?.wake();
      // Those that job_1 began by then; what it begins from now on is held from the start.
      expect(await ended('job_2')).toBeGreaterThanOrEqual(20);
      expect(await sql.query('select from retries where due_at is not null')).toEqual([]);
      await sql.query(`update jobs set status = 'cancelled' where id = 'job_1'`);
      const before = await done('job_1');
      await create('job_3', 'redrive', 'ep_1');
      runners[0]?.wake();
      expect(await ended('job_3')).toBe(1000 - before);
    });

    it('has no more wait for their release than an endpoint needs, so that a cancel is worth something', async () => {
      await readAll();
      await endpoint('ep_1');
      await deliveries('ep_1', 'dead', 1200);
      await create('job_1', 'redrive', 'ep_1', { perSecond: 10_000 });
      start();
      await eventually('all that may wait', async () => (await done('job_1')) === 1000);
      const before = sql.committed;
      await eventually('it to look again', () => sql.committed > before + 2);
      expect(await done('job_1')).toBe(1000);
      await sql.query('delete from retries where delivery_id in (select delivery_id from retries limit 500)');
      expect(await ended('job_1')).toBe(1200);
    });
  });
});
