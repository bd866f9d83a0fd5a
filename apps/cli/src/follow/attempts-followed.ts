/** A delivery as lists have it, as far as it tells whether there was another attempt. */
export interface Standing {
  readonly id: string;
  readonly status: string;
  readonly run: number;
  readonly attempts: number;
  readonly lastAttemptAt?: string;
}

/** An attempt as the API shows it, as far as it tells one from another. */
export interface Made {
  readonly id: string;
  readonly startedAt: string;
}

/** What is followed at most; beyond it the oldest are let go. */
const MAX_FOLLOWED = 20_000;

const OPEN: ReadonlySet<string> = new Set(['pending', 'retrying', 'held']);

/** Knows which deliveries have to be looked at for new attempts, and which attempts were told of. */
export class AttemptsFollowed {
  /** By delivery: its run and count of attempts when it was looked at last. */
  readonly #standings = new Map<string, { readonly seen: string; readonly isOpen: boolean }>();
  readonly #told = new Set<string>();
  /** Deliveries that had an attempt and weren't looked at since: also those that couldn't be. */
  readonly #owed = new Set<string>();

  /** Attempts that began before aren't told of. */
  constructor(private readonly since: string) {}

  /**
   * Given the newest deliveries and those that wait for a retry: the ids of those to look at, since they had an attempt since the last time.
   * One that waited and isn't in the list any more had one as well.
   */
  toLookAt(newest: readonly Standing[], waiting: readonly Standing[]): string[] {
    const listed = new Map([...waiting, ...newest].map((standing) => [standing.id, standing]));
    for (const standing of listed.values()) {
      const { id, lastAttemptAt = '' } = standing;
      if (this.#standings.get(id)?.seen !== seenOf(standing) && lastAttemptAt >= this.since) this.#owed.add(id);
      this.#keep(standing);
    }
    for (const [id, { isOpen }] of this.#standings) {
      if (!isOpen || listed.has(id)) continue;
      this.#owed.add(id);
      this.#standings.delete(id);
    }
    letGo(this.#owed, this.#owed.size - MAX_FOLLOWED);
    return [...this.#owed];
  }

  /** Of a delivery that was looked at: the attempts that are news. */
  news<A extends Made>(delivery: string, attempts: readonly A[]): A[] {
    this.#owed.delete(delivery);
    const fresh = attempts.filter(({ id, startedAt }) => startedAt >= this.since && !this.#told.has(id));
    for (const { id } of fresh) this.#told.add(id);
    letGo(this.#told, this.#told.size - MAX_FOLLOWED);
    return fresh;
  }

  #keep(standing: Standing): void {
    this.#standings.delete(standing.id);
    this.#standings.set(standing.id, { seen: seenOf(standing), isOpen: OPEN.has(standing.status) });
    letGo(this.#standings, this.#standings.size - MAX_FOLLOWED);
  }
}

const seenOf = ({ run, attempts }: Standing): string => `${run}/${attempts}`;

/** The oldest come first. */
function letGo<K>(kept: { keys(): IterableIterator<K>; delete(key: K): boolean }, count: number): void {
  let left = count;
  for (const key of kept.keys()) {
    if (left-- <= 0) return;
    kept.delete(key);
  }
}
