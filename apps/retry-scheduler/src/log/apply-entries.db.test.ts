import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import { awaitReports, leaseDueRetries, migrate, Sql, untoldEvents } from '@postrider/persistence';
import { deliveryId, mintId, topics, type AttemptMade, type AttemptReport } from '@postrider/schemas';
import { scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import fc from 'fast-check';
import { applyEntries, type Applied } from './apply-entries.js';
import { at, attempt, dead, delivered, ENDPOINT, eventFor, refOf, retry } from '../testing/log-contents.js';
import type { DecidedChange, LogContent, LogEntry } from './log-entry.js';

describe('the log', () => {
  let scratch: ScratchDatabase;
  let sql: Sql;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, new SystemClock());
    sql = new Sql(
      { url: scratch.url, connections: 8, statementTimeoutMs: 60_000 },
      createLog('test', 'silent'),
      new Metrics('test'),
    );
    await sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
  });
  afterAll(async () => {
    await sql.close();
    await scratch.drop();
  });
  beforeEach(async () => {
    const tables = [
      'events',
      'deliveries',
      'delivery_changes',
      'attempts',
      'retries',
      'endpoint_flows',
      'log_positions',
      'jobs',
      'endpoints',
    ];
    for (const table of tables) await sql.query(`delete from ${table}`);
    await sql.query(
      `insert into endpoints (id, tenant, url, header_names, status, created_at, updated_at)
       values ($1, 'acme', 'https://example.com/', '{}', 'enabled', now(), now())`,
      [ENDPOINT],
    );
  });

  const apply = (...entries: LogEntry[]): Promise<Applied> =>
    sql.transaction((statements) => applyEntries(statements, entries, { nowMs: Date.now(), disableAfterMs: 0 }));
  let offset = 0;
  const event = (content: LogContent): LogEntry => ({
    topic: topics.deliveries.name,
    partition: 0,
    offset: offset++,
    content,
  });
  const report = (content: AttemptReport): LogEntry => ({
    topic: topics.attempts.name,
    partition: 0,
    offset: offset++,
    content: { kind: 'report', report: content },
  });
  const deliveries = () =>
    sql.query(
      'select id, status, attempts, last_failure, next_attempt_at is not null as due from deliveries order by id',
    );
  const one = async (): Promise<unknown> => (await deliveries())[0];
  const retries = () => sql.query('select delivery_id, number, trigger from retries order by delivery_id');
  const id = (name: string) => deliveryId(name, at(0), ENDPOINT);

  it('follows a delivery from the fan-out over its retries to its end', async () => {
    await apply(event(eventFor('evt_1', ENDPOINT)));
    expect(await one()).toMatchObject({ status: 'pending', attempts: 0, due: false });
    const failed = await apply(report(attempt('evt_1', 1, retry(1), { origin: 0 })));
    expect(failed).toEqual({ deadLetters: [], wakesReleaser: true, settled: [] });
    expect(await one()).toMatchObject({ status: 'retrying', attempts: 1, last_failure: 'status', due: true });
    expect(await retries()).toEqual([{ delivery_id: id('evt_1'), number: 2, trigger: 'retry' }]);
    const last = report(attempt('evt_1', 2, delivered));
    expect(await apply(last)).toMatchObject({ settled: ['delivered'] });
    // Read again it changes nothing, and counts for nothing.
    expect(await apply(last)).toMatchObject({ settled: [] });
    expect(await one()).toMatchObject({ status: 'delivered', attempts: 2, last_failure: null, due: false });
    expect(await retries()).toEqual([]);
    expect(await sql.query('select id from attempts order by number')).toEqual([
      { id: 'att_evt_1_1' },
      { id: 'att_evt_1_2' },
    ]);
  });

  it('has the whole life of one in a single batch too, also when its reports come first', async () => {
    const { deadLetters, settled } = await apply(
      report(attempt('evt_1', 1, retry(1))),
      report(attempt('evt_1', 2, dead)),
      event(eventFor('evt_1', ENDPOINT)),
    );
    expect(settled).toEqual(['dead']);
    expect(await one()).toMatchObject({ status: 'dead', attempts: 2 });
    expect(deadLetters).toMatchObject([{ delivery: id('evt_1'), reason: 'exhausted', attempts: 2 }]);
    expect(await retries()).toEqual([]);
    expect(await sql.query('select id from events')).toEqual([{ id: 'evt_1' }]);
  });

  it('keeps nothing of what an attempt brings back whose event was expunged while it was under way', async () => {
    const answered = { statusCode: 500, headers: {}, body: 'a secret', encoding: 'utf8', truncated: false } as const;
    await apply(event(eventFor('evt_1', ENDPOINT)), event(eventFor('evt_2', ENDPOINT)));
    await sql.query(`update deliveries set status = 'cancelled', reason = 'expunged' where event_id = 'evt_1'`);
    await apply(...['evt_1', 'evt_2'].map((name) => report({ ...attempt(name, 1, retry(1)), response: answered })));
    const bodies = `select convert_from(response_body, 'UTF8') as body, response_truncated as truncated from attempts order by id`;
    expect(await sql.query(bodies)).toEqual([
      { body: '', truncated: true },
      { body: 'a secret', truncated: false },
    ]);
    expect(await sql.query(`select status, reason from deliveries where event_id = 'evt_1'`)).toEqual([
      { status: 'cancelled', reason: 'expunged' },
    ]);
  });

  it('keeps an event that nobody subscribed to, and one that goes to two partitions once', async () => {
    const other = mintId('ep', 2);
    await apply(event(eventFor('evt_1')), event(eventFor('evt_2', ENDPOINT)), {
      ...event(eventFor('evt_2', other)),
      partition: 1,
      offset: 0,
    });
    expect(await sql.query('select id from events order by id')).toEqual([{ id: 'evt_1' }, { id: 'evt_2' }]);
    expect(await deliveries()).toHaveLength(2);
  });

  it('passes what nobody can read, and tells how far it has come', async () => {
    const entry = event({ kind: 'nothing' });
    await apply(entry);
    expect(await sql.query('select topic, partition, next_offset::int from log_positions')).toEqual([
      { topic: entry.topic, partition: 0, next_offset: entry.offset + 1 },
    ]);
  });

  it('changes nothing when all of it is undone, not even how far it has come', async () => {
    const entries = [event(eventFor('evt_1', ENDPOINT)), report(attempt('evt_1', 1, retry(1)))];
    const failing = sql.transaction(async (statements) => {
      await applyEntries(statements, entries, { nowMs: Date.now(), disableAfterMs: 0 });
      throw new TypeError('after it');
    });
    await expect(failing).rejects.toThrow('after it');
    expect(await deliveries()).toEqual([]);
    await apply(...entries);
    expect(await one()).toMatchObject({ status: 'retrying', attempts: 1 });
  });

  it('applies each record once, however they are cut into batches, read again, and written by two at a time', async () => {
    const story = (): LogEntry[] => {
      offset = 0;
      return [
        ...['a', 'b', 'c'].map((name) => event(eventFor(name, ENDPOINT))),
        report(attempt('a', 1, retry(1))),
        report(attempt('b', 1, delivered)),
        report(attempt('c', 1, retry(1))),
        report(attempt('a', 2, retry(2))),
        report(attempt('c', 2, dead)),
        report(attempt('d', 1, retry(1))),
        event(eventFor('d', ENDPOINT)),
        report(attempt('a', 3, delivered)),
      ];
    };
    const { length } = story();
    const span = fc.tuple(fc.nat(length - 1), fc.integer({ min: 1, max: length }));
    await fc.assert(
      fc.asyncProperty(fc.array(span, { maxLength: 8 }), async (spans) => {
        for (const table of ['events', 'deliveries', 'attempts', 'retries', 'log_positions', 'endpoint_flows'])
          await sql.query(`delete from ${table}`);
        const entries = story();
        const letters: string[] = [];
        let read = 0;
        const write = async (from: number, to: number): Promise<void> => {
          // Whoever overtakes another is told to try again.
          for (;;) {
            const applied = await apply(...entries.slice(from, to)).catch(() => undefined);
            if (!applied) continue;
            letters.push(...applied.deadLetters.map(({ delivery }) => delivery));
            return;
          }
        };
        for (const [back, count] of spans) {
          // A reader may start again from where it was before, but skips nothing.
          const from = Math.max(0, read - back);
          const to = Math.min(length, from + count);
          await Promise.all([write(from, to), write(from, to)]);
          read = Math.max(read, to);
        }
        await write(Math.max(0, read - 2), length);
        expect((await deliveries()).map((row) => [row.id, row.status, row.attempts])).toEqual(
          [
            [id('a'), 'delivered', 3],
            [id('b'), 'delivered', 1],
            [id('c'), 'dead', 2],
            [id('d'), 'retrying', 1],
          ].sort(([one_], [other]) => (String(one_) < String(other) ? -1 : 1)),
        );
        expect(await retries()).toEqual([{ delivery_id: id('d'), number: 2, trigger: 'retry' }]);
        expect(await sql.query('select id from attempts')).toHaveLength(7);
        expect(letters).toEqual([id('c')]);
      }),
      { numRuns: 25 },
    );
  });

  it('disables an endpoint that is gone, once, and holds what comes for it', async () => {
    await apply(report(attempt('evt_1', 1, { kind: 'hold', reason: 'endpoint_gone' })));
    await apply(
      report(attempt('evt_2', 1, { kind: 'hold', reason: 'endpoint_gone' })),
      report(attempt('evt_3', 1, retry(1))),
    );
    expect(await sql.query('select status, disabled_reason from endpoints')).toEqual([
      { status: 'disabled', disabled_reason: 'gone' },
    ]);
    expect(await sql.query('select kind, endpoint_id from jobs')).toEqual([{ kind: 'hold', endpoint_id: ENDPOINT }]);
    expect((await deliveries()).map(({ status }) => status)).toEqual(['held', 'held', 'held']);
    expect(await sql.query('select due_at from retries where due_at is not null')).toEqual([]);
  });

  it('cancels what fails at an endpoint that is deleted', async () => {
    await sql.query('delete from endpoints');
    await apply(event(eventFor('evt_1', ENDPOINT)), report(attempt('evt_1', 1, retry(1))));
    expect(await one()).toMatchObject({ status: 'cancelled', attempts: 1 });
    expect(await retries()).toEqual([]);
  });

  describe('tells who releases', () => {
    const flow = async (): Promise<unknown> =>
      (await sql.query('select capacity, rest_until > now() as rests from endpoint_flows'))[0];
    const lease = () =>
      sql.transaction((statements) =>
        leaseDueRetries(statements, { lease: 'one', leaseSeconds: 30, limit: 100, bytes: 1_000_000, prefer: 'ahead' }),
      );
    const releaseAll = async (): Promise<string[]> => {
      const ids = (await lease()).map(({ deliveryId: leased }) => leased);
      await awaitReports(sql, 'one', ids, 2700);
      return ids;
    };

    it('what an owner can take: the last that it said', async () => {
      await apply(
        report(attempt('evt_1', 1, delivered, { flow: { capacity: 4, restMs: 600_000 } })),
        report(attempt('evt_2', 1, delivered)),
      );
      expect(await flow()).toEqual({ capacity: 4, rests: true });
      const change = await apply(
        report(attempt('evt_3', 1, delivered, { flow: { capacity: 9, restMs: 1 } })),
        report(attempt('evt_4', 1, delivered, { flow: { capacity: 2 } })),
      );
      expect(change.wakesReleaser).toBe(true);
      expect(await flow()).toEqual({ capacity: 2, rests: null });
    });

    it('nothing of a first attempt that arrived', async () => {
      const applied = await apply(
        event(eventFor('evt_1', ENDPOINT)),
        report(attempt('evt_1', 1, delivered, { origin: 0 })),
      );
      expect(applied.wakesReleaser).toBe(false);
      expect(await flow()).toBeUndefined();
    });

    it('that a report has made room, whether it arrived, failed again or was given up on', async () => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      await apply(
        report(attempt('z', 1, delivered, { flow: { capacity: 1 } })),
        ...names.map((name) => report(attempt(name, 1, retry(1), { origin: 1 }))),
        ...names.map((name) => event(eventFor(name, ENDPOINT))),
      );
      const ends: AttemptMade['next'][] = [delivered, retry(2, 3_600_000), dead];
      for (const next of ends) {
        const [released, ...others] = await releaseAll();
        expect(others).toEqual([]);
        expect(await releaseAll()).toEqual([]);
        const name = names.find((given) => id(given) === released) ?? '';
        expect((await apply(report(attempt(name, 2, next)))).wakesReleaser).toBe(true);
      }
      expect(await releaseAll()).toHaveLength(1);
    });

    it('that what was parked came back to be parked again', async () => {
      const parked = (delayMs: number): AttemptReport => ({
        kind: 'parked',
        delivery: refOf('evt_1'),
        turn: { trigger: 'first', run: 0, step: 0, number: 1 },
        at: new Date().toISOString(),
        reason: 'breaker_open',
        delayMs,
        flow: { capacity: 1 },
      });
      await apply(event(eventFor('evt_1', ENDPOINT)), report(parked(0)));
      expect(await retries()).toEqual([{ delivery_id: id('evt_1'), number: 1, trigger: 'first' }]);
      expect(await releaseAll()).toEqual([id('evt_1')]);
      await apply(report(parked(0)));
      expect(await releaseAll()).toEqual([id('evt_1')]);
      await apply(report(parked(3_600_000)));
      expect(await releaseAll()).toEqual([]);
    });
  });

  describe('of what transformations made', () => {
    const SUBSCRIPTION = mintId('sub', 1);
    const change = (id: string, given: Partial<DecidedChange>): LogEntry => {
      const content = eventFor(id, ENDPOINT);
      if (content.kind !== 'event') throw new TypeError('an event is one');
      const deliveries = content.deliveries.map((delivery) => ({ ...delivery, transformed: true }));
      const nothing = { body: null, headers: null, path: null, failure: null, message: null };
      const decided = { ...nothing, delivery: refOf(id).id, acceptedAt: at(0), subscription: SUBSCRIPTION };
      return event({ ...content, deliveries, changes: [{ ...decided, kind: 'transformed', ...given }] });
    };
    const timedOut = { kind: 'failed', failure: 'timeout', message: 'too long' } as const;
    const standing = async () => {
      const [row] = await sql.query<{ timeouts: number; suspended: boolean }>(
        'select transform_timeouts as timeouts, transform_suspended_at is not null as suspended from subscriptions',
      );
      return row;
    };
    beforeEach(async () => {
      await sql.query(`insert into subscriptions (id, endpoint_id, position, event_types) values ($1, $2, 0, '{*}')`, [
        SUBSCRIPTION,
        ENDPOINT,
      ]);
    });

    it('keeps what is to be sent, and ends what was dropped or failed', async () => {
      const body = Buffer.from('{"id":12345678901234567890}');
      const applied = await apply(
        change('evt_sent', { body, headers: { a: 'b' }, path: 'p' }),
        change('evt_dropped', { kind: 'dropped' }),
        change('evt_failed', { kind: 'failed', failure: 'error', message: 'line 1: oops' }),
      );
      expect(applied.settled).toEqual(['cancelled', 'dead']);
      expect(applied.deadLetters).toMatchObject([{ event: 'evt_failed', reason: 'transform_failed', attempts: 0 }]);
      expect(
        await sql.query(
          `select d.event_id, d.status, d.reason, c.body, c.headers, c.path, c.failure, c.message from deliveries d
           join delivery_changes c on c.delivery_id = d.id and c.accepted_at = d.accepted_at where d.transformed order by d.event_id`,
        ),
      ).toMatchObject([
        { event_id: 'evt_dropped', status: 'cancelled', reason: 'transform_dropped', body: null },
        {
          event_id: 'evt_failed',
          status: 'dead',
          reason: 'transform_failed',
          failure: 'error',
          message: 'line 1: oops',
        },
        { event_id: 'evt_sent', status: 'pending', reason: null, body, headers: { a: 'b' }, path: 'p' },
      ]);
    });

    it('suspends what has timed out ten times in a row, for everybody', async () => {
      for (let n = 0; n < 9; n++) await apply(change(`evt_${n}`, timedOut));
      expect(await standing()).toEqual({ timeouts: 9, suspended: false });
      await apply(change('evt_good', {}), change('evt_late', timedOut));
      expect(await standing()).toEqual({ timeouts: 1, suspended: false });
      await sql.query('delete from registry_outbox');
      await sql.query('delete from operational_events');
      await apply(...Array.from({ length: 9 }, (_, n) => change(`evt_again_${n}`, timedOut)));
      expect(await standing()).toEqual({ timeouts: 10, suspended: true });
      expect(await sql.query('select key from registry_outbox')).toEqual([{ key: `endpoint:${ENDPOINT}` }]);
      const data = { endpoint: ENDPOINT, subscription: SUBSCRIPTION, timeouts: 10 };
      const type = 'postrider.subscription.suspended';
      expect(await untoldEvents(sql, 9)).toMatchObject([{ type, about: ENDPOINT, data }]);
    });
  });
});
