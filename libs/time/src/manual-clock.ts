import { Clock, type Cancel } from './clock.js';

interface Timer {
  readonly dueMs: number;
  readonly action: () => void;
}

/**
 * A clock that stands still until it is told to move: the fake for tests of anything about time.
 * Timers fire in the order of their due times while {@link advance} passes them.
 */
export class ManualClock extends Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #timers: Timer[] = [];

  constructor(start = '2026-01-01T00:00:00.000Z') {
    super();
    this.#nowMs = Date.parse(start);
  }

  override now(): number {
    return this.#nowMs;
  }

  override monotonic(): number {
    return this.#monotonicMs;
  }

  override after(delayMs: number, action: () => void): Cancel {
    const timer = { dueMs: this.#monotonicMs + delayMs, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers are waiting. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves both clocks on by `ms`, firing what falls due, and lets the promises that this settles run. */
  async advance(ms: number): Promise<void> {
    const target = this.#monotonicMs + ms;
    for (;;) {
      await settle();
      const next = this.#timers.filter(({ dueMs }) => dueMs <= target).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#move(next.dueMs);
      next.action();
    }
    this.#move(target);
    await settle();
  }

  /** Sets the wall clock alone, as an operator or NTP would: the monotonic clock doesn't notice. */
  jump(ms: number): void {
    this.#nowMs += ms;
  }

  #move(monotonicMs: number): void {
    this.#nowMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
