/** What would wait longer than this isn't kept in memory. */
export const PATIENCE_MS = 15_000;
/**
 * What has just come isn't parked before the oldest has really waited for this long: while the machine is cold or
 * short of breath, attempts seem slow that aren't, and thousands would be put off for a moment's weakness of ours.
 */
const PROOF_MS = 3000;
/** The weight of the newest attempt in the average. */
const NEWEST = 0.1;

/** How an endpoint's queue stands. */
export interface Standing {
  readonly waiting: number;
  readonly inFlight: number;
  /** Attempts that it may have under way. */
  readonly slots: number;
  /** How long the oldest has waited. */
  readonly oldestMs: number;
  /** It's held back by its rate alone, so that its silence says nothing. */
  readonly paced: boolean;
}

/** How long an endpoint takes to answer of late, and how much may wait for it by that. Its times are {@link LivedTime}'s. */
export class AnswerTimes {
  #meanMs = 0;
  /** When an attempt of it last began on an idle queue, or ended. */
  #movedAtMs = -Infinity;

  began(inFlightBefore: number, nowMs: number): void {
    if (inFlightBefore === 0) this.#movedAtMs = nowMs;
  }

  ended(startMs: number, nowMs: number): void {
    this.#movedAtMs = nowMs;
    this.#meanMs += (nowMs - startMs - this.#meanMs) * (this.#meanMs === 0 ? 1 : NEWEST);
  }

  /** How many may wait, so that none waits for longer than patience has it; an endpoint that has stopped answering, or gets no slot, is thought slower by the moment. */
  keeps(standing: Standing, nowMs: number): number {
    if (standing.oldestMs <= PROOF_MS) return Infinity;
    const eachMs = Math.max(this.#meanMs, this.#silentMs(standing, nowMs));
    return eachMs === 0 ? Infinity : Math.floor((PATIENCE_MS * Math.max(1, standing.slots)) / eachMs);
  }

  #silentMs({ inFlight, oldestMs, paced }: Standing, nowMs: number): number {
    if (inFlight > 0) return nowMs - this.#movedAtMs;
    return paced ? 0 : oldestMs;
  }
}
