import type { Cancel, Clock } from '@postrider/time';

const TICK_MS = 50;
/** A turn of the event loop that took longer than this was ours, and not the endpoints': the rest of it doesn't count. */
const MOST_MS = 100;

/**
 * Time as this process lived it. While it stood still (a collection, a machine that is busy with others) the answers of
 * endpoints lay unread, and by the wall's time each of them would seem slow for as long: it's what waits are expected by.
 */
export class LivedTime {
  #livedMs = 0;
  #lastMs: number;
  #cancel: Cancel | undefined;

  constructor(private readonly clock: Clock) {
    this.#lastMs = clock.monotonic();
  }

  /** Milliseconds, from some fixed point on; stands still, too, while nothing is watched. */
  get nowMs(): number {
    return this.#livedMs + (this.#cancel ? Math.min(this.clock.monotonic() - this.#lastMs, MOST_MS) : 0);
  }

  /** Counts for as long as `busy` says so, and is asked for it now and then. */
  watch(busy: () => boolean): void {
    if (this.#cancel) return;
    this.#lastMs = this.clock.monotonic();
    this.#tickLater(busy);
  }

  #tickLater(busy: () => boolean): void {
    this.#cancel = this.clock.after(TICK_MS, () => {
      this.#livedMs = this.nowMs;
      this.#lastMs = this.clock.monotonic();
      this.#cancel = undefined;
      if (busy()) this.#tickLater(busy);
    });
  }
}
