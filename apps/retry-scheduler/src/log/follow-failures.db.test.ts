import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import { migrate, Sql, untoldEvents, type Statements } from '@postrider/persistence';
import { mintId, RESERVED_TENANT, topics, type AttemptReport, type EndpointStatus } from '@postrider/schemas';
import { scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { ManualClock, SystemClock } from '@postrider/time';
import { at, attempt, delivered, ENDPOINT, refOf, retry } from '../testing/log-contents.js';
import { applyEntries } from './apply-entries.js';

const HOUR_MS = 3_600_000;
const FIVE_DAYS_MS = 120 * HOUR_MS;
const OTHER = mintId('ep', 2);

describe('endpoints that only fail', () => {
  let scratch: ScratchDatabase;
  let sql: Sql;
  let clock: ManualClock;
  let offset = 0;
  let events = 0;

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, new SystemClock());
    const options = { url: scratch.url, connections: 4, statementTimeoutMs: 60_000 };
    sql = new Sql(options, createLog('test', 'silent'), new Metrics('test'));
    await sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
  });
  afterAll(async () => {
    await sql.close();
    await scratch.drop();
  });
  beforeEach(async () => {
    clock = new ManualClock(at(0));
    for (const table of ['deliveries', 'attempts', 'retries', 'jobs', 'operational_events', 'registry_outbox'])
      await sql.query(`delete from ${table}`);
    await sql.query('delete from endpoints');
    await endpoint(ENDPOINT);
  });

  const endpoint = (id: string, tenant = 'acme') =>
    sql.query(
      `insert into endpoints (id, tenant, url, header_names, status, status_since, created_at, updated_at)
       values ($1, $2, 'https://user:secret@example.com/hooks?token=secret', '{}', 'enabled', $3, now(), now())`,
      [id, tenant, at(0)],
    );
  const apply = (reports: readonly AttemptReport[], disableAfterMs = FIVE_DAYS_MS, through?: Through) =>
    sql.transaction((statements) =>
      applyEntries(
        through?.(statements) ?? statements,
        reports.map((report) => ({
          topic: topics.attempts.name,
          partition: 0,
          offset: offset++,
          content: { kind: 'report', report },
        })),
        { nowMs: clock.now(), disableAfterMs },
      ),
    );
  const failure = (to = ENDPOINT, reason: 'status' | 'rate_limited' = 'status') => ({
    ...attempt(`evt_${events++}`, 1, retry(1, HOUR_MS), { endpoint: to, endedAt: clock.timestamp() }),
    reason,
  });
  const success = (to = ENDPOINT) =>
    attempt(`evt_${events++}`, 1, delivered, { endpoint: to, endedAt: clock.timestamp() });
  /** Fails each hour for so long. */
  const failFor = async (hours: number, to = ENDPOINT): Promise<void> => {
    for (let hour = 0; hour < hours; hour++) {
      await clock.advance(HOUR_MS);
      await apply([failure(to)]);
    }
  };
  const status = async () =>
    (await sql.query('select status, disabled_reason as reason, status_since as since from endpoints'))[0];
  const told = async () => (await untoldEvents(sql, 100)).map(({ type, data }) => ({ type, data }));
  const failing = () => sql.query('select endpoint_id, warned from endpoint_failures order by endpoint_id');
  const about = { tenant: 'acme', endpoint: ENDPOINT, url: 'https://example.com/hooks' };
  type Through = (statements: Statements) => Statements;

  it('are warned of and disabled after the period, and what is open for them is held', async () => {
    await apply([failure()]);
    await failFor(119);
    expect(await status()).toMatchObject({ status: 'enabled' });
    const warned = {
      ...about,
      failingSince: at(0),
      disablesAt: new Date(Date.parse(at(0)) + FIVE_DAYS_MS).toISOString(),
    };
    const warnings = [0.5, 0.7, 0.9].map((part) => ({ type: 'postrider.endpoint.failing', data: { ...warned, part } }));
    expect(await told()).toEqual(warnings);
    await failFor(1);
    expect(await status()).toEqual({ status: 'disabled', reason: 'failing', since: new Date(clock.now()) });
    expect(await told()).toEqual([
      ...warnings,
      { type: 'postrider.endpoint.disabled', data: { ...about, reason: 'failing' } },
    ]);
    expect(await sql.query('select kind, endpoint_id from jobs')).toEqual([{ kind: 'hold', endpoint_id: ENDPOINT }]);
    expect(await sql.query('select key from registry_outbox')).toEqual([{ key: `endpoint:${ENDPOINT}` }]);
    expect(await failing()).toEqual([]);
    // What fails after that, or was on its way, is held, and tells nothing more.
    const late = failure();
    await apply([late]);
    expect(await sql.query('select status, reason from deliveries where id = $1', [late.delivery.id])).toEqual([
      { status: 'held', reason: 'endpoint_disabled' },
    ]);
    expect(await told()).toHaveLength(4);
    expect(await failing()).toEqual([]);
  });

  it('are well with their first success, which is told where a warning was', async () => {
    await failFor(30);
    await apply([success()]);
    expect(await failing()).toEqual([]);
    expect(await told()).toEqual([]);
    await failFor(61);
    await apply([success()]);
    expect((await told()).map(({ type }) => type)).toEqual([
      'postrider.endpoint.failing',
      'postrider.endpoint.recovered',
    ]);
    expect((await told())[1]?.data).toEqual({ ...about, reason: 'succeeded' });
    await failFor(119);
    expect(await status()).toMatchObject({ status: 'enabled' });
  });

  it('are not made so by 429, by reports that are read again, nor where the period is 0', async () => {
    for (let day = 0; day < 7; day++) {
      await clock.advance(24 * HOUR_MS);
      await apply([failure(ENDPOINT, 'rate_limited')]);
    }
    expect(await failing()).toEqual([]);
    const first = failure();
    await apply([first]);
    await apply([success()]);
    await apply([first]);
    expect(await failing()).toEqual([]);
    await apply([failure()], 0);
    expect(await failing()).toEqual([]);
  });

  it.each<EndpointStatus>(['paused', 'disabled'])('are not followed while they are %s', async (as) => {
    await sql.query('update endpoints set status = $1', [as]);
    await failFor(3);
    expect(await failing()).toEqual([]);
  });

  it('are told of by what is decided together with them, or not at all', async () => {
    await failFor(59);
    const undone = sql.transaction(async (statements) => {
      await clock.advance(10 * HOUR_MS);
      const content = { kind: 'report', report: failure() } as const;
      const entry = { topic: topics.attempts.name, partition: 0, offset: offset++, content };
      await applyEntries(statements, [entry], { nowMs: clock.now(), disableAfterMs: FIVE_DAYS_MS });
      throw new TypeError('after it');
    });
    await expect(undone).rejects.toThrow('after it');
    expect(await told()).toEqual([]);
    expect(await failing()).toEqual([{ endpoint_id: ENDPOINT, warned: null }]);
    await apply([failure()]);
    expect(await told()).toHaveLength(1);
  });

  it('of the platform’s own tenant are disabled without a word', async () => {
    await endpoint(OTHER, RESERVED_TENANT);
    await apply([failure(OTHER)]);
    await failFor(120, OTHER);
    expect(await sql.query('select disabled_reason from endpoints where id = $1', [OTHER])).toEqual([
      { disabled_reason: 'failing' },
    ]);
    expect(await told()).toEqual([]);
  });

  it('that answer 410 are told of, too', async () => {
    await apply([attempt('evt_gone', 1, { kind: 'hold', reason: 'endpoint_gone' }, { endedAt: clock.timestamp() })]);
    expect(await told()).toEqual([{ type: 'postrider.endpoint.disabled', data: { ...about, reason: 'gone' } }]);
    expect(await failing()).toEqual([]);
  });

  it('cost those that are well one look for the whole batch, and one that fails a row as it begins', async () => {
    const texts: string[] = [];
    const watched: Through = (statements) => ({
      query: (statement, values) => {
        const text = typeof statement === 'string' ? statement : statement.text;
        if (text.includes('endpoint_failures')) texts.push(text.trim().split(' ')[0] ?? '');
        return statements.query(statement, values);
      },
    });
    const made = async (...reports: AttemptReport[]): Promise<string[]> => {
      texts.length = 0;
      await apply(reports, FIVE_DAYS_MS, watched);
      return [...texts];
    };
    const wells = Array.from({ length: 40 }, (_, index) => success(mintId('ep', 10 + index)));
    expect(await made(...wells)).toEqual(['select']);
    expect(await made(failure(), failure())).toEqual(['select', 'insert']);
    expect(await made(failure(), ...wells.slice(0, 3).map(() => success(mintId('ep', 99))))).toEqual(['select']);
    expect(await made(success())).toEqual(['select', 'delete']);
    expect(
      await made({
        kind: 'parked',
        delivery: refOf('evt_p'),
        turn: { trigger: 'first', run: 0, step: 0, number: 1 },
        at: at(0),
        reason: 'backlog',
        delayMs: 1,
      }),
    ).toEqual([]);
  });
});
