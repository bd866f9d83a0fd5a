import type { JobKind, JobScope, Page } from '@postrider/schemas';
import type { EntityManager } from 'typeorm';
import { pageById, type IdPage } from '../configuration/page-by-id.js';
import type { Database } from '../database.js';
import { JobRow } from '../entities/log.entity.js';
import { notify } from '../notifications.js';
import { statementsOf } from '../statements-of.js';

/** Work to be done over many deliveries. */
export interface NewJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly tenant: string;
  readonly endpointId?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly scope?: JobScope | undefined;
  readonly perSecond?: number | undefined;
  readonly count: number;
  readonly now: Date;
}

/** Makes a job in the transaction that calls for it; whoever runs jobs is told when that commits. */
export async function createJob(manager: EntityManager, job: NewJob): Promise<void> {
  const {
    id,
    kind,
    tenant,
    endpointId = null,
    since = null,
    until = null,
    scope = {},
    perSecond = null,
    count,
    now,
  } = job;
  await manager.insert(JobRow, {
    id,
    kind,
    tenant,
    endpointId,
    since,
    until,
    status: 'waiting',
    count,
    done: 0,
    scope,
    perSecond,
    waitsFor: null,
    nextStepAt: null,
    cursorAt: null,
    cursorId: null,
    createdAt: now,
    finishedAt: null,
  });
  await notify(statementsOf(manager), 'postrider_jobs');
}

export class JobRepository {
  constructor(private readonly database: Database) {}

  /** A job, only among those of `tenant` where one is given. */
  find(id: string, tenant?: string): Promise<JobRow | null> {
    return this.database.use((manager) => manager.findOneBy(JobRow, tenant === undefined ? { id } : { id, tenant }));
  }

  /** Newest first. */
  list(page: IdPage, tenant?: string): Promise<Page<JobRow>> {
    return this.database.use((manager) => {
      const query = manager.createQueryBuilder(JobRow, 'row');
      return pageById(tenant === undefined ? query : query.where('row.tenant = :tenant', { tenant }), page, 'DESC');
    });
  }

  create(job: NewJob): Promise<void> {
    return this.database.transaction((manager) => createJob(manager, job));
  }

  /** Stops a job that hasn't ended; answers how it is then, or undefined when there is none. */
  cancel(id: string, tenant: string | undefined, now: Date): Promise<JobRow | undefined> {
    return this.database.transaction(async (manager) => {
      const job = await manager.findOne(JobRow, {
        where: tenant === undefined ? { id } : { id, tenant },
        lock: { mode: 'pessimistic_write' },
      });
      if (!job) return undefined;
      if (job.status === 'done' || job.status === 'cancelled') return job;
      Object.assign(job, { status: 'cancelled', finishedAt: now });
      return manager.save(JobRow, job);
    });
  }
}
