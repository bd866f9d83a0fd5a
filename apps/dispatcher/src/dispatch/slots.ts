/** What an attempt's slot counts as: its endpoint hasn't shown yet that it answers, or else a first attempt, or any other. */
export type Share = 'unproven' | 'first' | 'later';

export const SHARES: readonly Share[] = ['unproven', 'first', 'later'];

/** Attempts under way at a time. */
export interface SlotLimits {
  readonly total: number;
  readonly perTenant: number;
}

/** A quarter: hundreds of endpoints that hang leave the others three quarters, however long their time-outs are. */
const UNPROVEN_PART = 4;
/** A half: a backlog of retries that all hang leaves first attempts the other. */
const LATER_PART = 2;

/** Counts who has how many of the process's attempts under way, and says who may have one more. */
export class Slots {
  readonly #limits: Readonly<Record<Share, number>>;
  readonly #used: Record<Share, number> = { unproven: 0, first: 0, later: 0 };
  #total = 0;

  constructor(private readonly limits: SlotLimits) {
    this.#limits = {
      unproven: Math.max(1, Math.floor(limits.total / UNPROVEN_PART)),
      first: limits.total,
      later: Math.max(1, Math.floor(limits.total / LATER_PART)),
    };
  }

  get used(): number {
    return this.#total;
  }

  usedBy(share: Share): number {
    return this.#used[share];
  }

  get full(): boolean {
    return this.#total >= this.limits.total;
  }

  hasRoom(share: Share): boolean {
    return this.#total < this.limits.total && this.#used[share] < this.#limits[share];
  }

  hasRoomFor(tenant: { readonly inFlight: number }): boolean {
    return tenant.inFlight < this.limits.perTenant;
  }

  take(share: Share, tenant: { inFlight: number }): void {
    this.#used[share] += 1;
    this.#total += 1;
    tenant.inFlight += 1;
  }

  giveBack(share: Share, tenant: { inFlight: number }): void {
    this.#used[share] -= 1;
    this.#total -= 1;
    tenant.inFlight -= 1;
  }
}
