/** Up to so many records a second, each is fetched as soon as it is there. */
const CALM_PER_SECOND = 500;
/** From so many on, the pause is as long as it gets. */
const BUSY_PER_SECOND = 2000;
const MAX_PAUSE_MS = 4;
/** What was fetched in this time decides, later more than earlier. */
const MEMORY_MS = 250;

/**
 * How long to wait before the next fetch. A consumer that asks again at once gets what was written since its last answer: at
 * thousands of records a second that's one or two, and each request costs more than they do, here and at the broker. A pause
 * of a few milliseconds lets records gather.
 */
export class FetchPace {
  #perSecond = 0;
  #pauseMs = 0;
  #sinceMs: number | undefined;

  /** How long to wait before the next fetch, in whole milliseconds. */
  get pauseMs(): number {
    return this.#pauseMs;
  }

  /** Notes what a fetch brought that was answered at `nowMs`. */
  fetched(records: number, nowMs: number): void {
    const pastMs = Math.max(0.1, nowMs - (this.#sinceMs ?? nowMs - MEMORY_MS));
    this.#sinceMs = nowMs;
    const remembered = Math.exp(-pastMs / MEMORY_MS);
    this.#perSecond = this.#perSecond * remembered + ((records * 1000) / pastMs) * (1 - remembered);
    const load = (this.#perSecond - CALM_PER_SECOND) / (BUSY_PER_SECOND - CALM_PER_SECOND);
    // What is fetched now was waited for: there is nothing that could gather.
    this.#pauseMs = records === 0 ? 0 : Math.round(MAX_PAUSE_MS * Math.min(1, Math.max(0, load)));
  }
}
