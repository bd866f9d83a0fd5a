import type { Statements } from '../sql.js';

/** How many of each kind of credential run out before long, though something depends on them. */
export interface ExpiringCredentials {
  /** API keys that are made to last, and were used of late. */
  readonly apiKeys: number;
  /** Client certificates of enabled endpoints; those that have run out already are among them. */
  readonly clientCertificates: number;
}

/** A key that was to live for less than this many times the notice is a short one: running out is what it's for. */
const MADE_TO_LAST = 2;
const USED_OF_LATE = '7 days';

/** Counts what runs out within so many days. */
export async function expiringCredentials(statements: Statements, days: number): Promise<ExpiringCredentials> {
  const [row] = await statements.query<{ keys: string; certificates: string }>(
    `select
       (select count(*) from api_keys
        where expires_at > now() and expires_at < now() + make_interval(days => $1)
          and expires_at - created_at > make_interval(days => $1 * ${MADE_TO_LAST})
          and last_used_at > now() - interval '${USED_OF_LATE}') as keys,
       (select count(*) from endpoints
        where status = 'enabled' and auth->>'type' = 'mtls'
          and (auth->>'expiresAt')::timestamptz < now() + make_interval(days => $1)) as certificates`,
    [days],
  );
  return { apiKeys: Number(row?.keys ?? 0), clientCertificates: Number(row?.certificates ?? 0) };
}
