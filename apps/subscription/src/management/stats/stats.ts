import {
  addLatencies,
  emptyHistogram,
  percentileMs,
  spanStart,
  STATS_SPANS_MS,
  type EndpointRepository,
  type LatencyHistogram,
  type StatsCount,
  type StatsRepository,
  type TenantRepository,
} from '@postrider/persistence';
import type { Stats, StatsCounts, StatsQuery, StatsSpan } from '@postrider/schemas';
import { notFound, ProblemError } from '@postrider/service';
import type { Clock } from '@postrider/time';

/** How far back an answer goes that says nothing of it, and the furthest that one may: what a chart can show. */
const POINTS: Readonly<Record<StatsSpan, { readonly usual: number; readonly most: number }>> = {
  minute: { usual: 60, most: 1440 },
  hour: { usual: 24, most: 24 * 32 },
  day: { usual: 30, most: 400 },
};

/** What happened to a tenant's deliveries, in numbers. */
export class StatsView {
  constructor(
    private readonly stats: StatsRepository,
    private readonly tenants: TenantRepository,
    private readonly endpoints: EndpointRepository,
    private readonly clock: Clock,
  ) {}

  async ofTenant(tenant: string, query: StatsQuery): Promise<Stats> {
    if (!(await this.tenants.find(tenant))) throw notFound('tenant');
    return this.#answer(query, { tenant });
  }

  async ofEndpoint(tenant: string, endpoint: string, query: StatsQuery): Promise<Stats> {
    if (!(await this.endpoints.find(tenant, endpoint))) throw notFound('endpoint');
    return this.#answer(query, { tenant, endpoint });
  }

  async #answer(query: StatsQuery, of: { tenant: string; endpoint?: string }): Promise<Stats> {
    const { by, eventType } = query;
    const { since, until } = spanOf(query, this.clock.now());
    const counts = await this.stats.counts({ ...of, eventType, by, since: new Date(since), until: new Date(until) });
    return {
      by,
      since,
      until,
      total: shown(totalOf(counts)),
      data: counts.map((count) => ({ at: count.at, ...shown(count) })),
    };
  }
}

/** From the beginning of the first point in time on; throws where there would be more points than are shown. */
export function spanOf({ by, since, until }: StatsQuery, nowMs: number): { since: string; until: string } {
  const { usual, most } = POINTS[by];
  const spanMs = STATS_SPANS_MS[by];
  const end = until ?? new Date(nowMs).toISOString();
  const first = spanStart(since ?? new Date(Date.parse(end) - usual * spanMs).toISOString(), by);
  const points = (Date.parse(end) - Date.parse(first)) / spanMs;
  if (points > most) {
    const message = `is more than ${most} times a ${by} before until: ask for less at a time, or by a longer span`;
    throw new ProblemError('invalid_request', undefined, [{ path: 'query/since', message }]);
  }
  return { since: first, until: end };
}

type Sums = Pick<StatsCount, 'delivered' | 'failed' | 'dead' | 'parked'> & { readonly latency: LatencyHistogram };

function totalOf(counts: readonly StatsCount[]): Sums {
  const latency = emptyHistogram();
  for (const count of counts) addLatencies(latency, count.latency);
  const sum = (name: 'delivered' | 'failed' | 'dead' | 'parked') =>
    counts.reduce((total, count) => total + count[name], 0);
  return { delivered: sum('delivered'), failed: sum('failed'), dead: sum('dead'), parked: sum('parked'), latency };
}

function shown({ delivered, failed, dead, parked, latency }: Sums): StatsCounts {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => percentileMs(latency, part));
  const percentiles = p50 === undefined || p95 === undefined || p99 === undefined ? undefined : { p50, p95, p99 };
  return {
    attempts: delivered + failed,
    delivered,
    failed,
    dead,
    parked,
    ...(percentiles && { latencyMs: percentiles }),
  };
}
