import type { Statements } from '../sql.js';
import { ALL } from './stats-counts.js';

/** What became of deliveries, counted since some moment. */
export interface RecentCounts {
  readonly tenant: string;
  readonly delivered: number;
  readonly failed: number;
  readonly dead: number;
  readonly parked: number;
}

/** The tenants with the most attempts since then, the busiest first, `limit` of them at most. */
export async function busiestTenants(
  statements: Statements,
  since: Date,
  limit: number,
): Promise<readonly RecentCounts[]> {
  return statements.query<RecentCounts & Record<string, unknown>>(
    `select tenant, ${SUMS} from stats_minutes where at >= $1 and endpoint_id = '${ALL}' and event_type = '${ALL}'
     group by tenant order by sum(delivered + failed) desc, tenant limit $2`,
    [since, limit],
  );
}

/** The endpoints with the most that failed, was parked or given up on since then; none without any of it. */
export async function endpointsInTrouble(
  statements: Statements,
  since: Date,
  limit: number,
): Promise<readonly (RecentCounts & { readonly endpoint: string })[]> {
  return statements.query<RecentCounts & { readonly endpoint: string } & Record<string, unknown>>(
    `select tenant, endpoint_id as endpoint, ${SUMS} from stats_minutes
     where at >= $1 and endpoint_id <> '${ALL}' and event_type = '${ALL}'
     group by tenant, endpoint_id having sum(failed + dead + parked) > 0
     order by sum(failed + dead + parked) desc, endpoint_id limit $2`,
    [since, limit],
  );
}

/** The endpoints that have only failed for the longest, and for how many seconds. */
export async function longestFailing(
  statements: Statements,
  limit: number,
): Promise<readonly { readonly tenant: string; readonly endpoint: string; readonly seconds: number }[]> {
  return statements.query<{ tenant: string; endpoint: string; seconds: number }>(
    `select tenant, endpoint_id as endpoint, greatest(0, extract(epoch from now() - failing_since))::float8 as seconds
     from endpoint_failures join endpoints on endpoints.id = endpoint_id order by failing_since limit $1`,
    [limit],
  );
}

/** The tenants that have used the largest parts of their events of a day, and how much: 1 is all of it. */
export async function nearestToQuota(
  statements: Statements,
  day: string,
  limit: number,
): Promise<readonly { readonly tenant: string; readonly part: number }[]> {
  return statements.query<{ tenant: string; part: number }>(
    `select tenant, (sum(count) / greatest(1, quota_events_per_day))::float8 as part
     from event_counts join tenants on tenants.id = tenant
     where day = $1::date and quota_events_per_day is not null
     group by tenant, quota_events_per_day order by part desc, tenant limit $2`,
    [day, limit],
  );
}

const SUMS =
  'sum(delivered)::int as delivered, sum(failed)::int as failed, sum(dead)::int as dead, sum(parked)::int as parked';
