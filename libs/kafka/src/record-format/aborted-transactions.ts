import type { BatchHeader } from './record-batch.js';

/** A transaction that was aborted, as an answer names it. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

/** Tells of the batches of one answer, in order, which were aborted: a broker sends those too, and leaving them out is the reader's part. */
export class AbortedTransactions {
  readonly #coming: AbortedTransaction[];
  readonly #open = new Set<number>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#coming = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Whether a batch is to be left out: it was aborted, or is a transaction's mark. */
  leaveOut({ lastOffset, producerId, inTransaction, isControl }: BatchHeader): boolean {
    for (let next = this.#coming[0]; next && next.firstOffset <= lastOffset; next = this.#coming[0]) {
      this.#open.add(next.producerId);
      this.#coming.shift();
    }
    // Whichever mark it is, the producer's transaction ends with it.
    if (isControl) this.#open.delete(producerId);
    return isControl || (inTransaction && this.#open.has(producerId));
  }
}
