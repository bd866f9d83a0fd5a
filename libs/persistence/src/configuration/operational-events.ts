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
  /** The endpoint or the tenant that it's about: what is told of one comes in its order. */
  readonly about: string;
  readonly data: object;
  readonly createdAt: string;
}

/** An event to be told, of a type that is there from the start. */
export interface ToTell {
  readonly type: string;
  readonly about: string;
  readonly data: object;
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
    return which ? [{ type, about: endpoint, data: { ...which, ...data } }] : [];
  });
  await tell(statements, told, nowMs);
}

/** Has operational events told, in the transaction that decides what they tell. */
export async function tell(statements: Statements, events: readonly ToTell[], nowMs: number): Promise<void> {
  if (events.length === 0) return;
  await statements.query(
    `insert into operational_events (id, type, about, data, created_at)
     select id, type, about, data, $5 from unnest($1::text[], $2::text[], $3::text[], $4::json[]) with ordinality as g (id, type, about, data, place)
     order by place`,
    [
      events.map(() => mintId('evt', nowMs)),
      events.map(({ type }) => type),
      events.map(({ about }) => about),
      events.map(({ data }) => JSON.stringify(data)),
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
    about: string;
    data: object;
    created_at: Date;
  }>('select * from operational_events order by place limit $1', [limit]);
  return rows.map(({ created_at: createdAt, ...event }) => ({ ...event, createdAt: createdAt.toISOString() }));
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
