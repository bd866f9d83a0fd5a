import type { Log, Metrics } from '@postrider/observability';
import { claimEvents, type ClaimingRecord, type Sql } from '@postrider/persistence';
import { within, type Cancel, type Clock } from '@postrider/time';

interface Waiting {
  readonly record: ClaimingRecord;
  readonly decided: (late: boolean) => void;
}

/** A record waits this long for the database's decision; then memory stands in. */
const PATIENCE_MS = 50;
/** After the database kept records waiting, it isn't asked for this long. */
const REST_MS = 1000;
const MAX_BATCH = 1000;
const MAX_REMEMBERED = 200_000;
/** Claims that were decided by memory and are still to be written down. */
const MAX_UNWRITTEN = 200_000;

/**
 * Decides which record an event id belongs to: the first that claims it has it, and has it still when it's read
 * again. The database decides, in batches; while it's away, the ids that this process has seen do, which is counted,
 * and those claims are written down when it's back.
 */
export class IdClaims {
  readonly #remembered = new Map<string, ClaimingRecord>();
  #waiting: Waiting[] = [];
  #unwritten: ClaimingRecord[] = [];
  #deciding = false;
  #restUntilMs = -Infinity;
  #cancelCatchUp: Cancel | undefined;
  readonly #unchecked;

  constructor(
    private readonly sql: Sql,
    private readonly windowSeconds: number,
    private readonly clock: Clock,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.#unchecked = metrics.counter({
      name: 'event_claims_unchecked_total',
      help: 'Event ids that memory decided about, because the database was away or slow.',
    });
    metrics.gauge(
      { name: 'event_claims_unwritten', help: 'Claims that memory decided and the database does not have yet.' },
      (gauge) => gauge.set(this.#unwritten.length),
    );
  }

  /** Whether the record comes too late: another has its event's id. Records must be given in the order of their offsets. */
  isLate(record: ClaimingRecord): Promise<boolean> {
    const owner = this.#ownerInMemory(record);
    if (owner && !sameRecord(owner, record)) return Promise.resolve(true);
    const decided = new Promise<boolean>((resolve) => this.#waiting.push({ record, decided: resolve }));
    if (!this.#deciding) void this.#decide();
    return decided;
  }

  async #decide(): Promise<void> {
    this.#deciding = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      const late = await this.#claim(batch.map(({ record }) => record));
      for (const [index, { record, decided }] of batch.entries()) {
        if (!late.has(index)) this.#remember(record);
        decided(late.has(index));
      }
    }
    this.#deciding = false;
    if (this.#unwritten.length > 0) this.#catchUpLater();
  }

  /** Should nobody claim anything more: what only this process knows would be lost with it. */
  #catchUpLater(): void {
    this.#cancelCatchUp?.();
    this.#cancelCatchUp = this.clock.after(REST_MS, () => {
      if (!this.#deciding) void this.#catchUp();
    });
  }

  async #catchUp(): Promise<void> {
    this.#deciding = true;
    await this.#writeDown().catch((error: unknown) => this.#rest(error, 0));
    await this.#decide();
  }

  #rest(error: unknown, ids: number): void {
    this.#restUntilMs = this.clock.monotonic() + REST_MS;
    this.log.warn({ error, ids }, 'event-claims.unchecked');
  }

  async #claim(records: readonly ClaimingRecord[]): Promise<ReadonlySet<number>> {
    if (this.clock.monotonic() >= this.#restUntilMs) {
      try {
        await this.#writeDown();
        return await within(
          this.clock,
          PATIENCE_MS,
          'claiming event ids',
          claimEvents(this.sql, records, this.windowSeconds),
        );
      } catch (error) {
        this.#rest(error, records.length);
      }
    }
    this.#unchecked.inc(records.length);
    return this.#claimInMemory(records);
  }

  #claimInMemory(records: readonly ClaimingRecord[]): ReadonlySet<number> {
    const late = new Set<number>();
    for (const [index, record] of records.entries()) {
      const owner = this.#ownerInMemory(record);
      if (owner && !sameRecord(owner, record)) late.add(index);
      else {
        this.#remember(record);
        if (this.#unwritten.length < MAX_UNWRITTEN) this.#unwritten.push(record);
      }
    }
    return late;
  }

  async #writeDown(): Promise<void> {
    while (this.#unwritten.length > 0) {
      const batch = this.#unwritten.slice(0, MAX_BATCH);
      await within(
        this.clock,
        PATIENCE_MS * 10,
        'writing claims down',
        claimEvents(this.sql, batch, this.windowSeconds),
      );
      this.#unwritten = this.#unwritten.slice(batch.length);
    }
  }

  #ownerInMemory(record: ClaimingRecord): ClaimingRecord | undefined {
    const remembered = this.#remembered.get(keyOf(record));
    if (!remembered) return undefined;
    const ageMs = Date.parse(record.acceptedAt) - Date.parse(remembered.acceptedAt);
    return ageMs > this.windowSeconds * 1000 ? undefined : remembered;
  }

  #remember(record: ClaimingRecord): void {
    this.#remembered.set(keyOf(record), record);
    if (this.#remembered.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined) this.#remembered.delete(oldest);
  }
}

const keyOf = ({ tenant, eventId }: ClaimingRecord): string => `${tenant}:${eventId}`;

const sameRecord = (a: ClaimingRecord, b: ClaimingRecord): boolean =>
  a.topic === b.topic && a.partition === b.partition && a.offset === b.offset;
