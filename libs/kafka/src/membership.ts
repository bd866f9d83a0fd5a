import type { Clock } from '@postrider/time';

/**
 * Whether this process may act as a member of its group. The group gives a member's partitions to others when it hears
 * nothing of it for a session; a process that was stopped for a minute doesn't know that, and goes on where it was. So
 * membership is taken to last from the moment a heartbeat that was answered had been sent, never from the answer's: that
 * may have lain in a buffer since.
 */
export class Membership {
  #askedMs: number | undefined;
  #sinceMs = -Infinity;
  #suspended = true;

  constructor(
    private readonly clock: Clock,
    /** How long after a heartbeat the partitions are surely still ours, in milliseconds. */
    private readonly lastsMs: number,
  ) {}

  /** A heartbeat is being sent; one at a time. */
  heartbeatSent(): void {
    this.#askedMs ??= this.clock.monotonic();
  }

  heartbeatAnswered(): void {
    if (this.#askedMs !== undefined) this.#sinceMs = this.#askedMs;
  }

  /** Whatever became of the heartbeat, the next one is another. */
  heartbeatOver(): void {
    this.#askedMs = undefined;
  }

  /** The group is being joined: who has what is known when that's done. */
  suspend(): void {
    this.#suspended = true;
    this.#askedMs = this.clock.monotonic();
  }

  joined(): void {
    this.#suspended = false;
    this.heartbeatAnswered();
    this.heartbeatOver();
  }

  /** Whether the partitions of the last assignment are surely still ours. */
  get fresh(): boolean {
    return !this.#suspended && this.clock.monotonic() - this.#sinceMs < this.lastsMs;
  }
}
