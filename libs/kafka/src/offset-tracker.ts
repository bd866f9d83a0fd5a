/** A record that was taken in and isn't done with yet. */
export interface Admitted {
  readonly offset: number;
  readonly bytes: number;
}

interface Entry extends Admitted {
  finished: boolean;
}

/**
 * What of one partition was taken in, and what of that is done. Records finish in any order; the watermark is the
 * offset before which all are done, and the only one that may be committed.
 */
export class OffsetTracker {
  #entries: Entry[] = [];
  #head = 0;
  #highest = -1;
  #bytes = 0;
  /** Where the next fetch begins, if not simply where the last one ended. */
  #resumption: { readonly committed: number } | 'beginning' | undefined;

  /**
   * Takes a record in, or answers undefined for one that was taken in before: after a rebalance a partition that stays
   * is fetched again from its committed offset. Offsets must come in order.
   */
  admit(offset: number, bytes: number): Admitted | undefined {
    if (offset <= this.#highest) return undefined;
    const entry = { offset, bytes, finished: false };
    this.#entries.push(entry);
    this.#highest = offset;
    this.#bytes += bytes;
    return entry;
  }

  /** Marks a record as done; doing it twice is nothing. */
  finish(admitted: Admitted): void {
    const entry = admitted as Entry;
    if (entry.finished) return;
    entry.finished = true;
    this.#bytes -= entry.bytes;
    while (this.#entries[this.#head]?.finished) this.#head += 1;
    // Shifting the array for each record would cost its whole length every time.
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Notes that all before `nextOffset` was read: marks of transactions and aborted records are never taken in. */
  passed(nextOffset: number): void {
    this.#highest = Math.max(this.#highest, nextOffset - 1);
  }

  /** The group was joined anew and the partition stayed: what is fetched next begins at the group's offset, `committed` as far as we know. */
  rejoined(committed: number): void {
    this.#resumption = { committed };
  }

  /** The place to go on from was gone: what is fetched next is the beginning of the partition. */
  rewound(): void {
    this.#resumption ??= 'beginning';
  }

  /**
   * Whether what was fetched, beginning at `offset`, goes on where we were or repeats some of it. It may not: another
   * member had the partition meanwhile and got further, or the topic was made anew and the partition holds other
   * records under the same offsets. Then this tracker is of no more use.
   */
  follows(offset: number): boolean {
    const resumption = this.#resumption;
    this.#resumption = undefined;
    if (resumption === undefined || this.#highest < 0) return true;
    // Expiry moves the beginning past what we had; a beginning that lies before it is another log's.
    if (resumption === 'beginning') return offset > this.#highest;
    return offset <= this.#highest + 1 && offset >= resumption.committed;
  }

  /** The offset to read on from after a restart; undefined while nothing was taken in. */
  get watermark(): number | undefined {
    if (this.#highest < 0) return undefined;
    return this.#entries[this.#head]?.offset ?? this.#highest + 1;
  }

  /** The offsets above the watermark that are done, ascending: what a new owner needn't do again. */
  *finishedAhead(): Generator<number> {
    for (let at = this.#head; at < this.#entries.length; at++) {
      const entry = this.#entries[at];
      if (entry?.finished) yield entry.offset;
    }
  }

  /** How many records lie between the watermark and the newest, done or not: what a crash would repeat at most. */
  get span(): number {
    return this.#entries.length - this.#head;
  }

  /** The bytes of the records that aren't done. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How far the partition was read: the next offset to come. */
  get position(): number {
    return this.#highest + 1;
  }
}
