import { dropRetries } from '../log/log-store.js';
import type { Statements } from '../sql.js';
import { lookAtEndpoints } from './endpoint-flows.js';
import type { JobStep, OpenJob } from './job-steps.js';
import { lanesOf, settleLanes } from './lanes.js';

/**
 * Cancels all that is open of one event, on request. One whose report is still to come is cancelled as well: what is parked then stays
 * cancelled, and an attempt that was under way may still succeed.
 */
export async function cancelEventStep(statements: Statements, job: OpenJob, limit: number): Promise<JobStep> {
  const rows = await statements.query<{ id: string }>(
    `update deliveries d set status = 'cancelled', reason = 'requested', next_attempt_at = null
     from (
       select id, accepted_at from deliveries
       where tenant = $1 and event_id = $2 and accepted_at = $3 and status in ('pending', 'retrying', 'held') order by id limit $4 for update
     ) open where d.id = open.id and d.accepted_at = open.accepted_at returning d.id`,
    [job.tenant, job.scope.event, job.since, limit],
  );
  const dropped = await dropRetries(
    statements,
    rows.map(({ id }) => id),
  );
  const promoted = await settleLanes(statements, lanesOf(dropped));
  await lookAtEndpoints(statements, new Set([...dropped.map(({ endpoint }) => endpoint), ...promoted]));
  return { changed: rows.length, finished: rows.length < limit, cursor: null };
}
