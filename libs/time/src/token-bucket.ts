/** A rate: on average `perSecond`, with up to `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A millionth of a token: what adding up fractions may be off by, so that a wait that was named is really enough. */
const ROUNDING = 1e-6;

/**
 * A token bucket over a monotonic clock in milliseconds: in any window of `w` seconds at most
 * `perSecond × w + burst` takes succeed.
 */
export class TokenBucket {
  #tokens: number;
  #atMs: number;

  constructor(
    readonly rate: Rate,
    nowMs: number,
    /** A bucket that takes over from another process starts empty, or a change of owner would double the rate. */
    startFull: boolean,
  ) {
    this.#tokens = startFull ? rate.burst : 0;
    this.#atMs = nowMs;
  }

  /** Takes `count` tokens when they are there and answers 0; else takes none and answers the wait until they will be, in milliseconds. */
  take(nowMs: number, count = 1): number {
    const waitMs = this.waitMs(nowMs, count);
    if (waitMs === 0) this.#tokens -= count;
    return waitMs;
  }

  /**
   * The wait until `count` tokens will have come, in milliseconds, and takes none; 0 when they are there. More than the
   * burst are never there together: then it's the wait of the last of `count` who take one each as they come.
   */
  waitMs(nowMs: number, count = 1): number {
    this.#refill(nowMs);
    const missing = count - this.#tokens;
    return missing <= ROUNDING ? 0 : Math.ceil(((missing - ROUNDING) / this.rate.perSecond) * 1000);
  }

  #refill(nowMs: number): void {
    if (nowMs <= this.#atMs) return;
    this.#tokens = Math.min(this.rate.burst, this.#tokens + ((nowMs - this.#atMs) / 1000) * this.rate.perSecond);
    this.#atMs = nowMs;
  }
}
