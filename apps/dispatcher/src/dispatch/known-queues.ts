import type { Metrics } from '@postrider/observability';
import { Breaker, type BreakerState } from './breaker.js';
import type { DeliveryJob } from './delivery-job.js';
import { EndpointQueue, type WaitingLimits } from './endpoint-queue.js';
import type { LivedTime } from './lived-time.js';
import { TenantTurns } from './turns.js';

/** Endpoints that are remembered with nothing to send: 25 MiB of them at most. */
const RESTING_KEPT = 50_000;

/** The queues of the endpoints that this process has had something for of late, and their tenants. */
export class KnownQueues {
  /** Those that have something waiting or under way. */
  readonly #active = new Map<string, EndpointQueue>();
  /** Those that have not, the longest unused first. */
  readonly #resting = new Map<string, EndpointQueue>();
  readonly #tenants = new Map<string, TenantTurns<EndpointQueue>>();
  readonly #breakers: Record<BreakerState, number> = { closed: 0, open: 0, 'half-open': 0, ramp: 0 };
  readonly #transitions;

  constructor(
    private readonly limits: WaitingLimits,
    private readonly lived: Pick<LivedTime, 'nowMs'>,
    private readonly chance: () => number,
    metrics: Metrics,
    private readonly restingKept = RESTING_KEPT,
  ) {
    this.#transitions = metrics.counter({
      name: 'breaker_transitions_total',
      help: 'Changes of endpoints’ breakers, by the state that they came to.',
      labels: ['to'],
    });
    metrics.gauge({ name: 'endpoint_queues', help: 'Endpoints that have something waiting or under way.' }, (gauge) =>
      gauge.set(this.#active.size),
    );
    metrics.gauge(
      {
        name: 'endpoint_breakers',
        help: 'Endpoints that are remembered, by state of their breaker.',
        labels: ['state'],
      },
      (gauge) => {
        for (const [state, count] of Object.entries(this.#breakers)) gauge.set({ state }, count);
      },
    );
  }

  /** How many are remembered. */
  get size(): number {
    return this.#active.size + this.#resting.size;
  }

  get active(): Iterable<EndpointQueue> {
    return this.#active.values();
  }

  get resting(): Iterable<EndpointQueue> {
    return this.#resting.values();
  }

  /** The queue that the job belongs in; it's active until it's put to rest. */
  of({ ref }: DeliveryJob): EndpointQueue {
    const active = this.#active.get(ref.endpoint);
    if (active) return active;
    const queue = this.#resting.get(ref.endpoint) ?? this.#made(ref.endpoint, ref.tenant);
    this.#resting.delete(ref.endpoint);
    this.#active.set(ref.endpoint, queue);
    return queue;
  }

  /** Puts a queue aside if it has nothing to send, and forgets one that has had nothing for the longest. */
  rest(queue: EndpointQueue): void {
    if (!queue.idle || !this.#active.delete(queue.id)) return;
    this.#resting.set(queue.id, queue);
    // Twice, or there would be one more for good each time that one is to stay.
    for (let looked = 0; looked < 2 && this.#resting.size > this.restingKept; looked++) this.#forgetOldest();
  }

  #made(id: string, tenantId: string): EndpointQueue {
    let tenant = this.#tenants.get(tenantId);
    if (!tenant) this.#tenants.set(tenantId, (tenant = new TenantTurns(tenantId)));
    tenant.queues += 1;
    this.#breakers.closed += 1;
    const breaker = new Breaker(this.chance, this.#moved);
    return new EndpointQueue(id, tenant, breaker, this.limits, this.lived, this.chance);
  }

  readonly #moved = (from: BreakerState, to: BreakerState): void => {
    this.#breakers[from] -= 1;
    this.#breakers[to] += 1;
    this.#transitions.inc({ to });
  };

  #forgetOldest(): void {
    const [oldest] = this.#resting.values();
    if (!oldest) return;
    this.#resting.delete(oldest.id);
    // Looked at again when all others have been: it would be called at once, had we forgotten that it wants to be left alone.
    if (!oldest.isForgettable) return void this.#resting.set(oldest.id, oldest);
    this.#breakers.closed -= 1;
    oldest.tenant.queues -= 1;
    if (oldest.tenant.queues === 0) this.#tenants.delete(oldest.tenant.id);
  }
}
