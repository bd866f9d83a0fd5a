import type { Cancel, Clock } from '@postrider/time';

/** A sleep that somebody can end early, also before it began. */
export class Alarm {
  #rung = false;
  #wake: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  /** Ends the sleep, or the next one at once. */
  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Sleeps for `ms`, or until the alarm rings. */
  async sleep(ms: number): Promise<void> {
    if (!this.#rung) {
      let cancel: Cancel | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        cancel = this.clock.after(ms, resolve);
      });
      cancel?.();
    }
    this.#wake = undefined;
    this.#rung = false;
  }
}
