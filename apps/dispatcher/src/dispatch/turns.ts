import { Fifo } from './fifo.js';
import type { Share } from './slots.js';

/** One line for each share of the slots. */
interface Line<Q> {
  readonly waiting: Fifo<Q>;
  /** The tenant has a place in the line of tenants. */
  standing: boolean;
}

/** A tenant, with those of its endpoints' queues that could send. */
export class TenantTurns<Q> {
  inFlight = 0;
  /** How many queues of it are known; with the last it's forgotten. */
  queues = 0;
  readonly lines: Readonly<Record<Share, Line<Q>>> = { unproven: line(), first: line(), later: line() };

  constructor(readonly id: string) {}
}

const line = <Q>(): Line<Q> => ({ waiting: new Fifo<Q>(), standing: false });

/**
 * Whose turn it is in one share: tenants one after another, and of each tenant one endpoint after another. Nothing is
 * looked at twice in vain: a tenant without room leaves the line, and comes back with `resume` when it has some again.
 */
export class Turns<Q extends { readonly tenant: TenantTurns<Q> }> {
  readonly #tenants = new Fifo<TenantTurns<Q>>();

  constructor(
    private readonly share: Share,
    private readonly hasRoom: (tenant: TenantTurns<Q>) => boolean,
  ) {}

  /** The queue gets a turn. It's for the caller to see that it stands in line only once. */
  enter(queue: Q): void {
    queue.tenant.lines[this.share].waiting.push(queue);
    this.resume(queue.tenant);
  }

  /** Takes the queue whose turn it is. */
  next(): Q | undefined {
    for (let tenant = this.#tenants.shift(); tenant; tenant = this.#tenants.shift()) {
      tenant.lines[this.share].standing = false;
      if (!this.hasRoom(tenant)) continue;
      const queue = tenant.lines[this.share].waiting.shift();
      this.resume(tenant);
      if (queue) return queue;
    }
    return undefined;
  }

  /** The tenant has room again. */
  resume(tenant: TenantTurns<Q>): void {
    const own = tenant.lines[this.share];
    if (own.standing || own.waiting.length === 0) return;
    own.standing = true;
    this.#tenants.push(tenant);
  }
}
