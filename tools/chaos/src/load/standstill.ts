const BEAT_MS = 50;

/**
 * Notices when this process stands still, and with it, most likely, the whole machine: what takes longer by that says
 * nothing about Postrider.
 */
export class Standstill {
  readonly #gaps: { readonly fromMs: number; readonly toMs: number }[] = [];
  readonly #timer: NodeJS.Timeout;
  #lastMs = performance.now();

  constructor() {
    this.#timer = setInterval(() => this.#beat(), BEAT_MS);
  }

  /** For how long it stood still, in all, between two moments; what it did up to now is known. */
  lostMs(fromMs: number, toMs: number): number {
    this.#beat();
    return this.#gaps
      .map((gap) => Math.min(gap.toMs, toMs) - Math.max(gap.fromMs, fromMs))
      .filter((lostMs) => lostMs > 0)
      .reduce((sum, lostMs) => sum + lostMs, 0);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    const nowMs = performance.now();
    // Timers are late by a little on any machine.
    if (nowMs - this.#lastMs > 3 * BEAT_MS) this.#gaps.push({ fromMs: this.#lastMs + BEAT_MS, toMs: nowMs });
    this.#lastMs = nowMs;
  }
}
