import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliveryStatus, EndpointStatus, JobKind } from '@postrider/schemas';
import { Unavailable } from '@postrider/time';
import { EndpointRepository } from '../configuration/endpoints.repository.js';
import { TenantRepository } from '../configuration/tenants.repository.js';
import { insertDeliveries, planRetries, type DeliveryIdentity, type PlannedRetry } from '../log/log-store.js';
import type { Statements } from '../sql.js';
import { at, deliveryOf, due, loggedEvent, retryOf, stateOf } from '../testing/log-rows.js';
import { endpointRow, NOW, tenantOf } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { leaseDueRetries } from './due-retries.js';
import { lookAtEndpoints, nextLookMs } from './endpoint-flows.js';
import {
  advanceJob,
  cancelStep,
  holdStep,
  lockOpenJob,
  releaseStep,
  setJobWaits,
  type JobStep,
  type OpenJob,
} from './job-steps.js';
import { JobRepository, type NewJob } from './jobs.repository.js';
import { redriveStep } from './search-steps.js';

describe('a job', () => {
  let scene: Scene;
  let jobs: JobRepository;
  let endpoints: EndpointRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    jobs = new JobRepository(scene.database);
    endpoints = new EndpointRepository(scene.database);
    await new TenantRepository(scene.database).put(tenantOf('acme'), NOW);
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    await scene.empty('jobs', 'retries', 'endpoint_flows', 'deliveries', 'endpoints');
    for (const id of ['ep_1', 'ep_2']) await endpoints.create(endpointRow('acme', { id }), [], 'sealed');
  });

  const create = (id: string, kind: JobKind, given: Partial<NewJob> = {}) =>
    jobs.create({ id, kind, tenant: 'acme', count: 0, now: NOW, ...given });
  const setStatus = (status: EndpointStatus) =>
    scene.sql.query(`update endpoints set status = $1 where id = 'ep_1'`, [status]);

  /** A delivery as it stands, with what is planned for it. */
  const delivery = async (
    second: number,
    status: DeliveryStatus,
    {
      endpoint = 'ep_1',
      retry,
      attempts = 1,
    }: { endpoint?: string; retry?: Partial<PlannedRetry>; attempts?: number } = {},
  ): Promise<DeliveryIdentity> => {
    const identity = deliveryOf(loggedEvent(`evt_${second}`, { acceptedAt: at(second) }), endpoint);
    await insertDeliveries(scene.sql, [[identity, stateOf(status, { attempts })]]);
    if (retry) await planRetries(scene.sql, [retryOf(identity, retry)]);
    return identity;
  };
  const underWay = ({ id }: DeliveryIdentity) =>
    scene.sql.query(`update retries set leased_until = now() + interval '1 hour' where delivery_id = $1`, [id]);

  /** Works a job to its end; answers how many steps it took, and how many deliveries it changed. */
  const work = async (
    step: (statements: Statements, job: OpenJob, limit: number) => Promise<JobStep>,
    limit = 2,
  ): Promise<{ steps: number; changed: number }> => {
    for (let steps = 1, changed = 0; ; steps++) {
      const done = await scene.sql.transaction(async (statements) => {
        const job = await lockOpenJob(statements, []);
        if (!job) throw new Error('there is no job');
        const made = await step(statements, job, limit);
        await advanceJob(statements, job.id, made);
        return made;
      });
      changed += done.changed;
      if (done.finished) return { steps, changed };
    }
  };
  const statuses = async (): Promise<unknown[]> =>
    (await scene.sql.query('select status from deliveries order by accepted_at')).map(({ status }) => status);
  const plans = () =>
    scene.sql.query(
      'select delivery_id, due_at is not null as due, held_at is not null as held from retries order by coalesce(due_at, accepted_at)',
    );

  it('is worked on by one at a time, oldest first, and those of one endpoint one after another', async () => {
    await create('job_1', 'hold', { endpointId: 'ep_1' });
    await create('job_2', 'release', { endpointId: 'ep_1' });
    await create('job_3', 'redrive', { since: NOW });
    const first = await scene.transaction();
    expect(await lockOpenJob(first, [])).toMatchObject({ id: 'job_1', kind: 'hold', endpoint: 'ep_1', cursor: null });
    const second = await scene.transaction();
    expect(await lockOpenJob(second, [])).toMatchObject({ id: 'job_3', endpoint: null, since: NOW.toISOString() });
    expect(await lockOpenJob(scene.sql, [])).toBeUndefined();
    await advanceJob(first, 'job_1', { changed: 4, finished: true, cursor: null });
    await first.commit();
    await second.commit();
    expect(await lockOpenJob(scene.sql, ['job_3'])).toMatchObject({ id: 'job_2' });
    expect(await jobs.find('job_1')).toMatchObject({ status: 'done', done: 4, finishedAt: expect.any(Date) });
  });

  it('goes on where it was, with what it waits for', async () => {
    await create('job_1', 'redrive');
    const waitsFor = [{ topic: 'postrider.attempts', partition: 0, next: 7 }];
    await setJobWaits(scene.sql, 'job_1', waitsFor);
    await advanceJob(scene.sql, 'job_1', { changed: 2, finished: false, cursor: { at: at(1), id: 'dlv_1' } });
    await advanceJob(scene.sql, 'job_1', { changed: 1, finished: false, cursor: null });
    expect(await lockOpenJob(scene.sql, [])).toMatchObject({ waitsFor, cursor: { at: at(1), id: 'dlv_1' } });
    expect(await jobs.find('job_1')).toMatchObject({ status: 'running', done: 3, finishedAt: null });
  });

  it('deals with each delivery once, also when whoever works on it dies in the middle of a step, or two are at it', async () => {
    for (let second = 0; second < 7; second++) await delivery(second, 'dead');
    await create('job_1', 'redrive');
    const step = async (statements: Statements): Promise<boolean> => {
      const job = await lockOpenJob(statements, []);
      if (!job) return false;
      await advanceJob(statements, job.id, await redriveStep(statements, job, 2));
      return true;
    };
    expect(await scene.sql.transaction(step)).toBe(true);
    const dying = await scene.transaction();
    expect(await step(dying)).toBe(true);
    // Whoever else looks meanwhile doesn't take the same step.
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
    expect(await scene.sql.query('select run, count(*)::int from deliveries group by run')).toEqual([
      { run: 1, count: 7 },
    ]);
    expect(await plans()).toHaveLength(7);
  });

  describe('that redrives', () => {
    it('starts a new run of every dead letter, once, and of nothing else', async () => {
      const dead: DeliveryIdentity[] = [];
      for (let second = 0; second < 5; second++) dead.push(await delivery(second, 'dead', { attempts: 3 }));
      for (const [index, status] of (['delivered', 'held', 'retrying', 'cancelled', 'pending'] as const).entries())
        await delivery(10 + index, status);
      await create('job_1', 'redrive');
      expect(await work(redriveStep)).toEqual({ steps: 3, changed: 5 });
      const rows = await scene.sql.query(
        'select delivery_id, trigger, run, step, number, due_at <= now() as due from retries order by accepted_at',
      );
      expect(rows).toEqual(
        dead.map(({ id }) => ({ delivery_id: id, trigger: 'redrive', run: 1, step: 0, number: 4, due: true })),
      );
      expect(await statuses()).toEqual([
        ...Array(5).fill('retrying'),
        'delivered',
        'held',
        'retrying',
        'cancelled',
        'pending',
      ]);
      expect(await nextLookMs(scene.sql)).toBeLessThanOrEqual(0);
    });

    it('takes those alone that it is about', async () => {
      await delivery(1, 'dead');
      const wanted = await delivery(2, 'dead');
      await delivery(3, 'dead', { endpoint: 'ep_2' });
      await delivery(4, 'dead');
      await create('job_1', 'redrive', { endpointId: 'ep_1', since: new Date(at(2)), until: new Date(at(4)) });
      expect(await work(redriveStep)).toEqual({ steps: 1, changed: 1 });
      expect((await plans()).map(({ delivery_id: id }) => id)).toEqual([wanted.id]);
    });
  });

  describe('that holds', () => {
    it('takes the time from all that waits for it, and leaves what is under way to its report', async () => {
      for (let second = 0; second < 3; second++) await delivery(second, 'retrying', { retry: { due: due(60_000) } });
      const parked = await delivery(3, 'pending', { retry: { trigger: 'first' }, attempts: 0 });
      const sent = await delivery(4, 'retrying', { retry: {} });
      await underWay(sent);
      await delivery(5, 'retrying', { endpoint: 'ep_2', retry: {} });
      await setStatus('disabled');
      await create('job_1', 'hold', { endpointId: 'ep_1' });
      expect(await work(holdStep)).toEqual({ steps: 3, changed: 4 });
      expect(await statuses()).toEqual(['held', 'held', 'held', 'held', 'retrying', 'retrying']);
      expect(await scene.one(`select reason from deliveries where id = '${parked.id}'`)).toEqual({
        reason: 'endpoint_disabled',
      });
      expect((await plans()).map(({ due: isDue, held }) => [isDue, held]).sort()).toEqual([
        ...Array(4).fill([false, true]),
        ...Array(2).fill([true, false]),
      ]);
    });

    it('says why, also of what was held before for another reason, but for what told that the endpoint is gone', async () => {
      await delivery(0, 'retrying', { retry: {} });
      const held = await delivery(1, 'held', { retry: { due: null } });
      const gone = await delivery(2, 'held', { retry: { due: null } });
      await scene.sql.query(
        `update deliveries set reason = case id when $1 then 'endpoint_disabled' when $2 then 'endpoint_gone' end`,
        [held.id, gone.id],
      );
      await scene.sql.query(`update retries set held_at = now() - interval '1 day' where due_at is null`);
      const reasons = async (): Promise<unknown[]> =>
        (await scene.sql.query('select reason from deliveries order by accepted_at')).map(({ reason }) => reason);
      await setStatus('paused');
      await create('job_1', 'hold', { endpointId: 'ep_1' });
      await work(holdStep);
      expect(await reasons()).toEqual(Array(3).fill('endpoint_paused'));
      await scene.sql.query(`update deliveries set reason = 'endpoint_gone' where id = $1`, [gone.id]);
      await setStatus('disabled');
      await create('job_2', 'hold', { endpointId: 'ep_1' });
      await work(holdStep);
      expect(await reasons()).toEqual(['endpoint_disabled', 'endpoint_disabled', 'endpoint_gone']);
      // What was held is held since then all the same.
      expect(
        await scene.sql.query(`select from retries where held_at < now() - interval '23 hours' and due_at is null`),
      ).toHaveLength(2);
    });

    it('keeps when a schedule goes on that an attempt on request goes beside', async () => {
      await delivery(0, 'retrying', { retry: { trigger: 'manual', resumeAt: at(3600) } });
      await setStatus('paused');
      await create('job_1', 'hold', { endpointId: 'ep_1' });
      await work(holdStep);
      expect(await scene.sql.query('select resume_at, due_at from retries')).toEqual([
        { resume_at: new Date(at(3600)), due_at: null },
      ]);
    });

    it('does nothing once the endpoint is enabled again', async () => {
      await delivery(1, 'retrying', { retry: {} });
      await create('job_1', 'hold', { endpointId: 'ep_1' });
      expect(await work(holdStep)).toEqual({ steps: 1, changed: 0 });
      expect(await statuses()).toEqual(['retrying']);
    });
  });

  describe('that releases', () => {
    /** What the releaser would take now, in its order. */
    const released = async (): Promise<string[]> => {
      const options = { lease: 'one', leaseSeconds: 30, limit: 1000, bytes: 1_000_000, prefer: 'ahead' } as const;
      const due = await scene.sql.transaction((statements) => leaseDueRetries(statements, options));
      return due.map(({ deliveryId: id }) => id);
    };

    it('gives all that is held its time, oldest first, and its age without what it was held for', async () => {
      const held: DeliveryIdentity[] = [];
      for (const second of [3, 1, 2, 0])
        held.push(await delivery(second, 'held', { retry: { due: null }, attempts: second === 0 ? 0 : 1 }));
      await scene.sql.query(`update retries set held_at = now() - interval '1 day'`);
      await create('job_1', 'release', { endpointId: 'ep_1' });
      expect(await work(releaseStep)).toEqual({ steps: 3, changed: 4 });
      expect(await statuses()).toEqual(['pending', 'retrying', 'retrying', 'retrying']);
      const oldestFirst = held.toSorted((a, b) => (a.acceptedAt < b.acceptedAt ? -1 : 1)).map(({ id }) => id);
      const ages = await scene.sql.query<{ hours: number }>(
        'select extract(epoch from since - accepted_at)::float8 / 3600 as hours from retries',
      );
      for (const { hours } of ages) expect(hours).toBeCloseTo(24, 1);
      // In one order, though one was never tried and the others were.
      expect(await scene.sql.query('select from retries where ahead')).toHaveLength(4);
      expect(await nextLookMs(scene.sql)).toBeLessThanOrEqual(0);
      expect(await released()).toEqual(oldestFirst);
    });

    it('leaves what is scheduled for later its time', async () => {
      const later = new Date(Date.now() + 3_600_000).toISOString();
      const { id } = await delivery(0, 'pending', {
        retry: { trigger: 'first', since: later, due: due(3_600_000) },
        attempts: 0,
      });
      const { id: past } = await delivery(1, 'pending', { retry: { trigger: 'first', since: at(1) }, attempts: 0 });
      await setStatus('paused');
      await create('job_1', 'hold', { endpointId: 'ep_1' });
      await work(holdStep);
      await setStatus('enabled');
      await create('job_2', 'release', { endpointId: 'ep_1' });
      await work(releaseStep);
      expect(
        await scene.sql.query(
          `select r.delivery_id as id, r.due_at = r.since as waits, d.next_attempt_at > now() as told
           from retries r join deliveries d on d.id = r.delivery_id order by r.accepted_at`,
        ),
      ).toEqual([
        { id, waits: true, told: true },
        { id: past, waits: false, told: false },
      ]);
    });

    it('has it go before all that was planned since, and in order though its steps come one after another', async () => {
      const held: string[] = [];
      for (let second = 0; second < 7; second++)
        held.push((await delivery(second, 'held', { retry: { due: null }, attempts: second % 2 })).id);
      await create('job_1', 'release', { endpointId: 'ep_1', now: new Date() });
      const step = (): Promise<JobStep> =>
        scene.sql.transaction(async (statements) => {
          const job = await lockOpenJob(statements, []);
          if (!job) throw new Error('there is no job');
          const made = await releaseStep(statements, job, 3);
          await advanceJob(statements, job.id, made);
          return made;
        });
      await step();
      // Parked while the first step's are on their way: the dispatcher's copy of the registry was still behind.
      const parked = await delivery(7, 'pending', { retry: { trigger: 'first' }, attempts: 0 });
      await step();
      await step();
      await lookAtEndpoints(scene.sql, ['ep_1']);
      expect(await released()).toEqual([...held, parked.id]);
    });

    it.each(['disabled', 'paused'] as const)(
      'leaves the time that it was %s out of its age, each time',
      async (status) => {
        const { id } = await delivery(0, 'retrying', { retry: { since: at(-20 * 86_400) } });
        for (const days of [3, 7]) {
          await setStatus(status);
          await create(`job_${days}_hold`, 'hold', { endpointId: 'ep_1' });
          await work(holdStep);
          await scene.sql.query(`update retries set held_at = now() - make_interval(days => $1)`, [
            days - (days === 7 ? 3 : 0),
          ]);
          await setStatus('enabled');
          await create(`job_${days}_release`, 'release', { endpointId: 'ep_1' });
          await work(releaseStep);
          const { age } = await scene.one<{ age: number }>(
            `select extract(epoch from since - accepted_at)::float8 / 86400 as age from retries where delivery_id = $1`,
            [id],
          );
          expect(age).toBeCloseTo(days - 20, 2);
        }
      },
    );

    it.each(['disabled', 'paused'] as const)('does nothing while the endpoint is %s', async (status) => {
      await delivery(1, 'held', { retry: { due: null } });
      await setStatus(status);
      await create('job_1', 'release', { endpointId: 'ep_1' });
      expect(await work(releaseStep)).toEqual({ steps: 1, changed: 0 });
      expect(await statuses()).toEqual(['held']);
    });
  });

  describe('that cancels', () => {
    it('ends all that waits or is under way, and leaves first attempts that never came to the log to their reports', async () => {
      await delivery(0, 'retrying', { retry: {} });
      await delivery(1, 'held', { retry: { due: null } });
      await delivery(2, 'pending', { retry: { trigger: 'first' }, attempts: 0 });
      await underWay(await delivery(3, 'retrying', { retry: {} }));
      await delivery(4, 'pending', { attempts: 0 });
      for (const [index, status] of (['delivered', 'dead', 'cancelled'] as const).entries())
        await delivery(5 + index, status);
      await delivery(8, 'retrying', { endpoint: 'ep_2', retry: {} });
      await create('job_1', 'cancel', { endpointId: 'ep_1' });
      expect((await work(cancelStep)).changed).toBe(4);
      expect(await statuses()).toEqual([
        ...Array(4).fill('cancelled'),
        'pending',
        'delivered',
        'dead',
        'cancelled',
        'retrying',
      ]);
      expect(await plans()).toHaveLength(1);
      expect(
        await scene.sql.query(
          `select distinct reason from deliveries where status = 'cancelled' and accepted_at < $1`,
          [at(4)],
        ),
      ).toEqual([{ reason: 'endpoint_deleted' }]);
    });

    it('of a tenant ends those of all its endpoints', async () => {
      await delivery(0, 'retrying', { retry: {} });
      await delivery(1, 'held', { endpoint: 'ep_2', retry: { due: null } });
      await create('job_1', 'cancel');
      expect((await work(cancelStep)).changed).toBe(2);
      expect(await scene.sql.query('select distinct status, reason from deliveries')).toEqual([
        { status: 'cancelled', reason: 'tenant_deleted' },
      ]);
      expect(await plans()).toEqual([]);
    });
  });
});
