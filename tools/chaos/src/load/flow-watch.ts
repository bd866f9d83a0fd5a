import type { Traffic } from './traffic.js';

const LOOK_MS = 50;

/** Looks all the time whether a traffic flows, and remembers when it last didn't. */
export class FlowWatch {
  #lastLateMs = -Infinity;
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly traffic: Traffic) {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Resolves when traffic flows and has been watched for `watchMs` since `sinceMs`, or `patienceMs` are over. */
  async settles(sinceMs: number, watchMs: number, patienceMs: number): Promise<void> {
    const lastsMs = (): number => performance.now() - sinceMs;
    while (lastsMs() < watchMs || (!this.traffic.isFlowing(performance.now()) && lastsMs() < patienceMs)) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** For how long after a moment traffic was late. */
  lateForMs(sinceMs: number): number {
    return Math.max(0, this.#lastLateMs - sinceMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    if (!this.traffic.isFlowing(nowMs)) this.#lastLateMs = nowMs;
  }
}
