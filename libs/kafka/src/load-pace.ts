/** From which rate on requests are kept apart, and how far at most. */
export interface PaceLimits {
  /** Up to so many records a second, nothing waits. */
  readonly calmPerSecond: number;
  /** From so many on, the gap is as long as it gets. */
  readonly busyPerSecond: number;
  readonly maxGapMs: number;
}

/** For what a publisher or an endpoint waits for: a few milliseconds, and only where requests would come one after another. */
export const PROMPT: PaceLimits = { calmPerSecond: 200, busyPerSecond: 1000, maxGapMs: 8 };

/** What came in this time decides, later more than earlier. */
const MEMORY_MS = 250;

/**
 * How long to let records gather before the next request. One that goes out as soon as the last was answered takes one to three
 * records with it, and costs more than they do, here and at the broker: at 1,000 events a second that's most of all that is spent.
 */
export class LoadPace {
  #perSecond = 0;
  #sinceMs: number | undefined;

  constructor(private readonly limits: PaceLimits) {}

  /** In whole milliseconds. */
  get gapMs(): number {
    const { calmPerSecond, busyPerSecond, maxGapMs } = this.limits;
    const load = (this.#perSecond - calmPerSecond) / (busyPerSecond - calmPerSecond);
    return Math.round(maxGapMs * Math.min(1, Math.max(0, load)));
  }

  /** Notes how many records a request took or brought, at `nowMs`. */
  noted(records: number, nowMs: number): void {
    const pastMs = Math.max(0.1, nowMs - (this.#sinceMs ?? nowMs - MEMORY_MS));
    this.#sinceMs = nowMs;
    const remembered = Math.exp(-pastMs / MEMORY_MS);
    this.#perSecond = this.#perSecond * remembered + ((records * 1000) / pastMs) * (1 - remembered);
  }
}
