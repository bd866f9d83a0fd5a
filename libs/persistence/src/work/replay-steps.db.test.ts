import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliveryStatus, EndpointStatus } from '@postrider/schemas';
import { ManualClock, Unavailable } from '@postrider/time';
import { EndpointRepository } from '../configuration/endpoints.repository.js';
import { TenantRepository } from '../configuration/tenants.repository.js';
import { insertDeliveries, insertEvents, planRetries, type DeliveryIdentity } from '../log/log-store.js';
import type { Statements } from '../sql.js';
import { at, deliveryOf, due, loggedEvent, retryOf, stateOf } from '../testing/log-rows.js';
import { endpointRow, NOW, subscriptionRow, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { leaseDueRetries } from './due-retries.js';
import { nextLookMs } from './endpoint-flows.js';
import { JobCounts, type JobAim } from './job-counts.js';
import { advanceJob, lockOpenJob, type JobStep, type OpenJob } from './job-steps.js';
import { JobRepository } from './jobs.repository.js';
import { waitingOfJobs } from './new-runs.js';
import { replayStep } from './replay-steps.js';
import { redriveStep, retryStep } from './search-steps.js';

type Step = (statements: Statements, job: OpenJob, limit: number) => Promise<JobStep>;

const EVERY: readonly DeliveryStatus[] = ['delivered', 'dead', 'cancelled', 'pending', 'retrying', 'held'];

describe('a job that was asked for', () => {
  /** Counting ends after a while, which doesn't pass here unless it's to. */
  const clock = new ManualClock();
  let scene: Scene;
  let jobs: JobRepository;
  let counts: JobCounts;
  let endpoints: EndpointRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    jobs = new JobRepository(scene.database);
    counts = new JobCounts(scene.database, clock);
    endpoints = new EndpointRepository(scene.database);
    await new TenantRepository(scene.database).put(tenantOf('acme'), NOW);
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    await scene.empty('jobs', 'retries', 'endpoint_flows', 'deliveries', 'delivery_changes', 'events', 'endpoints');
    for (const id of ['ep_1', 'ep_2'])
      await endpoints.create(
        endpointRow('acme', { id }),
        [subscriptionRow(id, 0, 'order.paid'), subscriptionRow(id, 1, 'order.*')],
        'sealed',
      );
  });

  /** An event of each second from 0 on, with a delivery to ep_1 that stands so; none where none is given. */
  const history = async (...statuses: readonly (DeliveryStatus | undefined)[]): Promise<void> => {
    for (const [second, status] of statuses.entries()) {
      const event = loggedEvent(`evt_${second}`, { acceptedAt: at(second), orderingKey: 'k' });
      await insertEvents(scene.sql, [event]);
      if (status === undefined) continue;
      const identity = deliveryOf(event, 'ep_1');
      const isOpen = status === 'pending' || status === 'retrying' || status === 'held';
      await insertDeliveries(scene.sql, [[identity, stateOf(status, { attempts: status === 'pending' ? 0 : 1 })]]);
      if (isOpen) await planRetries(scene.sql, [retryOf(identity, { due: status === 'held' ? null : due(60_000) })]);
    }
  };
  const setStatus = (status: EndpointStatus) =>
    scene.sql.query(`update endpoints set status = $1 where id = 'ep_1'`, [status]);

  const aimOf = (given: Partial<JobAim> & Pick<JobAim, 'kind'>): JobAim => ({
    tenant: 'acme',
    endpoint: 'ep_1',
    since: at(0),
    until: at(1000),
    scope: {},
    ...given,
  });
  const create = ({ kind, tenant, endpoint, since, until, scope }: JobAim) =>
    jobs.create({
      id: 'job_1',
      kind,
      tenant,
      endpointId: endpoint ?? undefined,
      since: since === null ? undefined : new Date(since),
      until: until === null ? undefined : new Date(until),
      scope,
      count: 0,
      now: NOW,
    });
  const oneStep = async (statements: Statements, step: Step, limit: number): Promise<boolean> => {
    const job = await lockOpenJob(statements, []);
    if (!job) return false;
    await advanceJob(statements, job.id, await step(statements, job, limit));
    return true;
  };
  /** Counts, then does it step by step; answers what was counted and done. */
  const run = async (step: Step, aim: JobAim, limit = 2): Promise<{ count: number; done: number }> => {
    const { count, more } = await counts.count(aim);
    expect(more).toBe(false);
    await create(aim);
    while (await scene.sql.transaction((statements) => oneStep(statements, step, limit)));
    const job = await jobs.find('job_1');
    expect(job?.status).toBe('done');
    return { count, done: job?.done ?? -1 };
  };
  /** How the deliveries of ep_1 stand by now: event, status, run. */
  const standing = async (endpoint = 'ep_1'): Promise<unknown[][]> =>
    (
      await scene.sql.query(
        'select event_id, status, run from deliveries where endpoint_id = $1 order by accepted_at',
        [endpoint],
      )
    ).map(({ event_id: event, status, run: itsRun }) => [event, status, itsRun]);
  const planned = () =>
    scene.sql.query(
      `select event_id, trigger, last, ahead, run, number, lane from retries where trigger in ('replay', 'redrive', 'manual') order by accepted_at`,
    );

  it('makes what is missing: deliveries that there never were, and those that ended without having arrived', async () => {
    await history(undefined, ...EVERY);
    await scene.sql.query(`update deliveries set subscription_id = null`);
    expect(await run(replayStep, aimOf({ kind: 'replay', scope: { replay: 'missing' } }))).toEqual({
      count: 3,
      done: 3,
    });
    expect(await standing()).toEqual([
      ['evt_0', 'pending', 0],
      ['evt_1', 'delivered', 0],
      ['evt_2', 'retrying', 1],
      ['evt_3', 'retrying', 1],
      ['evt_4', 'pending', 0],
      ['evt_5', 'retrying', 0],
      ['evt_6', 'held', 0],
    ]);
    const usual = { trigger: 'replay', last: true, ahead: false, lane: null };
    expect(await planned()).toEqual([
      { ...usual, event_id: 'evt_0', run: 0, number: 1 },
      { ...usual, event_id: 'evt_2', run: 1, number: 2 },
      { ...usual, event_id: 'evt_3', run: 1, number: 2 },
    ]);
    // The id that the fan-out would have given it, so that nobody makes it twice; by the first subscription that matches.
    const identity = deliveryOf(loggedEvent('evt_0', { acceptedAt: at(0), orderingKey: 'k' }));
    const { subscription, ...row } = await scene.one<{ subscription: number } & Partial<DeliveryIdentity>>(
      `select d.id, ordering_key, s.position as subscription from deliveries d join subscriptions s on s.id = d.subscription_id where event_id = 'evt_0'`,
    );
    expect([row, subscription]).toEqual([{ id: identity.id, ordering_key: 'k' }, 1]);
    expect(await nextLookMs(scene.sql)).toBeLessThanOrEqual(0);
  });

  it('leaves what somebody cancelled, unless all is replayed: then all that is not on its way goes out again', async () => {
    await history(undefined, ...EVERY);
    await scene.sql.query(`update deliveries set reason = 'requested' where status = 'cancelled'`);
    const missing = aimOf({ kind: 'replay', scope: { replay: 'missing' } });
    expect(await counts.count(missing)).toEqual({ count: 2, more: false });
    expect(await run(replayStep, aimOf({ kind: 'replay', scope: { replay: 'all' } }))).toEqual({ count: 4, done: 4 });
    expect((await standing()).map(([, status, itsRun]) => [status, itsRun])).toEqual([
      ['pending', 0],
      ['retrying', 1],
      ['retrying', 1],
      ['retrying', 1],
      ['pending', 0],
      ['retrying', 0],
      ['held', 0],
    ]);
  });

  it('replays dead letters alone where those are asked for', async () => {
    await history(undefined, ...EVERY);
    expect(await run(redriveStep, aimOf({ kind: 'replay', scope: { replay: 'dead' } }))).toEqual({ count: 1, done: 1 });
    expect(await planned()).toMatchObject([{ event_id: 'evt_2', trigger: 'replay', run: 1, last: true }]);
  });

  it('backfills events that have no delivery to the endpoint, of its time and types', async () => {
    await history(undefined, 'dead', undefined, undefined, undefined);
    await scene.sql.query(`update events set type = 'user.created' where id = 'evt_2'`);
    const aim = aimOf({ kind: 'backfill', since: at(0), until: at(4) });
    expect(await run(replayStep, aim)).toEqual({ count: 2, done: 2 });
    expect(await standing()).toEqual([
      ['evt_0', 'pending', 0],
      ['evt_1', 'dead', 0],
      ['evt_3', 'pending', 0],
    ]);
  });

  it('backfills what labels and filters leave, with the labels, however large the data is', async () => {
    await history(undefined, undefined, undefined, undefined, undefined);
    const filter = { data: { amount: { $gte: 2 } } };
    const asking = Object.assign(subscriptionRow('ep_3', 0, '*'), { labels: ['eu'], filter });
    await endpoints.create(endpointRow('acme', { id: 'ep_3' }), [asking], 'sealed');
    // More than one step may hold at a time.
    const large = `convert_to('{"amount":2,"pad":"' || repeat('x', 5000000) || '"}', 'UTF8')`;
    await scene.sql.query(`update events set labels = '{vip,eu}', data = ${large} where id <> 'evt_0'`);
    await scene.sql.query(`update events set labels = '{vip}' where id = 'evt_1'`);
    await scene.sql.query(`update events set data = '{"amount":1.0}' where id = 'evt_3'`);
    expect(await run(replayStep, aimOf({ kind: 'backfill', endpoint: 'ep_3' }), 100)).toEqual({ count: 2, done: 2 });
    expect(await standing('ep_3')).toEqual([
      ['evt_2', 'pending', 0],
      ['evt_4', 'pending', 0],
    ]);
    expect(await scene.sql.query('select distinct labels from deliveries')).toEqual([{ labels: ['vip', 'eu'] }]);
  });

  it('has what it makes transformed, and again what was dropped where all is replayed', async () => {
    const transform = { language: 'javascript', code: 'none' } as const;
    const asking = Object.assign(subscriptionRow('ep_3', 0, '*'), { transform });
    await endpoints.create(endpointRow('acme', { id: 'ep_3' }), [asking], 'sealed');
    await history('cancelled');
    await scene.sql.query(
      `update deliveries set endpoint_id = 'ep_3', transformed = true, reason = 'transform_dropped', id = $1`,
      [deliveryOf(loggedEvent('evt_0', { acceptedAt: at(0) }), 'ep_3').id],
    );
    await scene.sql.query(
      'insert into delivery_changes (delivery_id, accepted_at) select id, accepted_at from deliveries',
    );
    await insertEvents(scene.sql, [loggedEvent('evt_1', { acceptedAt: at(1) })]);
    const changes = () =>
      scene.sql.query(
        `select d.event_id as event, failure, r.transformed from deliveries d join delivery_changes c on c.delivery_id = d.id
         left join retries r on r.delivery_id = d.id order by event`,
      );
    const aim = aimOf({ kind: 'replay', endpoint: 'ep_3', scope: { replay: 'missing' } });
    expect(await run(replayStep, aim)).toEqual({ count: 1, done: 1 });
    expect(await changes()).toEqual([
      { event: 'evt_0', failure: null, transformed: null },
      { event: 'evt_1', failure: 'not_run', transformed: true },
    ]);
    await scene.empty('jobs');
    expect(await run(replayStep, { ...aim, scope: { replay: 'all' } })).toEqual({ count: 1, done: 1 });
    expect((await changes())[0]).toEqual({ event: 'evt_0', failure: 'not_run', transformed: true });
  });

  it('makes nothing of an event that is expunged', async () => {
    await history(undefined, 'dead', undefined);
    await scene.sql.query(`update events set data = null, expunged_at = now() where id in ('evt_0', 'evt_1')`);
    expect(await run(replayStep, aimOf({ kind: 'replay', scope: { replay: 'all' } }))).toEqual({ count: 1, done: 1 });
    const one = aimOf({ kind: 'replay', endpoint: null, scope: { event: 'evt_0' } });
    expect(await counts.count(one)).toEqual({ count: 0, more: false });
  });

  it('replays one event, to every endpoint that wants it or to one', async () => {
    await history('delivered');
    await endpoints.create(endpointRow('acme', { id: 'ep_3' }), [subscriptionRow('ep_3', 0, 'user.*')], 'sealed');
    await endpoints.create(endpointRow('acme', { id: 'ep_4' }), [], 'sealed');
    const aim = aimOf({ kind: 'replay', endpoint: null, scope: { event: 'evt_0' } });
    expect(await counts.count({ ...aim, endpoint: 'ep_2' })).toEqual({ count: 1, more: false });
    expect(await counts.count({ ...aim, endpoint: 'ep_3' })).toEqual({ count: 0, more: false });
    expect(await run(replayStep, aim)).toEqual({ count: 3, done: 3 });
    expect((await planned()).length).toBe(3);
    expect(await standing()).toEqual([['evt_0', 'retrying', 1]]);
    expect(await standing('ep_4')).toEqual([['evt_0', 'pending', 0]]);
  });

  it.each(['paused', 'disabled'] as const)('holds what it makes while the endpoint is %s', async (status) => {
    await history(undefined, 'delivered', 'dead');
    await setStatus(status);
    expect(await run(replayStep, aimOf({ kind: 'replay', scope: { replay: 'all' } }))).toEqual({ count: 3, done: 3 });
    expect(await scene.sql.query('select distinct status, reason from deliveries')).toEqual([
      { status: 'held', reason: `endpoint_${status}` },
    ]);
    expect(await scene.sql.query('select from retries where due_at is null and held_at is not null')).toHaveLength(3);
    expect(await waitingOfJobs(scene.sql, 'ep_1', 100)).toBe(0);
  });

  it('ends when its endpoint is gone', async () => {
    await history(undefined, 'dead');
    await scene.empty('endpoints');
    expect(await run(replayStep, aimOf({ kind: 'replay', scope: { replay: 'all' } }))).toEqual({ count: 0, done: 0 });
    await scene.empty('jobs');
    // A dead letter of it stays one.
    expect((await run(redriveStep, aimOf({ kind: 'redrive' }))).done).toBe(0);
    expect(await standing()).toEqual([['evt_1', 'dead', 0]]);
  });

  it.each<[DeliveryStatus & ('pending' | 'retrying' | 'dead'), object]>([
    ['retrying', { trigger: 'manual', last: true, ahead: false, run: 0, number: 2 }],
    ['dead', { trigger: 'redrive', last: true, ahead: false, run: 1, number: 2 }],
  ])('has what is %s attempted now, and leaves what is under way', async (status, plan) => {
    await history(...EVERY, status);
    await scene.sql.query(`update retries set leased_until = now() + interval '1 hour' where event_id = 'evt_6'`);
    const { done } = await run(retryStep, aimOf({ kind: 'retry', scope: { status } }));
    expect(done).toBe(status === 'dead' ? 2 : 1);
    expect((await planned())[0]).toMatchObject(plan);
    expect(await scene.sql.query('select from retries where due_at <= now() and leased_until is null')).toHaveLength(
      done,
    );
  });

  it('makes each delivery once, also when whoever works on it dies in the middle of a step, or two are at it', async () => {
    await history(undefined, undefined, 'delivered', 'delivered', undefined, 'dead', undefined);
    await create(aimOf({ kind: 'replay', scope: { replay: 'all' } }));
    const step = (statements: Statements) => oneStep(statements, replayStep, 2);
    expect(await scene.sql.transaction(step)).toBe(true);
    const dying = await scene.transaction();
    expect(await step(dying)).toBe(true);
    expect(await scene.sql.transaction(step)).toBe(false);
    const [{ pid } = { pid: 0 }] = await dying.query<{ pid: number }>('select pg_backend_pid() as pid');
    await scene.terminate([pid]);
    await expect(dying.commit()).rejects.toThrow(Unavailable);
    expect(await jobs.find('job_1')).toMatchObject({ status: 'running', done: 2 });
    const worker = async (): Promise<void> => {
      while ((await jobs.find('job_1'))?.status === 'running') await scene.sql.transaction(step);
    };
    await Promise.all([worker(), worker()]);
    expect(await jobs.find('job_1')).toMatchObject({ status: 'done', done: 7 });
    expect(await planned()).toHaveLength(7);
    expect((await standing()).map(([, , itsRun]) => itsRun)).toEqual([0, 0, 1, 1, 0, 1, 0]);
  });

  it('goes last: behind first attempts and retries of its endpoint, however long it has been due', async () => {
    await history('delivered', 'delivered');
    await run(replayStep, aimOf({ kind: 'replay', scope: { replay: 'all' } }));
    await scene.sql.query(`update retries set due_at = now() - interval '1 hour'`);
    const later = ['first', 'retry'].map((trigger, index) =>
      retryOf(deliveryOf(loggedEvent(`evt_later_${index}`)), { trigger: trigger as 'first' | 'retry', due: due(0) }),
    );
    await planRetries(scene.sql, later);
    const lease = async (prefer: 'ahead' | 'behind' | 'last', limit: number) => {
      await scene.sql.query('update endpoint_flows set look_at = now()');
      const options = { lease: 'one', leaseSeconds: 30, bytes: 1_000_000, limit, prefer };
      const due = await scene.sql.transaction((statements) => leaseDueRetries(statements, options));
      return due.map(({ trigger }) => trigger);
    };
    expect(await lease('last', 1)).toEqual(['replay']);
    expect(await lease('ahead', 3)).toEqual(['first', 'retry', 'replay']);
  });

  it('is counted no further than it’s worth', async () => {
    await history('dead', 'dead', 'dead');
    const few = new JobCounts(scene.database, clock, 2);
    expect(await few.count(aimOf({ kind: 'redrive' }))).toEqual({ count: 2, more: true });
    expect(await few.count(aimOf({ kind: 'replay', scope: { replay: 'all' } }))).toEqual({ count: 2, more: true });
    expect(await few.count(aimOf({ kind: 'redrive', until: at(2) }))).toEqual({ count: 2, more: false });
  });
});
