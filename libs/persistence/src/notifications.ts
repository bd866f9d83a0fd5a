import type { Log } from '@postrider/observability';
import { untilItWorks, type Clock } from '@postrider/time';
import pg from 'pg';
import type { Statements } from './sql.js';

/** What one process tells the others through Postgres, so that nobody has to poll. */
export type Channel =
  'postrider_outbox' | 'postrider_relayed' | 'postrider_retries' | 'postrider_jobs' | 'postrider_operational_events';

/** Tells whoever listens to `channel`, once the surrounding transaction commits. */
export async function notify(statements: Statements, channel: Channel, payload = ''): Promise<void> {
  await statements.query('select pg_notify($1, $2)', [channel, payload]);
}

/**
 * Listens on a connection of its own, made anew whenever it breaks. A notification can be missed meanwhile: `heard` is
 * then called with an empty payload, and a listener looks for itself.
 */
export class Notifications<C extends Channel = Channel> {
  #client: pg.Client | undefined;
  readonly #stopping = new AbortController();

  constructor(
    private readonly url: string,
    private readonly channels: readonly C[],
    private readonly heard: (channel: C, payload: string) => void,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  start(): void {
    void untilItWorks(() => this.#listen(), {
      clock: this.clock,
      backOff: { baseMs: 200, capMs: 5000 },
      signal: this.#stopping.signal,
      failed: (error, waitMs) => this.log.warn({ error, waitMs }, 'database.listen-failed'),
    }).catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('no longer listening'));
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #listen(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 3000, keepAlive: true });
    let ended = false;
    client.on('notification', ({ channel, payload = '' }) => this.heard(channel as C, payload));
    client.on('error', (error) => this.log.warn({ error }, 'database.listener-lost'));
    client.once('end', () => {
      ended = true;
      if (this.#client === client) this.start();
    });
    try {
      await client.connect();
      for (const channel of this.channels) await client.query(`listen ${channel}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    if (this.#stopping.signal.aborted) return client.end();
    // It can break with its last answer; nobody would listen any more.
    if (ended) throw new Error('the connection broke');
    this.#client = client;
    for (const channel of this.channels) this.heard(channel, '');
  }
}
