import type { EndpointRepository, EventLogRepository, JobAim, JobCounts, JobRepository } from '@postrider/persistence';
import {
  mintId,
  type BulkRetry,
  type DeliveryStatus,
  type EndpointBackfill,
  type EndpointReplay,
  type EventReplay,
  type JobCounted,
  type JobStarted,
  type Redrive,
} from '@postrider/schemas';
import { notFound } from '@postrider/service';
import type { Clock } from '@postrider/time';

const OPEN: ReadonlySet<DeliveryStatus> = new Set<DeliveryStatus>(['pending', 'retrying', 'held']);
/** Deliveries of one event are counted up to here. */
const MAX_COUNTED = 1000;

/** How a job that somebody asks for is to be done. */
interface Pace {
  readonly dryRun?: boolean | undefined;
  readonly perSecond?: number | undefined;
}

/** Starts the jobs that somebody asks for, or only counts what each would do. */
export class JobStarts {
  constructor(
    private readonly endpoints: EndpointRepository,
    private readonly log: EventLogRepository,
    private readonly counts: JobCounts,
    private readonly jobs: JobRepository,
    private readonly clock: Clock,
  ) {}

  /** Delivers dead letters again. */
  redrive(tenant: string, { endpoint, since, until, ...pace }: Redrive): Promise<JobStarted | JobCounted> {
    return this.#start({ kind: 'redrive', tenant, ...span(endpoint, since, until), scope: {} }, pace);
  }

  /** Has deliveries attempted now that a search finds. */
  retry(tenant: string, body: BulkRetry): Promise<JobStarted | JobCounted> {
    const { endpoint, since, until, dryRun, perSecond, ...scope } = body;
    return this.#start({ kind: 'retry', tenant, ...span(endpoint, since, until), scope }, { dryRun, perSecond });
  }

  /** Delivers an endpoint's events again, or those that it missed. */
  async replay(tenant: string, endpoint: string, body: EndpointReplay): Promise<JobStarted | JobCounted> {
    await this.#requireEndpoint(tenant, endpoint);
    const { since, until, status, ...pace } = body;
    return this.#start({ kind: 'replay', tenant, ...span(endpoint, since, until), scope: { replay: status } }, pace);
  }

  /** Delivers events to an endpoint that it never got. */
  async backfill(tenant: string, endpoint: string, body: EndpointBackfill): Promise<JobStarted | JobCounted> {
    await this.#requireEndpoint(tenant, endpoint);
    const { since, until, ...pace } = body;
    return this.#start({ kind: 'backfill', tenant, ...span(endpoint, since, until), scope: {} }, pace);
  }

  /** Delivers one event again. */
  async replayEvent(tenant: string, id: string, { endpoint, ...pace }: EventReplay): Promise<JobStarted | JobCounted> {
    const event = await this.log.event(tenant, id);
    if (!event) throw notFound('event');
    if (endpoint !== undefined) await this.#requireEndpoint(tenant, endpoint);
    // The id may be used again after the dedupe window: the time says which of them.
    const aim = { ...span(endpoint, event.acceptedAt.toISOString(), undefined), scope: { event: id } };
    return this.#start({ kind: 'replay', tenant, ...aim }, pace);
  }

  /** Calls off what is open of one event. */
  async cancelEvent(tenant: string, id: string): Promise<JobStarted> {
    const event = await this.log.event(tenant, id);
    if (!event) throw notFound('event');
    const deliveries = await this.log.deliveriesOf(event, MAX_COUNTED);
    const count = deliveries.filter(({ status }) => OPEN.has(status)).length;
    const now = new Date(this.clock.now());
    const job = mintId('job', now.getTime());
    const scope = { event: id };
    await this.jobs.create({ id: job, kind: 'cancel', tenant, since: event.acceptedAt, scope, count, now });
    return { job, count, more: deliveries.length === MAX_COUNTED };
  }

  /** Counts what there is now; the job takes what was accepted up to now. */
  async #start(aim: JobAim, { dryRun = false, perSecond }: Pace): Promise<JobStarted | JobCounted> {
    const now = new Date(this.clock.now());
    const until = aim.until === null || Date.parse(aim.until) > now.getTime() ? now : new Date(aim.until);
    const counted = await this.counts.count({ ...aim, until: until.toISOString() });
    if (dryRun) return counted;
    const job = mintId('job', now.getTime());
    await this.jobs.create({
      id: job,
      kind: aim.kind,
      tenant: aim.tenant,
      endpointId: aim.endpoint ?? undefined,
      since: aim.since === null ? undefined : new Date(aim.since),
      until,
      scope: aim.scope,
      perSecond,
      count: counted.count,
      now,
    });
    return { job, ...counted };
  }

  async #requireEndpoint(tenant: string, id: string): Promise<void> {
    if (!(await this.endpoints.find(tenant, id))) throw notFound('endpoint');
  }
}

const span = (
  endpoint: string | undefined,
  since: string | undefined,
  until: string | undefined,
): Pick<JobAim, 'endpoint' | 'since' | 'until'> => ({
  endpoint: endpoint ?? null,
  since: since ?? null,
  until: until ?? null,
});
