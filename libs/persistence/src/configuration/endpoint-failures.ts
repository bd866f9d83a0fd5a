import type { FailingPart } from '@postrider/schemas';
import type { Statements } from '../sql.js';

/** Since when an endpoint has only failed, and what that led to. */
export interface EndpointFailure {
  readonly endpoint: string;
  readonly failingSinceMs: number;
  /** What was warned of last; null before the first warning. */
  readonly warned: FailingPart | null;
  /** From when on a failure disables it: said with the first warning. */
  readonly disablesAtMs: number | null;
}

/** Those of these endpoints that have only failed of late. */
export async function endpointFailures(
  statements: Statements,
  endpoints: readonly string[],
): Promise<readonly EndpointFailure[]> {
  const rows = await statements.query<{
    endpoint_id: string;
    failing_since: Date;
    warned: FailingPart | null;
    disables_at: Date | null;
  }>(
    {
      name: 'endpoint-failures',
      text: 'select endpoint_id, failing_since, warned, disables_at from endpoint_failures where endpoint_id = any($1)',
    },
    [endpoints],
  );
  return rows.map((row) => ({
    endpoint: row.endpoint_id,
    failingSinceMs: row.failing_since.getTime(),
    warned: row.warned,
    disablesAtMs: row.disables_at?.getTime() ?? null,
  }));
}

/** Keeps failures, in place of what was known of the same endpoints. */
export async function keepFailures(statements: Statements, failures: readonly EndpointFailure[]): Promise<void> {
  if (failures.length === 0) return;
  await statements.query(
    `insert into endpoint_failures (endpoint_id, failing_since, warned, disables_at)
     select * from unnest($1::text[], $2::timestamptz[], $3::float8[], $4::timestamptz[])
     on conflict (endpoint_id) do update set failing_since = excluded.failing_since, warned = excluded.warned, disables_at = excluded.disables_at`,
    [
      failures.map(({ endpoint }) => endpoint),
      failures.map(({ failingSinceMs }) => new Date(failingSinceMs)),
      failures.map(({ warned }) => warned),
      failures.map(({ disablesAtMs }) => (disablesAtMs === null ? null : new Date(disablesAtMs))),
    ],
  );
}

/** Forgets the failures of endpoints that succeeded or were disabled. */
export async function forgetFailures(statements: Statements, endpoints: readonly string[]): Promise<void> {
  if (endpoints.length === 0) return;
  await statements.query('delete from endpoint_failures where endpoint_id = any($1)', [endpoints]);
}

/** Takes the time from `from` to `to` out of an endpoint's failing: it was paused, and could do nothing better. */
export async function leaveOutOfFailing(statements: Statements, endpoint: string, from: Date, to: Date): Promise<void> {
  await statements.query(
    `update endpoint_failures set failing_since = failing_since + ($3::timestamptz - $2::timestamptz),
       disables_at = disables_at + ($3::timestamptz - $2::timestamptz) where endpoint_id = $1`,
    [endpoint, from, to],
  );
}
