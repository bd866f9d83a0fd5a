import type { Cursor } from '../cursor.js';
import { searchOf, type DeliveryFilter } from '../log/delivery-search.js';
import { countPart, findPart } from '../log/log-search.js';
import type { Statements } from '../sql.js';
import type { JobStep, OpenJob } from './job-steps.js';
import { bringAllForward, startRuns, type FoundDelivery } from './new-runs.js';

/** Deliveries that one step looks at, however few of them it's about. */
const SCAN = 5000;

type Aimed = Pick<OpenJob, 'kind' | 'endpoint' | 'since' | 'until' | 'scope'>;

/** What a job that goes by a search looks for. */
const filterOf = ({ kind, endpoint, since, until, scope }: Aimed): DeliveryFilter => ({
  ...scope,
  status: kind === 'retry' ? scope.status : 'dead',
  endpoint: endpoint ?? undefined,
  since: since ?? undefined,
  until: until ?? undefined,
});

/** Dead letters, oldest first, become the start of a new run: due now. */
export function redriveStep(statements: Statements, job: OpenJob, limit: number): Promise<JobStep> {
  return stepOf(statements, job, limit, (found) =>
    startRuns(statements, found, job.kind === 'replay' ? 'replay' : 'redrive'),
  );
}

/** Those that a search finds are attempted now: dead letters in a new run, the others beside their schedule. */
export function retryStep(statements: Statements, job: OpenJob, limit: number): Promise<JobStep> {
  return stepOf(statements, job, limit, (found) =>
    job.scope.status === 'dead' ? startRuns(statements, found, 'redrive') : bringAllForward(statements, found),
  );
}

async function stepOf(
  statements: Statements,
  job: OpenJob,
  limit: number,
  begin: (found: readonly FoundDelivery[]) => Promise<number>,
): Promise<JobStep> {
  const search = searchOf(job.tenant, filterOf(job), { order: 'asc', after: job.cursor, limit, scan: SCAN });
  const { rows, end } = await findPart<FoundRow>(statements, search, 'id, accepted_at, endpoint_id, status', limit);
  const found = rows.map((row) => ({
    id: row.id,
    acceptedAt: row.accepted_at.toISOString(),
    endpoint: row.endpoint_id,
    status: row.status,
  }));
  return { changed: await begin(found), finished: end === undefined, cursor: end ?? null };
}

interface FoundRow extends Record<string, unknown> {
  readonly id: string;
  readonly accepted_at: Date;
  readonly endpoint_id: string;
  readonly status: FoundDelivery['status'];
}

/** How many deliveries such a job would find in the part of the log behind `after`, up to `limit`, and where the part ends. */
export function countFound(
  statements: Statements,
  aim: Aimed & Pick<OpenJob, 'tenant'>,
  after: Cursor | null,
  limit: number,
): Promise<{ readonly count: number; readonly end: Cursor | undefined }> {
  const search = searchOf(aim.tenant, filterOf(aim), { order: 'asc', after, limit, scan: SCAN });
  return countPart(statements, search, limit);
}
