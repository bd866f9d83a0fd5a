import { SystemClock, type Cancel } from '@postrider/time';

/** What happens only so often, should nothing else have brought it about: a look for what is due, for a job, for news. */
const LOOK_MS = 10_000;

/** The machine's clock, but that the time of such a look never comes: what happens all the same was brought about. */
export class NoLooksClock extends SystemClock {
  override after(delayMs: number, action: () => void): Cancel {
    return delayMs < LOOK_MS ? super.after(delayMs, action) : () => undefined;
  }
}
