import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { GroupCommitProducer, KafkaClient, kafkaSettings, TopicReader } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { migrate, Sql, tellOfEndpoints, untoldCount } from '@postrider/persistence';
import { decodeAcceptedEvent, mintId, topics, type AcceptedEvent, type OperationalNews } from '@postrider/schemas';
import { eventually, scratchDatabase, testBrokers, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { NoLooksClock } from '../testing/no-looks-clock.js';
import { OperationalRelay } from './operational-relay.js';

/** Of what writes: longer than a machine stands still. */
const PATIENCE_MS = 60_000;

const recovered: OperationalNews = { type: 'postrider.endpoint.recovered', data: { reason: 'enabled' } };
const disabled: OperationalNews = { type: 'postrider.endpoint.disabled', data: { reason: 'requested' } };

describe('operational events', () => {
  const clock = new SystemClock();
  const log = createLog('test', 'silent');
  const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: testBrokers().join(','), KAFKA_EVENT_PARTITIONS: '1' });
  const client = new KafkaClient(config, 'test', log);
  const producer = new GroupCommitProducer(client, clock, log, new Metrics('test'), PATIENCE_MS);
  const read: AcceptedEvent[] = [];
  let scratch: ScratchDatabase;
  let sql: Sql;
  /** Gives up soon what it has to wait for. */
  let impatient: Sql;
  let reader: TopicReader;
  let relays: OperationalRelay[] = [];

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, clock);
    const options = { url: scratch.url, connections: 4, statementTimeoutMs: 60_000 };
    sql = new Sql(options, log, new Metrics('test'));
    impatient = new Sql({ ...options, statementTimeoutMs: 500 }, log, new Metrics('test'));
    await sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
    const admin = await client.admin();
    const { name } = topics.events;
    await admin.create([{ name, partitions: 1, replication: 1, settings: {} }]);
    await admin.disconnect();
    await producer.start();
    reader = new TopicReader(
      client,
      name,
      (records) => {
        for (const record of records) {
          const decoded = decodeAcceptedEvent(record);
          if (decoded.kind === 'decoded' && decoded.value.meta.tenant === 'postrider') read.push(decoded.value);
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
    await impatient.close();
    await sql.close();
    await scratch.drop();
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    read.length = 0;
  });

  const start = (count: number, by: Sql): readonly OperationalRelay[] => {
    relays = Array.from(
      { length: count },
      () => new OperationalRelay(by, producer, scratch.url, new NoLooksClock(), log, config, new Metrics('test')),
    );
    for (const relay of relays) relay.start();
    return relays;
  };
  const endpoint = async (): Promise<string> => {
    const id = mintId('ep', clock.now());
    await sql.query(
      `insert into endpoints (id, tenant, url, header_names, status, created_at, updated_at)
       values ($1, 'acme', 'https://example.com/hooks', '{}', 'enabled', now(), now())`,
      [id],
    );
    return id;
  };
  const tell = (about: string, ...news: readonly OperationalNews[]) =>
    sql.transaction((statements) =>
      tellOfEndpoints(
        statements,
        news.map((one) => ({ endpoint: about, news: one })),
        clock.now(),
      ),
    );
  const allTold = () => eventually('all to be told', async () => (await untoldCount(sql)) === 0);
  const arrived = (count: number) => eventually(`${count} events`, () => read.length >= count);

  it('become events of the platform’s own tenant, in their order, by one process of several', async () => {
    const about = await endpoint();
    const before = clock.now();
    await tell(about, disabled, recovered, disabled);
    for (const relay of start(3, sql)) relay.wake();
    await arrived(3);
    await allTold();
    expect(read.map(({ meta }) => meta.type)).toEqual([disabled.type, recovered.type, disabled.type]);
    const [first] = read;
    expect(first?.meta).toMatchObject({ tenant: 'postrider', orderingKey: about, idChosen: true });
    expect(Date.parse(first?.meta.acceptedAt ?? '')).toBeGreaterThanOrEqual(before);
    expect(JSON.parse(first?.data.toString() ?? '')).toEqual({
      tenant: 'acme',
      endpoint: about,
      url: 'https://example.com/hooks',
      reason: 'requested',
    });
    await tell(about, recovered);
    for (const relay of relays) relay.wake();
    await arrived(4);
    expect(new Set(read.map(({ meta }) => meta.id)).size).toBe(4);
  });

  it('that are sent again, because it could not be noted that they were, have the id and time that they had', async () => {
    await tell(await endpoint(), disabled);
    await sql.transaction(async (statements) => {
      await statements.query('select from operational_events for update');
      start(1, impatient);
      await arrived(2);
    });
    await allTold();
    expect(new Set(read.map(({ meta }) => JSON.stringify(meta))).size).toBe(1);
  });
});
