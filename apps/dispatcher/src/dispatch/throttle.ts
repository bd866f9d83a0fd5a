/** The slowest that an endpoint is called for a 429 alone: a retry waits longer than that anyway. */
const LEAST_PER_SECOND = 0.1;
/** From half the rate that was too much, this many seconds to all of it. */
const RECOVERY_SECONDS = 30;
/** What would have come anyway in so much time may go out at once. */
const SLACK_MS = 100;

/**
 * Finds the rate that an endpoint takes when all it says is 429: half of what was too much, then a little more each
 * second (additive increase, multiplicative decrease), until it takes twice as much as what was too much.
 */
export class Throttle {
  #perSecond = 0;
  #tooMuchPerSecond = 0;
  #cutAtMs = 0;
  #nextMs: number;

  constructor(tooMuchPerSecond: number, nowMs: number) {
    this.#nextMs = nowMs;
    this.#cut(tooMuchPerSecond, nowMs);
  }

  perSecond(nowMs: number): number {
    const gained = (this.#tooMuchPerSecond / 2 / RECOVERY_SECONDS) * ((nowMs - this.#cutAtMs) / 1000);
    return this.#perSecond + gained;
  }

  /** Whether it holds nothing back any more. */
  over(nowMs: number): boolean {
    return this.perSecond(nowMs) >= this.#tooMuchPerSecond * 2;
  }

  /** How long until the next may be sent; 0 for now. */
  waitMs(nowMs: number): number {
    return Math.max(0, Math.ceil(this.#nextMs - nowMs));
  }

  sent(nowMs: number): void {
    this.#nextMs = Math.max(this.#nextMs, nowMs - SLACK_MS) + 1000 / this.perSecond(nowMs);
  }

  /** One was refused again. What was sent before the last cut says nothing about the rate since. */
  refused(sentAtMs: number, recentPerSecond: number, nowMs: number): void {
    if (sentAtMs >= this.#cutAtMs) this.#cut(Math.min(recentPerSecond, this.perSecond(nowMs)), nowMs);
  }

  #cut(tooMuchPerSecond: number, nowMs: number): void {
    this.#tooMuchPerSecond = Math.max(tooMuchPerSecond, 2 * LEAST_PER_SECOND);
    this.#perSecond = this.#tooMuchPerSecond / 2;
    this.#cutAtMs = nowMs;
    this.#nextMs = Math.max(this.#nextMs, nowMs + 1000 / this.#perSecond);
  }
}
