import type { KafkaRecord } from '@postrider/kafka';
import { createLog, Metrics } from '@postrider/observability';
import { Sql } from '@postrider/persistence';

/** What a dispatched delivery leaves behind. */
export interface BareAttempt {
  readonly id: string;
  readonly event: string;
  readonly status: number;
  readonly ms: number;
}

const FLUSH_MS = 50;

/** Events, deliveries and attempts, written in batches. */
export class BareLog {
  #events: KafkaRecord[] = [];
  #attempts: BareAttempt[] = [];
  #busy = false;

  private constructor(private readonly sql: Sql) {
    setInterval(() => void this.#flush(), FLUSH_MS);
  }

  static async open(url: string): Promise<BareLog> {
    const options = { url, connections: 4, statementTimeoutMs: 30_000 };
    const sql = new Sql(options, createLog('bench-bare', 'silent'), new Metrics('bench-bare'));
    await sql.query('create table bare_events (id text primary key, body bytea, at timestamptz default now())');
    await sql.query(
      'create table bare_deliveries (id text primary key, event_id text, status text, at timestamptz default now())',
    );
    await sql.query(
      'create table bare_attempts (id uuid primary key, delivery_id text, status int, ms real, at timestamptz default now())',
    );
    await sql.query('create index on bare_deliveries (event_id)');
    await sql.query('create index on bare_attempts (delivery_id)');
    return new BareLog(sql);
  }

  addEvents(records: readonly KafkaRecord[]): void {
    this.#events.push(...records);
  }

  addAttempts(records: readonly KafkaRecord[]): void {
    this.#attempts.push(...records.map(({ value }) => JSON.parse(value?.toString() ?? '') as BareAttempt));
  }

  async #flush(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#writeEvents(this.#events.splice(0));
      await this.#writeAttempts(this.#attempts.splice(0));
    } finally {
      this.#busy = false;
    }
  }

  async #writeEvents(records: readonly KafkaRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.sql.query(
      'insert into bare_events (id, body) select * from unnest($1::text[], $2::bytea[]) on conflict do nothing',
      [records.map(({ key }) => key?.toString()), records.map(({ value }) => value)],
    );
  }

  async #writeAttempts(attempts: readonly BareAttempt[]): Promise<void> {
    if (attempts.length === 0) return;
    const ids = attempts.map(({ event }) => event);
    await this.sql.query(
      `insert into bare_deliveries (id, event_id, status) select id, id, 'delivered' from unnest($1::text[]) as id on conflict do nothing`,
      [ids],
    );
    await this.sql.query(
      'insert into bare_attempts (id, delivery_id, status, ms) select * from unnest($1::uuid[], $2::text[], $3::int[], $4::real[])',
      [attempts.map(({ id }) => id), ids, attempts.map(({ status }) => status), attempts.map(({ ms }) => ms)],
    );
  }
}
