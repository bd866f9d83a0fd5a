import type { EndpointHealth } from './endpoint-health.js';

/** `closed`: all is sent; `open`: nothing is; `half-open`: one probe is on its way; `ramp`: the probe came through, and what is sent doubles. */
export type BreakerState = 'closed' | 'open' | 'half-open' | 'ramp';

/** Five in a row are more than a receiver's restart makes of a trickle, and few enough for one that is gone. */
const FAILURES = 5;
const OPEN_MS = { least: 5000, most: 300_000 };
/** Open times are longer than named by up to this part, so that what broke together isn't probed together. */
const JITTER = 0.2;

/**
 * Keeps a failing endpoint from being called more than it takes to see when it's back. It knows nothing of queues: it
 * is asked before a delivery may wait for the endpoint, and told how each attempt ended. An attempt that began before
 * the last change of state changes nothing any more, or a time-out that comes late would be taken for the probe's.
 */
export class Breaker {
  #state: BreakerState = 'closed';
  /** In a row, while closed or in the ramp. */
  #failures = 0;
  #openMs = OPEN_MS.least;
  #openUntilMs = -Infinity;
  /** Attempts at a time, in the ramp. */
  #capacity = 1;
  /** Of this round of the ramp. */
  #successes = 0;
  #epoch = 0;

  constructor(
    /** Between 0 and 1. */
    private readonly chance: () => number,
    private readonly moved: (from: BreakerState, to: BreakerState) => void,
  ) {}

  get state(): BreakerState {
    return this.#state;
  }

  /**
   * Whether what comes now may wait for its attempt. Once the open time is over and nothing of the endpoint is left
   * (`idle`), the first to ask is the probe: it has to be attempted, or given back with `abandoned`.
   */
  letsIn(nowMs: number, idle: boolean): boolean {
    if (this.#state === 'closed' || this.#state === 'ramp') return true;
    if (this.#state === 'half-open' || !idle || nowMs < this.#openUntilMs) return false;
    this.#move('half-open');
    return true;
  }

  /** How many attempts may be under way, where the endpoint takes `most`. */
  capacity(most: number): number {
    switch (this.#state) {
      case 'closed':
        return most;
      case 'ramp':
        return Math.min(this.#capacity, most);
      case 'half-open':
        return 1;
      case 'open':
        return 0;
    }
  }

  /** For how long nothing is sent yet; 0 unless open. */
  restMs(nowMs: number): number {
    return this.#state === 'open' ? Math.max(0, Math.ceil(this.#openUntilMs - nowMs)) : 0;
  }

  /** An attempt begins; what to say at its end. */
  begin(): number {
    return this.#epoch;
  }

  /** The attempt that began with `epoch` has ended; the endpoint takes `most` at a time. */
  ended(epoch: number, health: EndpointHealth, nowMs: number, most: number): void {
    if (epoch !== this.#epoch) return;
    if (health === 'unknown') return this.abandoned(epoch, nowMs, this.#openMs);
    const ill = health === 'failing' || health === 'unreachable' || health === 'hung';
    switch (this.#state) {
      case 'closed':
        if (health === 'well') this.#failures = 0;
        else if (ill && ++this.#failures >= FAILURES) this.#open(OPEN_MS.least, nowMs);
        return;
      case 'half-open':
        if (ill) return this.#open(this.#openMs * 2, nowMs);
        this.#capacity = 1;
        this.#successes = 0;
        return this.#move(most <= 1 ? 'closed' : 'ramp');
      case 'ramp':
        if (ill) return this.#failedInRamp(nowMs);
        if (health !== 'well') return;
        this.#failures = 0;
        if (++this.#successes < this.#capacity) return;
        this.#capacity *= 2;
        this.#successes = 0;
        if (this.#capacity >= most) this.#move('closed');
        return;
      case 'open':
    }
  }

  /** What began with `epoch` was not attempted, or said nothing. If it was the probe, there is another after `againMs`. */
  abandoned(epoch: number, nowMs: number, againMs = 0): void {
    if (epoch !== this.#epoch || this.#state !== 'half-open') return;
    this.#openUntilMs = nowMs + againMs;
    this.#move('open');
  }

  /** Another process called the endpoint meanwhile: nothing is known of it. */
  forget(): void {
    this.#move('closed');
    this.#epoch += 1;
  }

  /** One failure alone slows the ramp down: an endpoint that now and then fails would never come to its end. */
  #failedInRamp(nowMs: number): void {
    this.#successes = Math.max(0, this.#successes - 1);
    if (++this.#failures >= FAILURES) this.#open(this.#openMs * 2, nowMs);
  }

  #open(openMs: number, nowMs: number): void {
    this.#openMs = Math.min(openMs, OPEN_MS.most);
    this.#openUntilMs = nowMs + this.#openMs * (1 + JITTER * this.chance());
    this.#move('open');
  }

  #move(to: BreakerState): void {
    const from = this.#state;
    this.#failures = 0;
    // What began in the ramp goes on counting when it's over.
    if (from !== 'ramp' || to !== 'closed') this.#epoch += 1;
    this.#state = to;
    if (from !== to) this.moved(from, to);
  }
}
