import { allPages } from '@postrider/sdk';

/** What lists of the API that are newest first have in common. */
interface Accepted {
  readonly id: string;
  readonly acceptedAt: string;
}

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** The log takes events in by partition, each at its own pace: one that was accepted earlier may be listed later, by no more than this. */
const OVERLAP_MS = 60_000;

/** Follows a list that is newest first, and gives each item once, oldest first. */
export class NewlyListed<T extends Accepted> {
  readonly #seen = new Map<string, number>();
  #newestMs: number;

  /** From `sinceMs` on, by the time of acceptance. */
  constructor(
    private readonly sinceMs: number,
    private readonly page: (query: { since: string; cursor: string | undefined }) => Promise<Page<T>>,
  ) {
    this.#newestMs = sinceMs;
  }

  /** Looks once: what is there and wasn't given yet. */
  async look(): Promise<readonly T[]> {
    const fromMs = Math.max(this.sinceMs, this.#newestMs - OVERLAP_MS);
    const since = new Date(fromMs).toISOString();
    const found: T[] = [];
    for await (const item of allPages((cursor) => this.page({ since, cursor }))) {
      if (this.#seen.has(item.id)) continue;
      const acceptedMs = Date.parse(item.acceptedAt);
      this.#seen.set(item.id, acceptedMs);
      this.#newestMs = Math.max(this.#newestMs, acceptedMs);
      found.push(item);
    }
    // What lies before where the next look begins can't come again.
    for (const [id, acceptedMs] of this.#seen) if (acceptedMs < this.#newestMs - OVERLAP_MS) this.#seen.delete(id);
    return found.reverse();
  }
}
