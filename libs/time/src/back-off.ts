import type { Clock } from './clock.js';

/** How the waits between tries grow: doubling from `baseMs`, never beyond `capMs`. */
export interface BackOff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * The wait before try number `failures + 1`, in milliseconds: between half and all of the doubled base, so that
 * processes which failed together don't come back together.
 */
export function backOffMs({ baseMs, capMs }: BackOff, failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return ceiling / 2 + (ceiling / 2) * random();
}

/** What {@link untilItWorks} needs to know besides the work itself. */
export interface Persistence {
  readonly clock: Clock;
  readonly backOff: BackOff;
  /** Called after each failure, with the wait that follows; the place to log. */
  readonly failed: (error: unknown, waitMs: number) => void;
  /** Aborting it ends the tries with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Runs `work` until it succeeds, with capped back-off between tries; rejects only when the signal aborts. */
export async function untilItWorks<T>(work: () => Promise<T>, options: Persistence): Promise<T> {
  for (let failures = 1; ; failures++) {
    options.signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const waitMs = backOffMs(options.backOff, failures);
      options.failed(error, waitMs);
      await waitOrAbort(options.clock, waitMs, options.signal);
    }
  }
}

function waitOrAbort(clock: Clock, waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(waitMs, done);
    signal?.addEventListener('abort', done);
  });
}
