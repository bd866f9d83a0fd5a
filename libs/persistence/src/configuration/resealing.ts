import { ChangeAtHand, withChangeAtHand } from '../audit/change-at-hand.js';
import type { Sql, Statements } from '../sql.js';
import { announce } from './outbox.js';

/** What of an endpoint is sealed, each by itself. */
export type SealedPart = 'secret' | 'key' | 'headers' | 'signing' | 'auth';

/** Where something sealed belongs, and opens alone. */
export type SealedPlace =
  | { readonly of: 'endpoint'; readonly part: SealedPart; readonly id: string }
  | { readonly of: 'answer'; readonly caller: string; readonly key: string };

/** Seals a value again for the same place; undefined for one that doesn't open, which stays as it is. */
export type SealAgain = (sealed: string, place: SealedPlace) => string | undefined;

/** What one step did, and where the next one goes on; `next` is undefined when there is nothing behind it. */
export interface Resealed<T> {
  readonly values: number;
  readonly next: T | undefined;
}

/** What is to be sealed again: all that doesn't begin like this. */
export interface Resealing {
  readonly prefix: string;
  readonly atOnce: number;
  readonly sealAgain: SealAgain;
}

type KeptAnswerKey = readonly [caller: string, key: string];

type SealedEndpoint = Readonly<Record<'headers' | 'signing' | 'auth', string | null> & { id: string }>;

/** What the audit log says of it. */
const asked = {
  actor: { kind: 'postrider', id: 'postrider' },
  operation: 'reseal',
  subject: { kind: 'postrider' },
} as const;

/**
 * Seals the next endpoints' secrets, keys, headers, signings and credentials again, and announces them, in one
 * transaction. What somebody changes at the moment is passed over: {@link sealedOtherwise} still counts it.
 */
export function resealEndpoints(sql: Sql, resealing: Resealing, after: string): Promise<Resealed<string>> {
  const { prefix, atOnce, sealAgain } = resealing;
  return withChangeAtHand(new ChangeAtHand(asked), () =>
    sql.transaction(async (statements) => {
      const endpoints = await statements.query<SealedEndpoint>(
        `select id, sealed_headers as headers, sealed_signing as signing, sealed_auth as auth from endpoints e
         where id > $2 and ${sealedOtherwiseWithin('$1')} order by id limit $3 for update skip locked`,
        [prefix, after, atOnce],
      );
      const changed: string[] = [];
      const again = <T extends string | null>(part: SealedPart, id: string, sealed: T): T | string => {
        const anew = sealed?.startsWith(prefix) === false ? sealAgain(sealed, { of: 'endpoint', part, id }) : undefined;
        if (anew !== undefined) changed.push(id);
        return anew ?? sealed;
      };
      await resealColumns(statements, endpoints, again);
      await resealSecrets(
        statements,
        endpoints.map(({ id }) => id),
        again,
      );
      await announce(statements, 'endpoint', changed);
      return { values: changed.length, next: endpoints.at(-1)?.id };
    }),
  );
}

type Again = <T extends string | null>(part: SealedPart, endpoint: string, sealed: T) => T | string;

async function resealColumns(
  statements: Statements,
  endpoints: readonly SealedEndpoint[],
  again: Again,
): Promise<void> {
  const columns = (['headers', 'signing', 'auth'] as const).map((part) =>
    endpoints.map((endpoint) => again(part, endpoint.id, endpoint[part])),
  );
  await statements.query(
    `update endpoints e set sealed_headers = g.headers, sealed_signing = g.signing, sealed_auth = g.auth
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as g (id, headers, signing, auth) where e.id = g.id`,
    [endpoints.map(({ id }) => id), ...columns],
  );
}

async function resealSecrets(statements: Statements, endpoints: readonly string[], again: Again): Promise<void> {
  const secrets = await statements.query<{
    id: string;
    endpoint: string;
    kind: 'symmetric' | 'private';
    sealed: string;
  }>(
    'select id, endpoint_id as endpoint, kind, sealed from endpoint_secrets where endpoint_id = any($1) order by id for update',
    [endpoints],
  );
  await statements.query(
    'update endpoint_secrets s set sealed = g.sealed from unnest($1::bigint[], $2::text[]) as g (id, sealed) where s.id = g.id',
    [
      secrets.map(({ id }) => id),
      secrets.map(({ endpoint, kind, sealed }) => again(kind === 'private' ? 'key' : 'secret', endpoint, sealed)),
    ],
  );
}

/** Seals the next answers that are kept for an Idempotency-Key again, in one transaction. */
export function resealAnswers(
  sql: Sql,
  { prefix, atOnce, sealAgain }: Resealing,
  after: KeptAnswerKey,
): Promise<Resealed<KeptAnswerKey>> {
  return sql.transaction(async (statements) => {
    const rows = await statements.query<{ caller: string; key: string; sealed_body: string }>(
      `select caller, key, sealed_body from idempotency_keys
       where (caller, key) > ($1, $2) and not starts_with(sealed_body, $3) order by caller, key limit $4 for update skip locked`,
      [...after, prefix, atOnce],
    );
    const anew = rows.flatMap(({ caller, key, sealed_body: sealed }) => {
      const again = sealAgain(sealed, { of: 'answer', caller, key });
      return again === undefined ? [] : [{ caller, key, again }];
    });
    await statements.query(
      `update idempotency_keys i set sealed_body = a.sealed
       from unnest($1::text[], $2::text[], $3::text[]) as a (caller, key, sealed) where (i.caller, i.key) = (a.caller, a.key)`,
      [anew.map(({ caller }) => caller), anew.map(({ key }) => key), anew.map(({ again }) => again)],
    );
    const last = rows.at(-1);
    return { values: anew.length, next: last && [last.caller, last.key] };
  });
}

/** How many endpoints, and kept answers, have something that doesn't begin like this. */
export async function sealedOtherwise(
  statements: Statements,
  prefix: string,
): Promise<{ readonly endpoints: number; readonly answers: number }> {
  const [row] = await statements.query<{ endpoints: string; answers: string }>(
    `select (select count(*) from endpoints e where ${sealedOtherwiseWithin('$1')}) as endpoints,
       (select count(*) from idempotency_keys where not starts_with(sealed_body, $1)) as answers`,
    [prefix],
  );
  return { endpoints: Number(row?.endpoints ?? 0), answers: Number(row?.answers ?? 0) };
}

/** Of the endpoints `e`: whether anything of one doesn't begin with a parameter. */
const sealedOtherwiseWithin = (prefix: string): string =>
  `(not starts_with(e.sealed_headers, ${prefix}) or not starts_with(e.sealed_signing, ${prefix}) or not starts_with(e.sealed_auth, ${prefix})
    or exists (select from endpoint_secrets s where s.endpoint_id = e.id and not starts_with(s.sealed, ${prefix})))`;
