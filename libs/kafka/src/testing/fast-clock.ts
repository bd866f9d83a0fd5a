import { SystemClock, type Cancel } from '@postrider/time';

/** The machine's clock, running so many times faster: for waits that are too long for a test, around work that is real. */
export class FastClock extends SystemClock {
  constructor(private readonly times: number) {
    super();
  }

  override monotonic(): number {
    return super.monotonic() * this.times;
  }

  override after(delayMs: number, action: () => void): Cancel {
    return super.after(delayMs / this.times, action);
  }
}
