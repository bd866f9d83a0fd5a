import { z } from 'zod';
import { EndpointId, JobId } from '../ids.js';
import { FailureReason } from '../records/attempt-report.js';
import { EventId, EventTypeName, GivenTimestamp, Label, OrderingKey, TenantId, Timestamp } from '../text.js';
import { ListQuery, pageOf, timeSpan } from './lists.js';
import { exampleOf, story, withExample } from '../example.js';

/** Work over many deliveries: the first four are asked for; the others follow from a change of an endpoint. */
export const JobKind = z.enum(['redrive', 'retry', 'replay', 'backfill', 'hold', 'release', 'cancel']);

export type JobKind = z.infer<typeof JobKind>;

/** What of an endpoint's events is replayed: its dead letters, what never arrived, or all. */
export const ReplayStatus = z.enum(['dead', 'missing', 'all']);

export type ReplayStatus = z.infer<typeof ReplayStatus>;

/** Which of the deliveries, or events, of its tenant, endpoint and time a job is about; what is left out doesn't matter. */
export const JobScope = z.object({
  replay: ReplayStatus.optional(),
  status: z.enum(['pending', 'retrying', 'dead']).optional(),
  event: EventId.optional(),
  eventType: EventTypeName.optional(),
  orderingKey: OrderingKey.optional(),
  label: Label.optional(),
  lastFailure: FailureReason.optional(),
  lastStatusCode: z.int().optional(),
});

export type JobScope = z.infer<typeof JobScope>;

/** What every route that starts a job takes beside what the job is about. */
export const jobPace = {
  dryRun: z.boolean().optional().describe('Only count what there is to do.'),
  perSecond: z
    .number()
    .min(0.1)
    .max(10_000)
    .optional()
    .describe('How many deliveries it may begin in a second; 1,000 unless given. The endpoint’s own limits hold too.'),
};

/** The body of `POST …/endpoints/{id}/replay`. */
export const EndpointReplay = withExample(
  z.strictObject({
    since: GivenTimestamp.describe('Events that were accepted from this time on.'),
    until: timeSpan.until,
    status: ReplayStatus.default('missing').describe(
      'dead: its dead letters; missing: the events that it wants now and that never arrived there; all: every event that it wants now.',
    ),
    ...jobPace,
  }),
  { since: story.at, status: 'all', perSecond: 50 },
);

export type EndpointReplay = z.infer<typeof EndpointReplay>;

/** The body of `POST …/endpoints/{id}/backfill`. */
export const EndpointBackfill = withExample(EndpointReplay.omit({ status: true }), { since: story.at, dryRun: true });

export type EndpointBackfill = z.infer<typeof EndpointBackfill>;

/** The body of `POST …/events/{id}/replay`. */
export const EventReplay = withExample(
  z.strictObject({
    endpoint: EndpointId.optional().describe('To this one alone; without it, to every endpoint that wants it now.'),
    ...jobPace,
  }),
  { endpoint: story.endpoint },
);

export type EventReplay = z.infer<typeof EventReplay>;

export const JobStatus = z.enum(['waiting', 'running', 'done', 'cancelled']);

export type JobStatus = z.infer<typeof JobStatus>;

/** The query of `GET /v1/jobs`. */
export const JobQuery = ListQuery.extend({ tenant: TenantId.optional() });

export type JobQuery = z.infer<typeof JobQuery>;

export const Job = withExample(
  z.object({
    id: JobId,
    kind: JobKind,
    tenant: TenantId,
    endpoint: EndpointId.optional(),
    since: Timestamp.optional(),
    until: Timestamp.optional(),
    status: JobStatus,
    scope: JobScope.optional().describe('What else of them it is about.'),
    perSecond: z.number().optional(),
    count: z.int().describe('How many deliveries it is about, as far as they were counted when it was made.'),
    done: z.int().describe('How many it has dealt with.'),
    createdAt: Timestamp,
    finishedAt: Timestamp.optional(),
  }),
  {
    id: story.job,
    kind: 'replay',
    tenant: story.tenant,
    endpoint: story.endpoint,
    since: story.at,
    status: 'running',
    scope: { replay: 'all' },
    perSecond: 50,
    count: 1,
    done: 0,
    createdAt: story.at,
  },
).meta({ id: 'Job' });

export type Job = z.infer<typeof Job>;

export const JobPage = pageOf(Job);

const counted = {
  count: z.int().describe('How many deliveries there are to make.'),
  more: z.boolean().describe('There are more: counting ends at 100,000, or after some seconds.'),
};

/** The answer of a route that starts a job. */
export const JobStarted = withExample(z.object({ job: JobId, ...counted }), {
  job: story.job,
  count: 1,
  more: false,
}).meta({ id: 'JobStarted' });

export type JobStarted = z.infer<typeof JobStarted>;

/** The answer to a `dryRun`: nothing was started. */
export const JobCounted = withExample(z.object(counted), { count: 1, more: false }).meta({ id: 'JobCounted' });

export type JobCounted = z.infer<typeof JobCounted>;

/** What a route that starts a job answers, by whether it's a `dryRun`. */
export const JobAnswer = withExample(z.union([JobStarted, JobCounted]), exampleOf(JobStarted));
