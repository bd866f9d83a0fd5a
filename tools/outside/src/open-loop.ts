import type { Published } from '@postrider/schemas';
import type { Publication, Tenant } from './tenant.js';

/** An event whose acceptance was acknowledged. */
export interface Acknowledged {
  readonly id: string;
  /** Which of the loop's events it is, from 0. */
  readonly number: number;
  /** `performance.now()` when the answer was there. */
  readonly atMs: number;
  /** From the request to its answer. */
  readonly tookMs: number;
}

/** A publish request that wasn't accepted. */
export interface NotAccepted {
  readonly atMs: number;
  readonly tookMs: number;
  readonly error: unknown;
}

/** How many requests may be open at a time: beyond it the publisher, too, has to wait. */
const MAX_OPEN = 2000;
const TICK_MS = 10;

/** Every other event has an id of the caller's. */
const halfWithIds = (number: number): Publication => ({
  data: { number },
  ...(number % 2 === 0 && { id: `load-${number}` }),
});

/**
 * Publishes at a steady rate whatever becomes of it, as callers do who don't know of each other, and keeps a journal of
 * what was acknowledged: that is what Postrider owes.
 */
export class OpenLoop {
  readonly acknowledged: Acknowledged[] = [];
  readonly notAccepted: NotAccepted[] = [];
  readonly #open = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #number = 0;

  constructor(
    private readonly tenant: Tenant,
    perSecond: number,
    private readonly eventOf: (number: number) => Publication = halfWithIds,
  ) {
    const startMs = performance.now();
    this.#timer = setInterval(() => {
      const owed = Math.floor(((performance.now() - startMs) * perSecond) / 1000);
      while (this.#number < owed && this.#open.size < MAX_OPEN) this.#publish(this.#number++);
      this.#number = Math.max(this.#number, owed);
    }, TICK_MS);
  }

  /** Publishes no more, and waits for the answers that are still to come. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
  }

  get ids(): string[] {
    return this.acknowledged.map(({ id }) => id);
  }

  #publish(number: number): void {
    const startMs = performance.now();
    const request = this.tenant.publish(this.eventOf(number)).then(
      ({ id }: Published) => {
        this.acknowledged.push({ id, number, atMs: performance.now(), tookMs: performance.now() - startMs });
      },
      (error: unknown) => {
        this.notAccepted.push({ atMs: performance.now(), tookMs: performance.now() - startMs, error });
      },
    );
    const open: Promise<void> = request.finally(() => this.#open.delete(open));
    this.#open.add(open);
  }
}
