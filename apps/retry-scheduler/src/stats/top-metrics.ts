import type { Metrics } from '@postrider/observability';
import {
  busiestTenants,
  endpointsInTrouble,
  longestFailing,
  nearestToQuota,
  type RecentCounts,
  type Sql,
} from '@postrider/persistence';
import type { Clock } from '@postrider/time';

/** What is called recent: as long as rates are looked at, and some minutes of statistics, which are cheap to add up. */
const RECENT_MS = 300_000;
/** Somebody else who scrapes, or scrapes more often, is shown the same. */
const LOOK_MS = 10_000;

const NOTHING: Look = { endpoints: [], failing: [], tenants: [], quotas: [] };

interface Look {
  readonly endpoints: Awaited<ReturnType<typeof endpointsInTrouble>>;
  readonly failing: Awaited<ReturnType<typeof longestFailing>>;
  readonly tenants: Awaited<ReturnType<typeof busiestTenants>>;
  readonly quotas: Awaited<ReturnType<typeof nearestToQuota>>;
}

/**
 * Names the few tenants and endpoints that somebody who is woken asks for first: `top` of each at most, whoever they are
 * at the moment, so that the number of series has a bound although tenants and endpoints have none. Nothing while the
 * database is away.
 */
export class TopMetrics {
  #nextMs = -Infinity;
  #look: Promise<Look> = Promise.resolve(NOTHING);

  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly top: number,
    metrics: Metrics,
  ) {
    if (top === 0) return;
    metrics.gauge(
      {
        name: 'top_endpoint_attempts',
        help: 'What became of deliveries in the last five minutes, of the endpoints with the most that failed, was parked or given up on.',
        labels: ['tenant', 'endpoint', 'outcome'],
      },
      async (gauge) => {
        const { endpoints } = await this.#looked();
        gauge.reset();
        for (const { endpoint, tenant, ...counts } of endpoints)
          for (const [outcome, count] of outcomesOf(counts)) gauge.set({ tenant, endpoint, outcome }, count);
      },
    );
    metrics.gauge(
      {
        name: 'top_endpoint_failing_seconds',
        help: 'For how long an endpoint has only failed, of those that have for the longest.',
        labels: ['tenant', 'endpoint'],
      },
      async (gauge) => {
        const { failing } = await this.#looked();
        gauge.reset();
        for (const { tenant, endpoint, seconds } of failing) gauge.set({ tenant, endpoint }, seconds);
      },
    );
    metrics.gauge(
      {
        name: 'top_tenant_attempts',
        help: 'What became of deliveries in the last five minutes, of the tenants with the most attempts.',
        labels: ['tenant', 'outcome'],
      },
      async (gauge) => {
        const { tenants } = await this.#looked();
        gauge.reset();
        for (const { tenant, ...counts } of tenants)
          for (const [outcome, count] of outcomesOf(counts)) gauge.set({ tenant, outcome }, count);
      },
    );
    metrics.gauge(
      {
        name: 'top_tenant_quota_ratio',
        help: 'The part of its events of a day that a tenant has used today (UTC), of those that are nearest to their quota.',
        labels: ['tenant'],
      },
      async (gauge) => {
        const { quotas } = await this.#looked();
        gauge.reset();
        for (const { tenant, part } of quotas) gauge.set({ tenant }, part);
      },
    );
  }

  #looked(): Promise<Look> {
    const nowMs = this.clock.monotonic();
    if (nowMs >= this.#nextMs) {
      this.#nextMs = nowMs + LOOK_MS;
      this.#look = this.#find().catch(() => NOTHING);
    }
    return this.#look;
  }

  async #find(): Promise<Look> {
    const { sql, top } = this;
    const since = new Date(this.clock.now() - RECENT_MS);
    const [endpoints, failing, tenants, quotas] = await Promise.all([
      endpointsInTrouble(sql, since, top),
      longestFailing(sql, top),
      busiestTenants(sql, since, top),
      nearestToQuota(sql, this.clock.timestamp().slice(0, 10), top),
    ]);
    return { endpoints, failing, tenants, quotas };
  }
}

const outcomesOf = (counts: Omit<RecentCounts, 'tenant'>): readonly (readonly [outcome: string, count: number])[] => [
  ['delivered', counts.delivered],
  ['failed', counts.failed],
  ['dead', counts.dead],
  ['parked', counts.parked],
];
