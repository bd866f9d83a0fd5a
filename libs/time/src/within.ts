import type { Clock } from './clock.js';

/** The rejection of {@link within}: the work wasn't done in its time. It may still be under way. */
export class TookTooLong extends Error {
  constructor(
    readonly what: string,
    readonly limitMs: number,
  ) {
    super(`${what} took longer than ${limitMs} ms`);
  }
}

/** Settles as `work` does, or rejects with {@link TookTooLong} after `limitMs`; the work itself isn't stopped. */
export function within<T>(clock: Clock, limitMs: number, what: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, () => reject(new TookTooLong(what, limitMs)));
    work.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the work's own, whatever it is
        reject(error);
      },
    );
  });
}
