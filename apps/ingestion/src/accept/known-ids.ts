import type { Log, Metrics } from '@postrider/observability';
import { findClaims, type Sql } from '@postrider/persistence';
import { within, type Clock } from '@postrider/time';

/** The first event that came with an id. */
export interface FirstEvent {
  readonly type: string;
  readonly timestamp: string;
}

interface Remembered extends FirstEvent {
  readonly atMs: number;
}

interface Asked {
  readonly tenant: string;
  readonly eventId: string;
  readonly answer: (first: FirstEvent | undefined) => void;
}

/** A publisher waits this long for the database's word on its id, and no longer: the fan-out decides in any case. */
const PATIENCE_MS = 50;
/** After the database kept somebody waiting, it isn't asked for this long. */
const REST_MS = 1000;
const MAX_REMEMBERED = 100_000;

/**
 * What is known of ids that callers chose: those that this process acknowledged, and those that the fan-out has
 * claimed. It's a courtesy to publishers, who learn that theirs is a duplicate; nothing is reserved, and an id that
 * slips through is dropped by the fan-out.
 */
export class KnownIds {
  readonly #remembered = new Map<string, Remembered>();
  #asked: Asked[] = [];
  #asking = false;
  #restUntilMs = -Infinity;
  readonly #unchecked;

  constructor(
    private readonly sql: Sql,
    private readonly windowSeconds: number,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#unchecked = metrics.counter({
      name: 'event_ids_unchecked_total',
      help: 'Ids that were accepted without asking the database, because it was away or slow.',
    });
  }

  /** The event that has this id already, as far as can be told in time. */
  async find(tenant: string, eventId: string): Promise<FirstEvent | undefined> {
    const remembered = this.#remembered.get(key(tenant, eventId));
    if (remembered && this.clock.monotonic() - remembered.atMs < this.windowSeconds * 1000) return remembered;
    if (this.clock.monotonic() < this.#restUntilMs) {
      this.#unchecked.inc();
      return undefined;
    }
    const asked = new Promise<FirstEvent | undefined>((answer) => this.#asked.push({ tenant, eventId, answer }));
    if (!this.#asking) void this.#ask();
    return asked;
  }

  /** Remembers an id that was acknowledged. */
  remember(tenant: string, eventId: string, { type, timestamp }: FirstEvent): void {
    this.#remembered.set(key(tenant, eventId), { type, timestamp, atMs: this.clock.monotonic() });
    if (this.#remembered.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined) this.#remembered.delete(oldest);
  }

  /** One question at a time, with all that came up meanwhile in the next. */
  async #ask(): Promise<void> {
    this.#asking = true;
    while (this.#asked.length > 0) {
      const batch = this.#asked.splice(0, 1000);
      const claims = await this.#look(batch);
      for (const { tenant, eventId, answer } of batch) answer(claims.get(key(tenant, eventId)));
    }
    this.#asking = false;
  }

  async #look(batch: readonly Asked[]): Promise<ReadonlyMap<string, FirstEvent>> {
    if (this.clock.monotonic() < this.#restUntilMs) {
      this.#unchecked.inc(batch.length);
      return new Map();
    }
    const after = new Date(this.clock.now() - this.windowSeconds * 1000).toISOString();
    try {
      const claims = await within(this.clock, PATIENCE_MS, 'looking up event ids', findClaims(this.sql, batch, after));
      return new Map(claims.map((claim) => [key(claim.tenant, claim.eventId), claim]));
    } catch (error) {
      this.#restUntilMs = this.clock.monotonic() + REST_MS;
      this.#unchecked.inc(batch.length);
      this.log.warn({ error, ids: batch.length }, 'event-ids.unchecked');
      return new Map();
    }
  }
}

const key = (tenant: string, eventId: string): string => `${tenant}:${eventId}`;
