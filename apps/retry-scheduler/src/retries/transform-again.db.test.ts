import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLog, Metrics } from '@postrider/observability';
import {
  insertChanges,
  insertDeliveries,
  insertEvents,
  leaseDueRetries,
  lookAtEndpoints,
  migrate,
  planRetries,
  Sql,
  type DueRetry,
} from '@postrider/persistence';
import { mintId, type DeadLetter } from '@postrider/schemas';
import { scratchDatabase, type ScratchDatabase } from '@postrider/testing';
import { SystemClock } from '@postrider/time';
import type { TransformResult } from '@postrider/transform';
import { identityOf } from '../log/delivery-life.js';
import { stateAfter } from '../log/transform-outcome.js';
import { loggedEvent, refOf } from '../testing/log-contents.js';
import { TransformAgain } from './transform-again.js';

// A database is made, on a machine that may be busy with other tests.
jest.setTimeout(30_000);

const LEASE = 'one';
const endpoint = mintId('ep', 1);
const event = loggedEvent('evt_1', { data: '{"n":12345678901234567890}' });
const delivery = { ...identityOf(refOf(event.id, endpoint)), transformed: true };
const { id, acceptedAt } = delivery;

describe('a transformation that is to run again', () => {
  const clock = new SystemClock();
  const log = createLog('test', 'silent');
  let scratch: ScratchDatabase;
  let sql: Sql;
  let told: DeadLetter[] = [];

  beforeAll(async () => {
    scratch = await scratchDatabase();
    await migrate(scratch.url, clock);
    sql = new Sql({ url: scratch.url, connections: 2, statementTimeoutMs: 10_000 }, log, new Metrics('test'));
    await sql.query(`insert into tenants (id, created_at, updated_at) values ('acme', now(), now())`);
    await sql.query(
      `insert into endpoints (id, tenant, url, header_names, status, created_at, updated_at)
       values ($1, 'acme', 'https://example.com/', '{}', 'enabled', now(), now())`,
      [endpoint],
    );
  });
  afterAll(async () => {
    await sql.close();
    await scratch.drop();
  });
  beforeEach(async () => {
    told = [];
    for (const table of ['retries', 'endpoint_flows', 'events', 'deliveries', 'delivery_changes', 'subscriptions'])
      await sql.query(`delete from ${table}`);
    await insertEvents(sql, [event]);
    await insertDeliveries(sql, [[delivery, { ...stateAfter('failed'), status: 'retrying', reason: null, run: 1 }]]);
    const failed = { body: null, headers: null, path: null, failure: 'error', message: 'oops' } as const;
    await insertChanges(sql, [{ delivery: id, acceptedAt, ...failed }]);
    const due = { from: new Date().toISOString(), afterMs: 0 };
    const turn = {
      trigger: 'redrive',
      run: 1,
      step: 0,
      number: 1,
      since: null,
      resumeAt: null,
      headSince: null,
    } as const;
    await planRetries(sql, [{ delivery, ...turn, origin: null, order: null, due }]);
    await lookAtEndpoints(sql, [endpoint]);
  });

  const subscribe = (eventTypes: string, suspended = false) =>
    sql.query(
      `insert into subscriptions (id, endpoint_id, position, event_types, transform, transform_suspended_at)
       values ($1, $2, 0, array[$3], '{"language":"javascript","code":"new"}', case when $4 then now() end)`,
      [mintId('sub', 1), endpoint, eventTypes, suspended],
    );
  const lease = () =>
    sql.transaction((statements) =>
      leaseDueRetries(statements, { lease: LEASE, leaseSeconds: 30, limit: 10, bytes: 1e6, prefer: 'ahead' }),
    );
  /** Has it run, to come to this; answers what is due then. */
  const run = async (result: TransformResult): Promise<readonly DueRetry[]> => {
    const deadLetters = { tell: (letters: readonly DeadLetter[]) => Promise.resolve(void told.push(...letters)) };
    const again = new TransformAgain(sql, { run: () => Promise.resolve(result) }, deadLetters, clock, log);
    const [retry] = await lease();
    if (!retry?.event) throw new Error('nothing is due');
    expect(retry.failed).toBe(true);
    await again.run(retry, retry.event, LEASE);
    return lease();
  };
  const standing = () =>
    sql.query(
      `select d.status, d.reason, c.failure, c.message from deliveries d join delivery_changes c on c.delivery_id = d.id`,
    );

  it('has what it comes to sent, now and at every attempt', async () => {
    await subscribe('order.*');
    const body = '{"n":12345678901234567890}';
    expect(await run({ kind: 'transformed', body, headers: { a: 'b' }, path: 'p', durationMs: 1 })).toMatchObject([
      { deliveryId: id, failed: false, change: { body: Buffer.from(body), headers: { a: 'b' }, path: 'p' } },
    ]);
    expect(await standing()).toMatchObject([{ status: 'retrying', failure: null, message: null }]);
  });

  it('ends its delivery when it fails again', async () => {
    await subscribe('order.*');
    expect(await run({ kind: 'failed', reason: 'timeout', message: 'too long', durationMs: 1 })).toEqual([]);
    const dead = { status: 'dead', reason: 'transform_failed' };
    expect(await standing()).toMatchObject([{ ...dead, failure: 'timeout', message: 'too long' }]);
    expect(told).toMatchObject([{ delivery: id, endpoint, reason: 'transform_failed' }]);
  });

  it('cancels its delivery when nothing is to be sent', async () => {
    await subscribe('*');
    expect(await run({ kind: 'dropped', durationMs: 1 })).toEqual([]);
    expect(await standing()).toMatchObject([{ status: 'cancelled', reason: 'transform_dropped', failure: null }]);
    expect(told).toEqual([]);
  });

  it('is that which the endpoint has now, if it has one', async () => {
    expect(await run({ kind: 'dropped', durationMs: 1 })).toMatchObject([{ deliveryId: id, change: {} }]);
  });

  it.each([
    ['invoice.*', false, 'error'],
    ['order.*', true, 'suspended'],
  ])('fails for an endpoint that subscribes to %s, suspended: %s', async (types, suspended, failure) => {
    await subscribe(types, suspended);
    expect(await run({ kind: 'transformed', durationMs: 1 })).toEqual([]);
    expect(await standing()).toMatchObject([{ status: 'dead', failure }]);
  });
});
