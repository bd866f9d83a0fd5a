import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import {
  awaitReports,
  Database,
  DeliveryActionRepository,
  leaseDueRetries,
  migrate,
  Sql,
  type DueRetry,
} from '@postrider/persistence';
import { deliveryId, topics, type AttemptReport, type DeliveryTurn } from '@postrider/schemas';
import { eventually, scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import { at, attempt, dead, delivered, ENDPOINT, eventFor, refOf, retry } from '../testing/log-contents.js';
import { applyEntries, type Applied } from './apply-entries.js';
import type { LogContent } from './log-entry.js';

const HOUR_MS = 3_600_000;
const ID = deliveryId('evt_1', at(0), ENDPOINT);

describe('a delivery in the log', () => {
  const clock = new SystemClock();
  const log = createLog('test', 'silent');
  let scratch: ScratchDatabase;
  let sql: Sql;
  let database: Database;
  let actions: DeliveryActionRepository;
  let offset = 0;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, clock);
    const options = { url: scratch.url, connections: 4, statementTimeoutMs: 60_000 };
    sql = new Sql(options, log, new Metrics('test'));
    database = new Database(options, clock, log);
    database.start();
    await eventually('the database to be connected', () =>
      database.use(() => Promise.resolve(true)).catch(() => undefined),
    );
    actions = new DeliveryActionRepository(database);
    await sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
    await sql.query(
      `insert into endpoints (id, tenant, url, header_names, status, created_at, updated_at)
       values ($1, 'acme', 'https://example.com/', '{}', 'enabled', now(), now())`,
      [ENDPOINT],
    );
  });
  afterAll(async () => {
    await database.close();
    await sql.close();
    await scratch.drop();
  });
  beforeEach(async () => {
    for (const table of ['events', 'deliveries', 'attempts', 'retries', 'endpoint_flows', 'log_positions'])
      await sql.query(`delete from ${table}`);
    await apply({ topic: topics.deliveries.name, content: eventFor('evt_1', ENDPOINT) });
  });

  const apply = ({ topic, content }: { topic: string; content: LogContent }): Promise<Applied> =>
    sql.transaction((statements) =>
      applyEntries(statements, [{ topic, partition: 0, offset: offset++, content }], {
        nowMs: clock.now(),
        disableAfterMs: 0,
      }),
    );
  const report = (content: AttemptReport): Promise<Applied> =>
    apply({ topic: topics.attempts.name, content: { kind: 'report', report: content } });
  /** Fails now, to be tried again after a wait. */
  const fail = (number: number, step: number, delayMs: number, turn: Partial<DeliveryTurn> = {}) =>
    report(attempt('evt_1', number, retry(step, delayMs), { endedAt: clock.timestamp(), turn }));

  const row = async () =>
    (await sql.query('select status, reason, run, attempts, next_attempt_at as next from deliveries'))[0];
  const plan = async () =>
    (await sql.query('select trigger, run, step, number, due_at as due from retries')).map(({ due, ...rest }) => ({
      ...rest,
      due: due as Date | null,
    }))[0];
  /** What is due is put on Kafka, as the releaser does. */
  const release = async (): Promise<DueRetry> => {
    const options = { lease: 'one', leaseSeconds: 30, limit: 10, bytes: 1_000_000, prefer: 'ahead' } as const;
    const due = await eventually('something to be due', async () => {
      const [oldest] = await sql.transaction((statements) => leaseDueRetries(statements, options));
      return oldest;
    });
    await awaitReports(sql, 'one', [due.deliveryId], 2700);
    return due;
  };

  it('is due when its report says, jitter and retry-after included, and shows that as its next attempt', async () => {
    await fail(1, 1, 1_234_567);
    const { due = null } = (await plan()) ?? {};
    const waitMs = (due?.getTime() ?? 0) - clock.now();
    expect(waitMs).toBeGreaterThan(1_234_567 - 30_000);
    expect(waitMs).toBeLessThanOrEqual(1_234_567);
    expect(await row()).toMatchObject({ status: 'retrying', next: due });
  });

  it('goes on with its schedule where that was, after an attempt on request that failed', async () => {
    await fail(1, 1, HOUR_MS);
    const scheduled = await plan();
    await actions.retry('acme', ID);
    const { trigger, step, number, resumeAt } = await release();
    expect({ trigger, step, number }).toEqual({ trigger: 'manual', step: 1, number: 2 });
    await fail(number, step, Date.parse(resumeAt ?? '') - clock.now(), { trigger, step });
    const after = await plan();
    expect(after).toMatchObject({ trigger: 'retry', run: 0, step: 1, number: 3 });
    expect(Math.abs(Number(after?.due) - Number(scheduled?.due))).toBeLessThan(1000);
  });

  it('knows when its schedule goes on also where an attempt on request is parked on the way', async () => {
    await fail(1, 1, HOUR_MS);
    await actions.retry('acme', ID);
    const { run, step, number, resumeAt } = await release();
    if (resumeAt === null) throw new TypeError('the attempt on request is not one');
    const turn = { trigger: 'manual', run, step, number, resumeAt } as const;
    const parked = { kind: 'parked', delivery: refOf('evt_1'), turn, at: clock.timestamp() } as const;
    await report({ ...parked, reason: 'breaker_open', delayMs: 0 });
    expect(await release()).toMatchObject({ trigger: 'manual', step, number, resumeAt });
  });

  it('is over when an attempt on request arrives, whatever was scheduled', async () => {
    await fail(1, 1, HOUR_MS);
    await actions.retry('acme', ID);
    const { trigger, step, number } = await release();
    await report(attempt('evt_1', number, delivered, { turn: { trigger, step } }));
    expect(await row()).toEqual({ status: 'delivered', reason: null, run: 0, attempts: 2, next: null });
    expect(await plan()).toBeUndefined();
  });

  it('has a schedule of its own in each run, and reports of an older run decide nothing', async () => {
    await fail(1, 1, 0);
    expect((await report(attempt('evt_1', 2, dead))).deadLetters).toMatchObject([{ delivery: ID, attempts: 2 }]);
    await actions.retry('acme', ID);
    const again = await release();
    expect(again).toMatchObject({ trigger: 'redrive', run: 1, step: 0, number: 3 });
    // Of the first run, and read only now: somebody redrove it from the dead-letter topic.
    const late = await report(attempt('evt_1', 2, dead, { id: 'att_late' }));
    expect(late.deadLetters).toEqual([]);
    expect(await row()).toMatchObject({ status: 'retrying', run: 1 });
    await fail(3, 1, 0, { trigger: 'redrive', run: 1 });
    expect(await plan()).toMatchObject({ trigger: 'retry', run: 1, step: 1, number: 4 });
    const last = await report(attempt('evt_1', 4, dead, { turn: { run: 1 } }));
    expect(last.deadLetters).toMatchObject([{ delivery: ID, attempts: 4 }]);
    expect(await row()).toMatchObject({ status: 'dead', reason: 'exhausted', run: 1, attempts: 4 });
  });

  it('stays cancelled when what was under way then fails or is parked, and is delivered when that arrived', async () => {
    await fail(1, 1, 0);
    await release();
    await actions.cancel('acme', ID);
    await fail(2, 2, 0);
    await report({
      kind: 'parked',
      delivery: refOf('evt_1'),
      turn: { trigger: 'retry', run: 0, step: 1, number: 2 },
      at: clock.timestamp(),
      reason: 'breaker_open',
      delayMs: 0,
    });
    expect(await row()).toEqual({ status: 'cancelled', reason: 'requested', run: 0, attempts: 2, next: null });
    expect(await plan()).toBeUndefined();
    await report(attempt('evt_1', 3, delivered));
    expect(await row()).toMatchObject({ status: 'delivered', reason: null, attempts: 3 });
  });

  it('that grew too old between attempts ends as a dead letter without one', async () => {
    await fail(1, 1, 0);
    const { run, step, number } = await release();
    const ended = await report({
      kind: 'ended',
      delivery: refOf('evt_1'),
      turn: { trigger: 'retry', run, step, number },
      at: clock.timestamp(),
      as: { status: 'dead', reason: 'expired' },
    });
    expect(ended.deadLetters).toMatchObject([{ delivery: ID, reason: 'expired', attempts: 1 }]);
    expect(ended.deadLetters[0]).not.toHaveProperty('lastAttempt');
    expect(await row()).toMatchObject({ status: 'dead', reason: 'expired', attempts: 1 });
    expect(await plan()).toBeUndefined();
  });
});
