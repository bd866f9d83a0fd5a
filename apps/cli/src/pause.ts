import type { Surroundings } from './surroundings.js';

/** Waits, or until it's stopped; answers whether to go on. */
export function pause({ clock, signal }: Pick<Surroundings, 'clock' | 'signal'>, delayMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const stop = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}
