import { ASKED_JOBS, type JobRepository, type JobRow } from '@postrider/persistence';
import type { Job, JobQuery, Page } from '@postrider/schemas';
import { notFound, ProblemError, type Caller } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { idPageOf } from '../id-cursor.js';

export class Jobs {
  constructor(
    private readonly jobs: JobRepository,
    private readonly clock: Clock,
  ) {}

  async list(caller: Caller, query: JobQuery): Promise<Page<Job>> {
    if (caller.tenant !== undefined && query.tenant !== undefined && query.tenant !== caller.tenant)
      throw notFound('tenant');
    const { data, nextCursor } = await this.jobs.list(idPageOf(query), caller.tenant ?? query.tenant);
    return { data: data.map(jobOf), nextCursor };
  }

  async get(caller: Caller, id: string): Promise<Job> {
    const row = await this.jobs.find(id, caller.tenant);
    if (!row) throw notFound('job');
    return jobOf(row);
  }

  /** Only what somebody asked for can be called off: the other kinds follow from how an endpoint is. */
  async cancel(caller: Caller, id: string): Promise<Job> {
    const job = await this.get(caller, id);
    if (!ASKED_JOBS.includes(job.kind))
      throw new ProblemError(
        'conflict',
        `A ${job.kind} job follows from a change of its endpoint and cannot be cancelled.`,
      );
    const row = await this.jobs.cancel(id, caller.tenant, new Date(this.clock.now()));
    if (!row) throw notFound('job');
    return jobOf(row);
  }
}

function jobOf({
  id,
  kind,
  tenant,
  endpointId,
  since,
  until,
  scope,
  perSecond,
  status,
  count,
  done,
  createdAt,
  finishedAt,
}: JobRow): Job {
  return {
    id,
    kind,
    tenant,
    ...(endpointId !== null && { endpoint: endpointId }),
    ...(since && { since: since.toISOString() }),
    ...(until && { until: until.toISOString() }),
    ...(Object.keys(scope).length > 0 && { scope }),
    ...(perSecond !== null && { perSecond }),
    status,
    count,
    done,
    createdAt: createdAt.toISOString(),
    ...(finishedAt && { finishedAt: finishedAt.toISOString() }),
  };
}
