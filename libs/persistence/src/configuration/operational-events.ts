import { mintId, RESERVED_TENANT, type AboutEndpoint, type OperationalNews } from '@postrider/schemas';
import { notify } from '../notifications.js';
import type { Statements } from '../sql.js';

/** Something that happened to an endpoint and is to be told. */
export interface EndpointNews {
  readonly endpoint: string;
  readonly news: OperationalNews;
}

/** An operational event that isn't known to be on Kafka. */
export interface UntoldEvent {
  /** Where it stands among the others. */
  readonly place: string;
  readonly id: string;
  readonly type: string;
  readonly endpoint: string;
  readonly data: object;
  readonly createdAt: string;
}

/**
 * Has operational events told, in the transaction that decides what they tell; each has its id from here on, however
 * often it's sent. Nothing is told of the platform's own endpoints: an event that tells of its own failure would fail too.
 */
export async function tellOfEndpoints(
  statements: Statements,
  all: readonly EndpointNews[],
  nowMs: number,
): Promise<void> {
  if (all.length === 0) return;
  const rows = await statements.query<{ id: string; tenant: string; url: string }>(
    'select id, tenant, url from endpoints where id = any($1) and tenant <> $2',
    [[...new Set(all.map(({ endpoint }) => endpoint))], RESERVED_TENANT],
  );
  const about = new Map(rows.map(({ id, tenant, url }) => [id, { tenant, endpoint: id, url: shownUrl(url) }]));
  const told = all.flatMap(({ endpoint, news: { type, data } }) => {
    const which: AboutEndpoint | undefined = about.get(endpoint);
    return which ? [{ type, endpoint, data: { ...which, ...data } }] : [];
  });
  if (told.length === 0) return;
  await statements.query(
    `insert into operational_events (id, type, endpoint_id, data, created_at)
     select id, type, endpoint, data, $5 from unnest($1::text[], $2::text[], $3::text[], $4::json[]) with ordinality as g (id, type, endpoint, data, place)
     order by place`,
    [
      told.map(() => mintId('evt', nowMs)),
      told.map(({ type }) => type),
      told.map(({ endpoint }) => endpoint),
      told.map(({ data }) => JSON.stringify(data)),
      new Date(nowMs),
    ],
  );
  await notify(statements, 'postrider_operational_events');
}

/** The oldest that are still to be told, in their order. */
export async function untoldEvents(statements: Statements, limit: number): Promise<readonly UntoldEvent[]> {
  const rows = await statements.query<{
    place: string;
    id: string;
    type: string;
    endpoint_id: string;
    data: object;
    created_at: Date;
  }>('select * from operational_events order by place limit $1', [limit]);
  return rows.map(({ endpoint_id: endpoint, created_at: createdAt, ...event }) => ({
    ...event,
    endpoint,
    createdAt: createdAt.toISOString(),
  }));
}

/** Forgets those that are on Kafka. */
export async function forgetTold(statements: Statements, places: readonly string[]): Promise<void> {
  await statements.query('delete from operational_events where place = any($1::bigint[])', [places]);
}

/** How many are still to be told. */
export async function untoldCount(statements: Statements): Promise<number> {
  const [row] = await statements.query<{ count: string }>('select count(*) as count from operational_events');
  return Number(row?.count ?? 0);
}

/** A URL for others than its owner to see: what may be a credential in it is left out. */
function shownUrl(text: string): string {
  const url = new URL(text);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
