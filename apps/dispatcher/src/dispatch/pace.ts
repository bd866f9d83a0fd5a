import { TokenBucket, type Rate } from '@postrider/time';
import { Throttle } from './throttle.js';

/** How much of a rate may be on its way to the endpoint at once, in seconds: enough that none of it is left unused. */
const RELEASED_SECONDS = 2;
const WINDOW_MS = 1000;

/**
 * When an endpoint may be called next: its rate limit, what it said with 429, and until when it asked to be left alone.
 * One that begins, or has another limit than before, has nothing saved up: over any time at most `perSecond` × seconds
 * + `burst` go out, whoever sent them and however the limit changed.
 */
export class Pace {
  #bucket: TokenBucket | undefined;
  #throttle: Throttle | undefined;
  /** Monotonic. */
  #quietUntilMs = -Infinity;
  #windowFromMs = -Infinity;
  #sentInWindow = 0;
  #lastPerSecond = 0;

  /** Takes leave to send one now and answers 0; else answers after how many milliseconds to ask again. */
  take(limit: Rate | undefined, nowMs: number): number {
    const restMs = this.restMs(nowMs);
    if (restMs > 0) return restMs;
    this.#quietUntilMs = -Infinity;
    if (this.#throttle?.over(nowMs)) this.#throttle = undefined;
    const throttledMs = this.#throttle?.waitMs(nowMs) ?? 0;
    if (throttledMs > 0) return throttledMs;
    const limitedMs = limit ? this.#bucketFor(limit, nowMs).take(nowMs) : 0;
    if (limitedMs > 0) return limitedMs;
    this.#throttle?.sent(nowMs);
    this.#count(nowMs);
    return 0;
  }

  /** How long the last of `count` would wait, by the rates alone. */
  waitMs(count: number, limit: Rate | undefined, nowMs: number): number {
    const limitedMs = limit ? this.#bucketFor(limit, nowMs).waitMs(nowMs, count) : 0;
    const throttledMs = this.#throttle ? (count / this.#throttle.perSecond(nowMs)) * 1000 : 0;
    return Math.max(limitedMs, throttledMs);
  }

  /** How many of those released may be on their way at once, where the endpoint takes `most`. */
  capacity(most: number, limit: Rate | undefined, nowMs: number): number {
    return Math.min(most, Math.max(1, Math.ceil(this.#perSecond(limit, nowMs) * RELEASED_SECONDS)));
  }

  /** It said of itself how it wants to be called, and that still holds. */
  get holdsBack(): boolean {
    return this.#throttle !== undefined || this.#quietUntilMs !== -Infinity;
  }

  /** For how long it's to be left alone; 0 for not at all. */
  restMs(nowMs: number): number {
    return this.#quietUntilMs > nowMs ? Math.ceil(this.#quietUntilMs - nowMs) : 0;
  }

  /** It asked to be left alone for so long. */
  rest(ms: number, nowMs: number): void {
    this.#quietUntilMs = Math.max(this.#quietUntilMs, nowMs + ms);
  }

  /** It said that what was sent then was too much, and not when to come back. */
  refused(sentAtMs: number, nowMs: number): void {
    const recentPerSecond = this.#recentPerSecond(nowMs);
    if (this.#throttle) this.#throttle.refused(sentAtMs, recentPerSecond, nowMs);
    else this.#throttle = new Throttle(recentPerSecond, nowMs);
  }

  #perSecond(limit: Rate | undefined, nowMs: number): number {
    return Math.min(limit?.perSecond ?? Infinity, this.#throttle?.perSecond(nowMs) ?? Infinity);
  }

  #bucketFor(limit: Rate, nowMs: number): TokenBucket {
    if (this.#bucket?.rate.perSecond !== limit.perSecond || this.#bucket.rate.burst !== limit.burst)
      this.#bucket = new TokenBucket(limit, nowMs, false);
    return this.#bucket;
  }

  #count(nowMs: number): void {
    if (nowMs - this.#windowFromMs >= WINDOW_MS) {
      this.#lastPerSecond = this.#recentPerSecond(nowMs);
      this.#windowFromMs = nowMs;
      this.#sentInWindow = 0;
    }
    this.#sentInWindow += 1;
  }

  #recentPerSecond(nowMs: number): number {
    const seconds = (nowMs - this.#windowFromMs) / 1000;
    return seconds < WINDOW_MS / 1000
      ? Math.max(this.#lastPerSecond, this.#sentInWindow)
      : this.#sentInWindow / seconds;
  }
}
