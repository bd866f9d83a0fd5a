import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { GroupCommitProducer, KafkaClient, kafkaSettings, TopicReader } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import {
  dropRetries,
  insertDeliveries,
  insertEvents,
  leaseDueRetries,
  lockPositions,
  lookAtEndpoints,
  migrate,
  movePositions,
  planRetries,
  Sql,
  type PlannedRetry,
} from '@postrider/persistence';
import { decodeRedelivery, topics, type Redelivery } from '@postrider/schemas';
import { eventually, scratchDatabase, testBrokers, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { Tracing } from '@postrider/tracing';
import { identityOf } from '../log/delivery-life.js';
import { loggedEvent, refOf } from '../testing/log-contents.js';
import { Releaser } from './releaser.js';

// A look that nothing brought about comes after 10 s: what a test waits for has to come long before.
jest.setTimeout(30_000);
const SOON_MS = 5000;

const clock = new SystemClock();
const log = createLog('test', 'silent');
/** None of these deliveries' transformations failed: `transform-again.db.test.ts` has those. */
const noTransforms = { run: () => Promise.reject(new Error('nothing is to be transformed')) };
const event = (id: string) => loggedEvent(id, { data: `{"id":"${id}","amount":1.0}` });
const delivery = (id: string, endpoint: string) => identityOf(refOf(id, endpoint));

describe('the releaser', () => {
  const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: testBrokers().join(','), KAFKA_ENDPOINT_PARTITIONS: '1' });
  const client = new KafkaClient(config, 'test', log);
  let scratch: ScratchDatabase;
  let sql: Sql;
  let producer: GroupCommitProducer;
  let reader: TopicReader;
  let releasers: Releaser[] = [];
  let read: Redelivery[] = [];
  let tests = 0;
  /** An endpoint of each test's own: the topic keeps what the others released. */
  let endpoint: string;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, clock);
    sql = new Sql({ url: scratch.url, connections: 8, statementTimeoutMs: 10_000 }, log, new Metrics('test'));
    const admin = await client.admin();
    const { name } = topics.redeliveries;
    await admin.create([{ name, partitions: 1, replication: 1, settings: {} }]);
    await admin.disconnect();
    producer = new GroupCommitProducer(client, clock, log, new Metrics('test'));
    await producer.start();
    const take = (redelivery: Redelivery): unknown => redelivery.plan.endpoint === endpoint && read.push(redelivery);
    reader = new TopicReader(
      client,
      name,
      (records) => {
        for (const record of records) {
          const decoded = decodeRedelivery(record);
          if (decoded.kind === 'decoded') take(decoded.value);
        }
      },
      clock,
      log,
    );
    reader.start();
  });
  afterAll(async () => {
    await reader.stop();
    await producer.close(1000);
    await sql.close();
    await scratch.drop();
  });
  beforeEach(() => {
    endpoint = `ep_0000000000000000000000000${tests++}`;
    read = [];
  });
  afterEach(async () => {
    for (const releaser of releasers.splice(0)) releaser.stop();
    for (const table of ['retries', 'endpoint_flows', 'events', 'deliveries', 'log_positions'])
      await sql.query(`delete from ${table}`);
  });

  const start = (count = 1): Releaser[] => {
    releasers = Array.from(
      { length: count },
      () => new Releaser(sql, producer, clock, log, noTransforms, config, new Metrics('test'), new Tracing()),
    );
    for (const releaser of releasers) releaser.start();
    return releasers;
  };
  const plan = async (ids: readonly string[], given: Partial<PlannedRetry> = {}): Promise<void> => {
    const due = { from: new Date().toISOString(), afterMs: 0 };
    const retry = {
      trigger: 'retry',
      run: 0,
      step: 1,
      number: 2,
      origin: null,
      since: null,
      resumeAt: null,
      order: null,
      headSince: null,
      due,
    } as const;
    await planRetries(
      sql,
      ids.map((id) => ({ ...retry, delivery: delivery(id, endpoint), ...given })),
    );
    await lookAtEndpoints(sql, [endpoint]);
  };
  const arrived = (count: number) => eventually(`${count} redeliveries`, () => read.length >= count, SOON_MS);
  const idsRead = () => read.map(({ event: { meta } }) => meta.id);
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `evt_${index}`);

  it('puts what is due on Kafka with its event, and knows it as under way until its report', async () => {
    await insertEvents(sql, [event('evt_0')]);
    await plan(['evt_0'], { step: 3, number: 7 });
    start();
    await arrived(1);
    expect(read[0]).toMatchObject({
      event: { meta: { id: 'evt_0', tenant: 'acme' }, data: event('evt_0').data },
      plan: { endpoint, turn: { trigger: 'retry', run: 0, step: 3, number: 7 } },
    });
    await eventually('it to be awaited', async () => {
      const rows = await sql.query(
        "select from retries where lease is null and leased_until > now() + interval '30 min'",
      );
      return rows.length === 1;
    });
  });

  it('releases the next as soon as it hears that there is room, and what is planned when its time has come', async () => {
    const all = ids(12);
    await insertEvents(sql, all.map(event));
    await plan(all);
    const [releaser] = start();
    await arrived(10);
    const first = read.slice(0, 2).map(({ plan: { id } }) => id);
    await sql.transaction(async (statements) => {
      await dropRetries(statements, first);
      await lookAtEndpoints(statements, [endpoint]);
    });
    releaser?.wake();
    await arrived(12);
    expect(idsRead().sort()).toEqual([...all].sort());
  });

  it('is woken by the clock for what is due next', async () => {
    await insertEvents(sql, [event('evt_0')]);
    await plan(['evt_0'], { due: { from: new Date().toISOString(), afterMs: 700 } });
    const startedMs = clock.monotonic();
    start();
    await arrived(1);
    expect(clock.monotonic() - startedMs).toBeGreaterThan(400);
  });

  it('waits for an event that the log has not come to, and cancels what the log no longer has', async () => {
    const place = { topic: topics.deliveries.name, partition: 0 };
    await lockPositions(sql, [place]);
    await movePositions(sql, [{ ...place, next: 5 }]);
    const gone = delivery('evt_gone', endpoint);
    const pending = { status: 'retrying', reason: null, run: 0, attempts: 1, lastAttemptAt: null } as const;
    await insertDeliveries(sql, [[gone, { ...pending, lastFailure: null, lastStatusCode: null, next: null }]]);
    await plan(['evt_gone'], { origin: { partition: 0, offset: 4 } });
    await plan(['evt_late'], { origin: { partition: 0, offset: 5 } });
    start();
    await eventually('what is gone to be cancelled', async () => {
      const [row] = await sql.query('select status, reason from deliveries');
      return row?.status === 'cancelled' && row.reason === 'expired';
    });
    expect(read).toEqual([]);
    await insertEvents(sql, [event('evt_late')]);
    await arrived(1);
    expect(idsRead()).toEqual(['evt_late']);
  });

  it('releases what another had leased that died, once that lease is over', async () => {
    await insertEvents(sql, [event('evt_0')]);
    await plan(['evt_0']);
    const dead = { lease: 'of one that died', leaseSeconds: 1, limit: 10, bytes: 1000, prefer: 'ahead' } as const;
    expect(await sql.transaction((statements) => leaseDueRetries(statements, dead))).toHaveLength(1);
    const leasedMs = clock.monotonic();
    start(2);
    await arrived(1);
    expect(clock.monotonic() - leasedMs).toBeGreaterThan(800);
    await reader.caughtUp(SOON_MS);
    expect(idsRead()).toEqual(['evt_0']);
  });

  it('releases each once when there are several of it', async () => {
    const all = ids(10);
    await insertEvents(sql, all.map(event));
    await plan(all);
    start(4);
    await arrived(10);
    await reader.caughtUp(SOON_MS);
    expect(idsRead().sort()).toEqual([...all].sort());
  });
});
