import { sentAmong, type AnnouncedChange, type Sql } from '@postrider/persistence';
import { Unavailable, type Clock } from '@postrider/time';

interface Waiting {
  readonly change: AnnouncedChange;
  readonly sent: () => void;
}

const PATIENCE_MS = 5000;
/** Somebody tells when changes were sent; this is for when that got lost. */
const LOOK_MS = 250;

/**
 * Waits until changes are on postrider.registry. A change that was answered holds for whatever is published after it,
 * because every reader looks where that topic ended before it decides.
 */
export class InForce {
  #waiting: Waiting[] = [];
  #looking = false;
  #askedAgain = false;

  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
  ) {}

  /** Resolves once all of them were sent, or overtaken by newer versions that were; rejects with Unavailable when that takes too long. */
  async wait(changes: readonly AnnouncedChange[]): Promise<void> {
    if (changes.length === 0) return;
    const deadline = this.clock.monotonic() + PATIENCE_MS;
    const all = Promise.all(changes.map((change) => new Promise<void>((sent) => this.#waiting.push({ change, sent }))));
    let done = false;
    void all.then(() => (done = true));
    this.look();
    while (!done) {
      if (this.clock.monotonic() > deadline) {
        this.#waiting = this.#waiting.filter(({ change }) => !changes.includes(change));
        throw new Unavailable('the change is stored, and will be in force once Kafka has it');
      }
      await Promise.race([all, this.clock.wait(LOOK_MS)]);
      if (!done) this.look();
    }
  }

  /** Looks which of the awaited changes were sent. */
  look(): void {
    if (this.#looking) {
      this.#askedAgain = true;
      return;
    }
    if (this.#waiting.length > 0) void this.#look();
  }

  async #look(): Promise<void> {
    this.#looking = true;
    do {
      this.#askedAgain = false;
      const asked = this.#waiting;
      const sent = await sentAmong(
        this.sql,
        asked.map(({ change }) => change),
      ).catch(() => []);
      const keys = new Set(sent.map(({ key, version }) => `${key}@${version}`));
      this.#waiting = this.#waiting.filter(({ change, sent: tell }) => {
        if (!keys.has(`${change.key}@${change.version}`)) return true;
        tell();
        return false;
      });
    } while (this.#askedAgain && this.#waiting.length > 0);
    this.#looking = false;
  }
}
