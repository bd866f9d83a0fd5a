/** Stops a timer that was set with {@link Clock.after}; calling it again, or too late, does nothing. */
export type Cancel = () => void;

/**
 * Where a part gets its time from, so that a test can hold it in its hand.
 * `now` is wall-clock time and may jump; `monotonic` only ever goes forward and is what intervals are measured with.
 */
export abstract class Clock {
  /** Milliseconds since the Unix epoch. */
  abstract now(): number;

  /** Milliseconds since some fixed point, unaffected by changes of the wall clock. */
  abstract monotonic(): number;

  /** Calls `action` once, `delayMs` from now. The timer doesn't keep the process alive. */
  abstract after(delayMs: number, action: () => void): Cancel;

  /** Resolves `delayMs` from now. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** `now` in the one form that records, rows and answers use: ISO 8601, UTC, milliseconds. */
  timestamp(): string {
    return new Date(this.now()).toISOString();
  }
}

/** The machine's clocks. */
export class SystemClock extends Clock {
  override now(): number {
    return Date.now();
  }

  override monotonic(): number {
    return performance.now();
  }

  override after(delayMs: number, action: () => void): Cancel {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  }
}
