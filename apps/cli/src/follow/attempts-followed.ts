/** A delivery as lists have it, as far as it tells whether there was another attempt. */
export interface Standing {
  readonly id: string;
  readonly status: string;
  readonly run: number;
  readonly attempts: number;
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

  /** Attempts that began before aren't told of. */
  constructor(private readonly since: string) {}

  /**
   * Given the newest deliveries and those that wait for a retry: the ids of those to look at, since they had an attempt since the last time.
   * One that waited and isn't in the list any more had one as well.
   */
  toLookAt(newest: readonly Standing[], waiting: readonly Standing[]): string[] {
    const listed = new Map([...waiting, ...newest].map((standing) => [standing.id, standing]));
    const changed = [...listed.values()].filter(
      (standing) => this.#standings.get(standing.id)?.seen !== seenOf(standing) && standing.attempts > 0,
    );
    const gone = [...this.#standings].filter(([id, { isOpen }]) => isOpen && !listed.has(id)).map(([id]) => id);
    for (const standing of listed.values()) this.#keep(standing);
    for (const id of gone) this.#standings.delete(id);
    return [...changed.map(({ id }) => id), ...gone];
  }

  /** Of a delivery that was looked at: the attempts that are news. */
  news<A extends Made>(attempts: readonly A[]): A[] {
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
