import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobKind } from '@postrider/schemas';
import { eventually } from '@postrider/testing';
import { Notifications } from '../notifications.js';
import { everyPage } from '../testing/every-page.js';
import { NOW } from '../testing/rows.js';
import { Scene } from '../testing/scene.js';
import { JobRepository } from './jobs.repository.js';

const LATER = new Date(NOW.getTime() + 60_000);

describe('jobs', () => {
  let scene: Scene;
  let jobs: JobRepository;

  beforeAll(async () => {
    scene = await Scene.open();
    jobs = new JobRepository(scene.database);
  });
  afterAll(() => scene.close());
  beforeEach(() => scene.empty('jobs'));

  const create = (id: string, tenant = 'acme', kind: JobKind = 'redrive') =>
    jobs.create({ id, kind, tenant, count: 3, now: NOW });

  it('wait to be worked on, with what they are about', async () => {
    const scope = { replay: 'all', eventType: 'order.created' } as const;
    const about = { tenant: 'acme', endpointId: 'ep_1', since: NOW, until: LATER, scope, perSecond: 0.5, count: 3 };
    await jobs.create({ id: 'job_1', kind: 'redrive', ...about, now: NOW });
    expect(await jobs.find('job_1')).toEqual({
      id: 'job_1',
      kind: 'redrive',
      ...about,
      status: 'waiting',
      done: 0,
      waitsFor: null,
      nextStepAt: null,
      cursorAt: null,
      cursorId: null,
      createdAt: NOW,
      finishedAt: null,
    });
  });

  it('are told of when they are made', async () => {
    const heard: string[] = [];
    const listening = new Notifications(
      scene.url,
      ['postrider_jobs'],
      (channel) => heard.push(channel),
      scene.clock,
      scene.log,
    );
    listening.start();
    await eventually('the listener to be there', () => heard.length === 1);
    await create('job_1');
    await eventually('the job to be heard of', () => heard.length === 2);
    await listening.stop();
  });

  it('of another tenant are unknown: neither found, listed nor cancelled', async () => {
    await create('job_1', 'acme');
    await create('job_2', 'globex');
    expect(await jobs.find('job_2', 'acme')).toBeNull();
    expect(await jobs.cancel('job_2', 'acme', LATER)).toBeUndefined();
    expect((await jobs.find('job_2', 'globex'))?.status).toBe('waiting');
    expect((await jobs.list({ limit: 10 }, 'acme')).data.map(({ id }) => id)).toEqual(['job_1']);
    expect((await jobs.list({ limit: 10 })).data.map(({ id }) => id)).toEqual(['job_2', 'job_1']);
  });

  it('are cancelled unless they have ended', async () => {
    await create('job_1');
    expect(await jobs.cancel('job_1', 'acme', LATER)).toMatchObject({ status: 'cancelled', finishedAt: LATER });
    expect(await jobs.cancel('job_1', undefined, new Date())).toMatchObject({ status: 'cancelled', finishedAt: LATER });
    await create('job_2');
    await scene.sql.query(`update jobs set status = 'done', finished_at = $1 where id = 'job_2'`, [NOW]);
    expect(await jobs.cancel('job_2', 'acme', LATER)).toMatchObject({ status: 'done', finishedAt: NOW });
    expect(await jobs.cancel('job_3', 'acme', LATER)).toBeUndefined();
  });

  it('are listed newest first, each once, also while others are made', async () => {
    for (let index = 0; index < 5; index++) await create(`job_1${index}`);
    let next = 20;
    const found = await everyPage(
      (page) => jobs.list(page, 'acme'),
      2,
      () => create(`job_${next++}`),
    );
    expect(found.map(({ id }) => id)).toEqual(['job_14', 'job_13', 'job_12', 'job_11', 'job_10']);
  });
});
