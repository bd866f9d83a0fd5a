import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '@postrider/config';
import { GroupCommitProducer, KafkaClient, kafkaSettings, type Handled } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { migrate } from '@postrider/persistence';
import { topics } from '@postrider/schemas';
import { eventually, scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { Tracing } from '@postrider/tracing';
import { loggedEvent } from '../testing/log-contents.js';
import { WatchedSql } from '../testing/watched-sql.js';
import { DeadLetters } from './dead-letters.js';
import type { LogContent, LogEntry } from './log-entry.js';
import { LogWriter } from './log-writer.js';

jest.setTimeout(30_000);

const LIMITS = { retentionDays: 30, disableAfterMs: 0 };

const DAY_MS = 86_400_000;
const clock = new SystemClock();
const log = createLog('test', 'silent');

describe('the writer of the log', () => {
  let scratch: ScratchDatabase;
  let sql: WatchedSql;
  let writer: LogWriter;
  let metrics: Metrics;
  let offset = 0;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, clock);
    sql = new WatchedSql({ url: scratch.url, connections: 8, statementTimeoutMs: 10_000 }, log, new Metrics('test'));
  });
  afterAll(async () => {
    await sql.close();
    await scratch.drop();
  });
  beforeEach(async () => {
    for (const table of ['events', 'log_positions']) await sql.query(`delete from ${table}`);
    metrics = new Metrics('test');
    // Nothing here is given up on, so nothing is sent: nobody answers there.
    const config = loadConfig(kafkaSettings, { KAFKA_BROKERS: '127.0.0.1:1' });
    const producer = new GroupCommitProducer(new KafkaClient(config, 'test', log), clock, log, metrics);
    writer = new LogWriter(
      sql,
      new DeadLetters(producer, config, metrics),
      LIMITS,
      () => undefined,
      clock,
      log,
      metrics,
      new Tracing(),
    );
  });
  afterEach(() => writer.stop());

  const event = (id: string, acceptedMs = Date.now()): LogEntry => {
    const logged = loggedEvent(id, { acceptedAt: new Date(acceptedMs).toISOString() });
    const content: LogContent = { kind: 'event', event: logged, deliveries: [], changes: [] };
    return { topic: topics.deliveries.name, partition: 0, offset: offset++, content };
  };
  const kinds = (all: readonly Handled[]) => all.map(({ kind }) => kind);
  const written = async (): Promise<unknown[]> =>
    (await sql.query('select id from events order by id')).map(({ id }) => id);
  const position = async (): Promise<unknown> =>
    (await sql.query('select next_offset::int as next from log_positions'))[0]?.next;

  it('makes poison of the one record that the database refuses, and writes all others, before and after it', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `evt_${String(index).padStart(2, '0')}`);
    // Postgres takes no such character in a text.
    ids[23] = 'evt_\u0000';
    const handled = await Promise.all(ids.map((id) => writer.add(event(id))));
    expect(kinds(handled)).toEqual(ids.map((_, index) => (index === 23 ? 'poison' : 'done')));
    expect(handled[23]).toMatchObject({ reason: expect.stringContaining('the log cannot take it') });
    expect(await written()).toEqual(ids.filter((_, index) => index !== 23));
    expect(await position()).toBe(offset);
  });

  it('passes what it refuses, also when nothing follows: who waits for the log to come there waits no longer', async () => {
    const refused = { ...event('evt_\u0000'), partition: 7 };
    expect(kinds([await writer.add(refused)])).toEqual(['poison']);
    expect(await position()).toBe(refused.offset + 1);
    expect(await written()).toEqual([]);
  });

  it('blames no record for a schema that is of another version, and goes on when that is mended', async () => {
    await sql.query('alter table events rename column version to version_of_another_release');
    const settled: Handled[] = [];
    const both = Promise.all(
      ['evt_1', 'evt_2'].map(async (id) => {
        const handled = await writer.add(event(id));
        settled.push(handled);
        return handled;
      }),
    );
    const before = sql.failed;
    await eventually('two rounds to fail', () => sql.failed >= before + 2);
    expect(settled).toEqual([]);
    await sql.query('alter table events rename column version_of_another_release to version');
    expect(kinds(await both)).toEqual(['done', 'done']);
    expect(await written()).toEqual(['evt_1', 'evt_2']);
  });

  it('makes the partition that a record of long ago needs, and leaves out what is older than what is kept', async () => {
    const now = Date.now();
    const ages = [0, 20, 31, 3].map((days) => event(`evt_${days}`, now - days * DAY_MS));
    expect(kinds(await Promise.all(ages.map((entry) => writer.add(entry))))).toEqual([
      'done',
      'done',
      'skipped',
      'done',
    ]);
    expect(await written()).toEqual(['evt_0', 'evt_20', 'evt_3']);
    expect(await position()).toBe(offset);
  });

  it('settles what it has written already, and writes it no second time', async () => {
    const entry = event('evt_1');
    expect(kinds([await writer.add(entry)])).toEqual(['done']);
    await sql.query('delete from events');
    expect(kinds([await writer.add(entry)])).toEqual(['done']);
    expect(await written()).toEqual([]);
  });
});
