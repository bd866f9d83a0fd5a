import pg from 'pg';
import { codeOf, reasonOf, StackError } from './stack-error.js';

/** The oldest Postgres that is supported, as `server_version_num` writes it. */
const OLDEST = 150_000;
const TIMEOUT_MS = 5000;

/**
 * Checks that a database is there and lets us in; rejects with a {@link StackError} whose sentence names the variable
 * and what is wrong with it, without the password.
 */
export async function checkDatabase(databaseUrl: string, variable = 'DATABASE_URL'): Promise<void> {
  const where = place(databaseUrl);
  if (where === undefined) {
    throw new StackError(
      'database-unreachable',
      `${variable} is not a Postgres address: write it as postgres://user:password@host:5432/database.`,
    );
  }
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // A connection that breaks between the answers would otherwise end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; number: number }>(
      "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number",
    );
    const found = rows[0];
    if (found && found.number >= OLDEST) return;
    throw new StackError(
      'database-too-old',
      `${variable} names Postgres ${found?.version ?? 'of no known version'} at ${where.server}: 15 or newer is needed.`,
    );
  } catch (error) {
    throw error instanceof StackError ? error : explained(error, variable, where);
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Place {
  readonly server: string;
  readonly database: string;
  readonly user: string;
}

function place(databaseUrl: string): Place | undefined {
  try {
    const { protocol, hostname, port, pathname, username } = new URL(databaseUrl);
    if (protocol !== 'postgres:' && protocol !== 'postgresql:') return undefined;
    const user = decodeURIComponent(username);
    return { server: `${hostname}:${port || '5432'}`, database: decodeURIComponent(pathname.slice(1)) || user, user };
  } catch {
    return undefined;
  }
}

/** By SQLSTATE (Postgres manual, appendix A), and by what isn't one: the server wasn't reached. */
function explained(error: unknown, variable: string, { server, database, user }: Place): StackError {
  const code = codeOf(error);
  const options = { cause: error };
  if (code === '3D000') {
    return new StackError(
      'database-missing',
      `${variable} names the database ${database}, which ${server} doesn't have: create it, or correct the name.`,
      options,
    );
  }
  if (code === '28P01' || code === '28000') {
    return new StackError(
      'database-refused',
      `${variable}: Postgres at ${server} doesn't let ${user || 'nobody'} in with this password: ${reasonOf(error)}.`,
      options,
    );
  }
  return new StackError(
    'database-unreachable',
    `${variable} names Postgres at ${server}, which doesn't answer: ${reasonOf(error)}.`,
    options,
  );
}
