import type { Cursor } from '../cursor.js';
import { searchOf, type DeliveryFilter } from '../log/delivery-search.js';
import type { Statements } from '../sql.js';
import type { JobStep, OpenJob } from './job-steps.js';
import { bringAllForward, startRuns, type FoundDelivery } from './new-runs.js';

/** Deliveries that one step looks at, however few of them it's about. */
const SCAN = 5000;

type Aimed = Pick<OpenJob, 'kind' | 'endpoint' | 'since' | 'until' | 'scope'>;

/** What a job that goes by a search looks for. */
export const filterOf = ({ kind, endpoint, since, until, scope }: Aimed): DeliveryFilter => ({
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
  const { found, end } = await findPart(statements, job.tenant, filterOf(job), job.cursor, limit);
  return { changed: await begin(found), finished: end === undefined, cursor: end ?? null };
}

/** The next of what a search finds, oldest first, and where to go on; undefined when there is no more. */
async function findPart(
  statements: Statements,
  tenant: string,
  filter: DeliveryFilter,
  after: Cursor | null,
  limit: number,
): Promise<{ found: readonly FoundDelivery[]; end: Cursor | undefined }> {
  const search = searchOf(tenant, filter, { order: 'asc', after, limit, scan: SCAN });
  const { text, values } = search.found('id, accepted_at, endpoint_id, status');
  const rows = await statements.query<FoundRow>(text, values);
  const found = rows.map((row) => ({
    id: row.id,
    acceptedAt: row.accepted_at.toISOString(),
    endpoint: row.endpoint_id,
    status: row.status,
  }));
  const last = found.at(-1);
  if (last && found.length === limit) return { found, end: { at: last.acceptedAt, id: last.id } };
  return { found, end: search.end && (await endOf(statements, search.end.text, search.end.values)) };
}

interface FoundRow extends Record<string, unknown> {
  readonly id: string;
  readonly accepted_at: Date;
  readonly endpoint_id: string;
  readonly status: FoundDelivery['status'];
}

async function endOf(statements: Statements, text: string, values: readonly unknown[]): Promise<Cursor | undefined> {
  const [row] = await statements.query<{ accepted_at: Date; id: string }>(text, values);
  return row && { at: row.accepted_at.toISOString(), id: row.id };
}

/** How many deliveries a search finds in the part of the log behind `after`, up to `limit`, and where the part ends. */
export async function countPart(
  statements: Statements,
  tenant: string,
  filter: DeliveryFilter,
  after: Cursor | null,
  limit: number,
): Promise<{ count: number; end: Cursor | undefined }> {
  const search = searchOf(tenant, filter, { order: 'asc', after, limit, scan: SCAN });
  const { text, values } = search.found('1');
  const [row] = await statements.query<{ count: number }>(`select count(*)::int from (${text}) found`, values);
  return { count: row?.count ?? 0, end: search.end && (await endOf(statements, search.end.text, search.end.values)) };
}
