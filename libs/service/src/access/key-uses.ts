import type { Log } from '@postrider/observability';
import { within, type Cancel, type Clock } from '@postrider/time';

const INTERVAL_MS = 60_000;
/** A stop waits no longer for the database: what is lost is a minute's uses. */
const STOP_MS = 1000;

/** When each key was last used: remembered here, and written every minute, so that no request waits for it. */
export class KeyUses {
  #lastMs = new Map<string, number>();
  #cancel: Cancel | undefined;
  #stopped = false;

  constructor(
    private readonly write: (lastMs: ReadonlyMap<string, number>) => Promise<void>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  note(id: string): void {
    this.#lastMs.set(id, this.clock.now());
  }

  start(): void {
    if (this.#stopped) return;
    this.#cancel = this.clock.after(INTERVAL_MS, () => void this.#flush().finally(() => this.start()));
  }

  /** Writes what isn't written yet. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await within(this.clock, STOP_MS, 'noting the last uses of keys', this.#flush()).catch(() => undefined);
  }

  async #flush(): Promise<void> {
    const lastMs = this.#lastMs;
    if (lastMs.size === 0) return;
    this.#lastMs = new Map();
    try {
      await this.write(lastMs);
    } catch (error) {
      this.log.warn({ error, keys: lastMs.size }, 'key-uses.unwritten');
      // What has come since is later.
      this.#lastMs = new Map([...lastMs, ...this.#lastMs]);
    }
  }
}
