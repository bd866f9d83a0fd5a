import type { EventLogRepository, JobRepository } from '@postrider/persistence';
import { mintId, type JobStarted, type Redrive } from '@postrider/schemas';
import type { Clock } from '@postrider/time';

/** Starts the job that delivers dead letters again. */
export class Redriving {
  constructor(
    private readonly log: EventLogRepository,
    private readonly jobs: JobRepository,
    private readonly clock: Clock,
  ) {}

  /** Counts what there is now; the job takes those that were accepted up to now. */
  async redrive(tenant: string, { endpoint, since, until }: Redrive): Promise<JobStarted> {
    const now = new Date(this.clock.now());
    const end = until === undefined || Date.parse(until) > now.getTime() ? now : new Date(until);
    const count = await this.log.countDead(tenant, { endpoint, since, until: end.toISOString() });
    const job = mintId('job', now.getTime());
    await this.jobs.create({
      id: job,
      kind: 'redrive',
      tenant,
      endpointId: endpoint,
      since: since === undefined ? undefined : new Date(since),
      until: end,
      count,
      now,
    });
    return { job, count };
  }
}
