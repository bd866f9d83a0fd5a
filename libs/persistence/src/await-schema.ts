import pg from 'pg';
import { migrationsStanding } from './migrations/standing.js';

/** What a database says of its schema: what it lacks of what this version knows. One that is ahead lacks nothing. */
export type SchemaAnswer =
  | { readonly kind: 'lacks'; readonly migrations: readonly string[] }
  | { readonly kind: 'away'; readonly error: unknown };

const TIMEOUT_MS = 5000;

/** Asks a database, once. It's only looked at: what isn't there isn't made, since a migration may be under way. */
export async function schemaOf(url: string): Promise<SchemaAnswer> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    statement_timeout: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { kind: 'lacks', migrations: (await migrationsStanding(client)).missing };
  } catch (error) {
    return { kind: 'away', error };
  } finally {
    await client.end().catch(() => undefined);
  }
}

export interface SchemaWait {
  /** Asks, as {@link schemaOf} does. */
  readonly ask: () => Promise<SchemaAnswer>;
  readonly pause: () => Promise<void>;
  /** How often a database that is away is asked in a row. */
  readonly tries: number;
  /** Hears of every answer that isn't the last one. */
  readonly told: (answer: SchemaAnswer) => void;
}

/**
 * Resolves when the database has this version's schema, or when it's away: the services accept and deliver without one, so a
 * start mustn't wait for it. It waits without an end while a database answers and lacks something: what starts this says for how long.
 */
export async function awaitSchema({ ask, pause, tries, told }: SchemaWait): Promise<'present' | 'away'> {
  for (let away = 0; ;) {
    const answer = await ask();
    if (answer.kind === 'lacks' && answer.migrations.length === 0) return 'present';
    away = answer.kind === 'away' ? away + 1 : 0;
    if (away === tries) return 'away';
    told(answer);
    await pause();
  }
}
