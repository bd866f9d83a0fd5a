import { z } from 'zod';
import { EndpointId, JobId } from '../ids.js';
import { TenantId, Timestamp } from '../text.js';
import { ListQuery, pageOf } from './lists.js';

/** Work over many deliveries: `redrive` is asked for; the others follow from a change of an endpoint. */
export const JobKind = z.enum(['redrive', 'hold', 'release', 'cancel']);

export type JobKind = z.infer<typeof JobKind>;

export const JobStatus = z.enum(['waiting', 'running', 'done', 'cancelled']);

export type JobStatus = z.infer<typeof JobStatus>;

/** The query of `GET /v1/jobs`. */
export const JobQuery = ListQuery.extend({ tenant: TenantId.optional() });

export type JobQuery = z.infer<typeof JobQuery>;

export const Job = z
  .object({
    id: JobId,
    kind: JobKind,
    tenant: TenantId,
    endpoint: EndpointId.optional(),
    since: Timestamp.optional(),
    until: Timestamp.optional(),
    status: JobStatus,
    count: z.int().describe('How many deliveries it was about when it was made.'),
    done: z.int().describe('How many it has dealt with.'),
    createdAt: Timestamp,
    finishedAt: Timestamp.optional(),
  })
  .meta({ id: 'Job' });

export type Job = z.infer<typeof Job>;

export const JobPage = pageOf(Job);

/** The answer of a route that starts a job. */
export const JobStarted = z.object({ job: JobId, count: z.int() }).meta({ id: 'JobStarted' });

export type JobStarted = z.infer<typeof JobStarted>;
