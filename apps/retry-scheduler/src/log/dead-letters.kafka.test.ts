import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { GroupCommitProducer, KafkaClient, kafkaSettings, TopicReader } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { migrate, Sql } from '@postrider/persistence';
import { decodeDeadLetter, mintId, topics, type DeadLetter } from '@postrider/schemas';
import { eventually, scratchDatabase, testBrokers, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { Tracing } from '@postrider/tracing';
import { attempt, dead, refOf } from '../testing/log-contents.js';
import { DeadLetters } from './dead-letters.js';
import { LogWriter } from './log-writer.js';

/** Of what reads and writes: longer than a machine stands still. */
const PATIENCE_MS = 60_000;
const LIMITS = { retentionDays: 30, disableAfterMs: 0 };

describe('dead letters', () => {
  const clock = new SystemClock();
  const log = createLog('test', 'silent');
  const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: testBrokers().join(','), KAFKA_ENDPOINT_PARTITIONS: '1' });
  const client = new KafkaClient(config, 'test', log);
  const metrics = new Metrics('test');
  /** Gives a record up soon, and isn't connected until a test has it start. */
  const producer = new GroupCommitProducer(client, clock, log, metrics, 1000);
  const deadLetters = new DeadLetters(producer, config, metrics);
  const read: { readonly key: string | undefined; readonly letter: DeadLetter }[] = [];
  let scratch: ScratchDatabase;
  let sql: Sql;
  let writer: LogWriter;
  let reader: TopicReader;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, clock);
    sql = new Sql({ url: scratch.url, connections: 4, statementTimeoutMs: 60_000 }, log, metrics);
    writer = new LogWriter(sql, deadLetters, LIMITS, () => undefined, clock, log, metrics, new Tracing());
    const { name } = topics.deadLetters;
    const admin = await client.admin();
    await admin.create([{ name, partitions: 1, replication: 1, settings: {} }]);
    await admin.disconnect();
    reader = new TopicReader(
      client,
      name,
      (records) => {
        for (const record of records) {
          const decoded = decodeDeadLetter(record);
          if (decoded.kind === 'decoded') read.push({ key: record.key?.toString(), letter: decoded.value });
        }
      },
      clock,
      log,
    );
    reader.start();
  });
  afterAll(async () => {
    writer.stop();
    await reader.stop();
    await producer.close(1000);
    await sql.close();
    await scratch.drop();
  });

  const told = async (delivery: string) => {
    await reader.caughtUp(PATIENCE_MS);
    return read.filter(({ letter }) => letter.delivery === delivery);
  };
  const statuses = () => sql.query('select status from deliveries');

  it('are in the log no sooner than the public can read of them, however long Kafka is away', async () => {
    const report = attempt('evt_1', 1, dead, { id: mintId('att', clock.now()) });
    const handled = writer.add({
      topic: topics.attempts.name,
      partition: 0,
      offset: 0,
      content: { kind: 'report', report },
    });
    const refused = /^postrider_kafka_produce_failures_total\{.*failure="timed_out".*\} ([2-9]|\d{2,})$/m;
    await eventually('two rounds to fail', async () => refused.test(await metrics.text()));
    expect(await statuses()).toEqual([]);
    expect(await sql.query('select from log_positions')).toEqual([]);
    await producer.start();
    expect(await handled).toEqual({ kind: 'done' });
    expect(await statuses()).toEqual([{ status: 'dead' }]);
    const { id, endpoint } = report.delivery;
    const [first] = await told(id);
    expect(first).toMatchObject({
      key: endpoint,
      letter: { delivery: id, reason: 'exhausted', attempts: 1, lastAttempt: { id: report.id, reason: 'status' } },
    });
  });

  it('are told of once each, under their endpoint, and counted by reason', async () => {
    const letters = ['evt_2', 'evt_3'].map((event): DeadLetter => {
      const { id: delivery, ...ref } = refOf(event);
      return { delivery, ...ref, reason: 'expired', at: clock.timestamp(), attempts: 3 };
    });
    const counted = new Metrics('test');
    const patient = new GroupCommitProducer(client, clock, log, counted, PATIENCE_MS);
    await patient.start();
    await new DeadLetters(patient, config, counted).tell(letters);
    await patient.close(1000);
    for (const letter of letters) expect(await told(letter.delivery)).toEqual([{ key: letter.endpoint, letter }]);
    expect(await counted.text()).toMatch(/^postrider_dead_letters_total\{.*reason="expired".*\} 2$/m);
  });
});
