import { SystemClock, type Cancel } from '@postrider/time';

/** What has taken so long is given up on, for somebody else to try: an answer of the broker's, a commit, a departure. */
const GIVES_UP_MS = 3000;

/**
 * The machine's clock, but that nothing is given up on so soon. What a consumer then does again it may do again, by its promise; a
 * test of what it does not do again must not fail because the machine stood still.
 */
export class PatientClock extends SystemClock {
  override after(delayMs: number, action: () => void): Cancel {
    return super.after(delayMs < GIVES_UP_MS ? delayMs : delayMs * 10, action);
  }
}
