import type { Log } from '@postrider/observability';
import type { TenantEntity } from '@postrider/schemas';
import { within, type Cancel, type Clock } from '@postrider/time';

/** Tells the other processes how many events of each tenant this one has accepted on a day, and learns how many they have. */
export type ShareCounts = (day: string, counts: ReadonlyMap<string, number>) => Promise<ReadonlyMap<string, number>>;

interface Counted {
  readonly day: number;
  /** Accepted here. */
  mine: number;
  /** Accepted elsewhere, as of the last exchange. */
  others: number;
  /** When that was, by the monotonic clock. */
  exchangedMs: number;
  /** Whether the others know of all that is counted here. */
  told: boolean;
}

const DAY_MS = 86_400_000;
/** The others learn of an event no later than this, while the database is there; and what is known of theirs is no older. */
const EXCHANGE_MS = 1000;
const BACK_OFF_MS = 5000;
/** A stop waits no longer for the database: what is lost is a second's counts. */
const STOP_MS = 1000;

/**
 * Counts the events of tenants that may publish so many a day. Each process counts by itself and tells the others every
 * second: no event waits for that, and a tenant gets over its quota by what the others accept within that second. While
 * the database is away each process goes by what it knows.
 */
export class EventQuotas {
  #counted = new Map<string, Counted>();
  /** The exchange that is to come. */
  #next: { readonly atMs: number; readonly cancel: Cancel } | undefined;
  #notBeforeMs = -Infinity;
  #exchanging = false;
  #stopped = false;

  constructor(
    private readonly share: ShareCounts,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Counts one event: 0, or how long it is until the tenant may publish again, in milliseconds. */
  take(tenant: TenantEntity | undefined): number {
    const limit = tenant?.quota?.eventsPerDay;
    if (limit === undefined) return 0;
    const nowMs = this.clock.now();
    const day = Math.floor(nowMs / DAY_MS);
    const counted = this.#of(tenant?.id ?? '', day);
    if (counted.mine + counted.others >= limit) return (day + 1) * DAY_MS - nowMs;
    counted.mine += 1;
    counted.told = false;
    // At once, when nothing was heard of the others for so long: they may have used it all up.
    this.#exchangeAt(counted.exchangedMs + EXCHANGE_MS);
    return 0;
  }

  /** Takes back what was counted for an event that isn't known to be accepted. */
  giveBack(tenant: string): void {
    const counted = this.#counted.get(tenant);
    if (counted && counted.mine > 0) counted.mine -= 1;
  }

  /** Tells the others what they don't know yet. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#next?.cancel();
    await within(this.clock, STOP_MS, 'sharing the last counts', this.#exchange()).catch(() => undefined);
  }

  #of(tenant: string, day: number): Counted {
    const known = this.#counted.get(tenant);
    if (known?.day === day) return known;
    const counted = { day, mine: 0, others: 0, exchangedMs: -Infinity, told: false };
    this.#counted.set(tenant, counted);
    return counted;
  }

  #exchangeAt(wantedMs: number): void {
    if (this.#stopped || this.#exchanging) return;
    const nowMs = this.clock.monotonic();
    const atMs = Math.max(nowMs, wantedMs, this.#notBeforeMs);
    if (this.#next && this.#next.atMs <= atMs) return;
    this.#next?.cancel();
    this.#next = { atMs, cancel: this.clock.after(atMs - nowMs, () => void this.#exchange()) };
  }

  async #exchange(): Promise<void> {
    this.#next = undefined;
    this.#exchanging = true;
    try {
      await this.#tell();
    } catch (error) {
      this.#notBeforeMs = this.clock.monotonic() + BACK_OFF_MS;
      this.log.warn({ error }, 'event-counts.unshared');
    }
    this.#exchanging = false;
    const untold = [...this.#counted.values()].some(({ told }) => !told);
    if (untold) this.#exchangeAt(this.clock.monotonic() + EXCHANGE_MS);
  }

  async #tell(): Promise<void> {
    const today = Math.floor(this.clock.now() / DAY_MS);
    const byDay = new Map<number, Map<string, Counted>>();
    for (const [tenant, counted] of this.#counted) {
      if (counted.told) {
        // A tenant that doesn't publish any more is remembered for the rest of the day.
        if (counted.day !== today) this.#counted.delete(tenant);
        continue;
      }
      byDay.set(counted.day, (byDay.get(counted.day) ?? new Map<string, Counted>()).set(tenant, counted));
    }
    for (const [day, untold] of byDay) {
      const mine = new Map([...untold].map(([tenant, counted]) => [tenant, counted.mine]));
      const others = await this.share(new Date(day * DAY_MS).toISOString().slice(0, 10), mine);
      for (const [tenant, counted] of untold) {
        counted.others = others.get(tenant) ?? 0;
        counted.exchangedMs = this.clock.monotonic();
        counted.told = counted.mine === mine.get(tenant);
      }
    }
  }
}
