import type { DeliveryStatus } from '@postrider/schemas';
import { isTaken, type Arrival } from './arrival.js';

/** What the log says of a delivery. */
export interface Logged {
  readonly event: string;
  readonly tenant: string;
  readonly status: DeliveryStatus;
  readonly reason: string | undefined;
  readonly attempts: number;
  readonly lastFailure: string | undefined;
}

/** Everything that was acknowledged, by what became of it. */
export interface Account {
  readonly acknowledged: number;
  /** Sums up to `acknowledged`, unless something is lost. */
  readonly byStatus: Readonly<Record<DeliveryStatus, number>>;
  /** Acknowledged, and the log has no delivery; or it says delivered, and no receiver took it. */
  readonly lost: readonly string[];
  /** How often an endpoint that had taken an event was sent it again. */
  readonly repeats: number;
  /** Why what is neither delivered nor dead nor held is where it is: each reason once, with how many have it. */
  readonly open: readonly { readonly why: string; readonly count: number }[];
}

const OPEN: ReadonlySet<DeliveryStatus> = new Set(['pending', 'retrying', 'cancelled']);

/** Holds what the log says against what was acknowledged and what arrived. Each event has one delivery. */
export function accountOf(
  owed: readonly { readonly id: string }[],
  arrivals: readonly Pick<Arrival, 'id' | 'status'>[],
  logged: readonly Logged[],
): Account {
  const taken = new Map<string, number>();
  for (const { id, status } of arrivals) if (isTaken({ status })) taken.set(id, (taken.get(id) ?? 0) + 1);
  const deliveries = new Map(logged.map((delivery) => [delivery.event, delivery]));
  const byStatus = { pending: 0, delivered: 0, retrying: 0, held: 0, dead: 0, cancelled: 0 };
  const open = new Map<string, number>();
  const lost: string[] = [];
  for (const { id } of owed) {
    const delivery = deliveries.get(id);
    if (!delivery || (delivery.status === 'delivered' && !taken.has(id))) {
      lost.push(id);
      continue;
    }
    byStatus[delivery.status] += 1;
    if (OPEN.has(delivery.status)) open.set(whyOpen(delivery), (open.get(whyOpen(delivery)) ?? 0) + 1);
  }
  const repeats = [...taken.values()].reduce((sum, times) => sum + times - 1, 0);
  return {
    acknowledged: owed.length,
    byStatus,
    lost,
    repeats,
    open: Array.from(open, ([why, count]) => ({ why, count })),
  };
}

/** `retrying after 1 attempt: timeout` */
function whyOpen({ status, reason, attempts, lastFailure }: Logged): string {
  const tried = attempts === 0 ? 'untried' : `after ${attempts} attempt${attempts === 1 ? '' : 's'}`;
  const why = reason ?? lastFailure;
  return `${status} ${tried}${why === undefined ? '' : `: ${why}`}`;
}
