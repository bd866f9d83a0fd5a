import { QUOTA_NEAR_EVENT_TYPE, QUOTA_PARTS, type QuotaNear } from '@postrider/schemas';
import type { Statements } from '../sql.js';
import { tell } from './operational-events.js';

/** After midnight the day that ended is looked at for so long: its last counts are told then, and whoever looks may have been away. */
const AFTER_MIDNIGHT_MS = 3_600_000;

/**
 * Has it told which tenants came to a part of their events of a day, or of their endpoints: once for each part, day and
 * limit; of endpoints again when there were fewer meanwhile, on another day. Of events it's what all processes of
 * ingestion have said that they accepted. In a transaction, by one process at a time.
 */
export async function tellOfQuotas(statements: Statements, nowMs: number): Promise<void> {
  const today = dayOf(nowMs);
  await forgetOver(statements, today);
  const rows = await statements.query<Omit<QuotaNear, 'used' | 'day'> & { used: string; day: string }>(
    `with used as (
       select t.id as tenant, 'eventsPerDay' as quota, c.day, t.quota_events_per_day as "limit", sum(c.count) as used
       from tenants t join event_counts c on c.tenant = t.id and c.day between $2::date and $1::date
       where t.quota_events_per_day > 0 group by t.id, c.day
       union all
       select t.id, 'endpoints', $1::date, t.quota_endpoints, count(*)
       from tenants t join endpoints e on e.tenant = t.id where t.quota_endpoints > 0 group by t.id
     ), reached as (
       select used.*, part from used, unnest($3::double precision[]) as part where used >= part::numeric * "limit"
     ), told as (
       insert into quotas_told (tenant, quota, day, "limit", part)
       select tenant, quota, day, "limit", part from reached r
       where quota <> 'endpoints' or not exists (
         select from quotas_told k where (k.tenant, k.quota, k."limit", k.part) = (r.tenant, r.quota, r."limit", r.part))
       on conflict do nothing returning tenant, quota, day, "limit", part
     )
     select tenant, quota, part, "limit", used, day::text
     from told join reached using (tenant, quota, day, "limit", part) order by day, tenant, quota, part`,
    [today, dayOf(nowMs - AFTER_MIDNIGHT_MS), QUOTA_PARTS],
  );
  const events = rows.map(({ used, day, ...near }) => {
    const data: QuotaNear = { ...near, used: Number(used), ...(near.quota === 'eventsPerDay' && { day }) };
    return { type: QUOTA_NEAR_EVENT_TYPE, about: near.tenant, data };
  });
  await tell(statements, events, nowMs);
}

/** What could be told again: of days that are over, of limits that are others now, and of endpoints that are fewer. */
async function forgetOver(statements: Statements, today: string): Promise<void> {
  await statements.query(
    `delete from quotas_told k using tenants t where t.id = k.tenant and k.day < $1::date and case quota
       when 'eventsPerDay' then k.day < $1::date - 1
       else k."limit" is distinct from t.quota_endpoints
         or (select count(*) from endpoints e where e.tenant = k.tenant) < k.part::numeric * k."limit" end`,
    [today],
  );
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
