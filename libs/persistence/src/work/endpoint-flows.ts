import type { EndpointFlow } from '@postrider/schemas';
import type { Due } from '../log/log-store.js';
import type { Statements } from '../sql.js';

/** How many of an endpoint's redeliveries may be under way while its owner hasn't said. */
export const UNKNOWN_CAPACITY = 10;

/**
 * How much older than the flow that is known a report may be and still replace it: reports come in the order of their
 * topic, from one owner after another, and two owners' clocks differ. What is older was redriven from the dead-letter topic.
 */
const CLOCKS_DIFFER_SECONDS = 60;

/** What there is to note of an endpoint. */
export interface EndpointNote {
  /** What its owner said it can take, and when by the owner's clock. */
  readonly reported?: { readonly flow: EndpointFlow; readonly at: string };
  /** When the releaser is to look at it: because something is due then, or `now` that something takes no place any more. */
  readonly look: Due | 'now';
}

/**
 * Keeps what owners reported, and has the releaser look at these endpoints. A rest ends by the database's clock, never
 * later than its length from now; a flow without one ends the rest before it. Comes last in a transaction: whoever holds
 * a row of endpoint_flows waits for nothing else, least of all a row of retries.
 */
export async function noteEndpoints(statements: Statements, notes: ReadonlyMap<string, EndpointNote>): Promise<void> {
  const sorted = [...notes].sort(([a], [b]) => (a < b ? -1 : 1));
  await statements.query(NOTE, [
    sorted.map(([id]) => id),
    sorted.map(([, { reported }]) => reported?.flow.capacity ?? null),
    sorted.map(([, { reported }]) => reported?.flow.restMs ?? null),
    sorted.map(([, { reported }]) => reported?.at ?? null),
    sorted.map(([, { look }]) => (look === 'now' ? null : look.from)),
    sorted.map(([, { look }]) => (look === 'now' ? null : look.afterMs)),
    CLOCKS_DIFFER_SECONDS,
  ]);
}

const NOTE = {
  name: 'note-endpoints',
  text: `
    with given as (
      select * from unnest($1::text[], $2::int[], $3::float8[], $4::timestamptz[], $5::timestamptz[], $6::float8[])
        as g (endpoint_id, capacity, rest, at, look_from, look_after)
    )
    insert into endpoint_flows as f (endpoint_id, capacity, rest_until, reported_at, look_at)
    select endpoint_id, capacity, least(now(), at) + rest * interval '1 millisecond', case when at is not null then least(now(), at) end,
      greatest(now(), least(now(), look_from) + look_after * interval '1 millisecond') from given
    on conflict (endpoint_id) do update set look_at = least(f.look_at, excluded.look_at),
      (capacity, rest_until, reported_at) = (
        select n.capacity, n.rest_until, n.reported_at
        from (values (f.capacity, f.rest_until, f.reported_at, 1), (excluded.capacity, excluded.rest_until, excluded.reported_at, 2))
          as n (capacity, rest_until, reported_at, place)
        where n.place = case when excluded.reported_at > coalesce(f.reported_at, '-infinity') - make_interval(secs => $7) then 2 else 1 end)`,
};

/** Has the releaser look at endpoints now; as {@link noteEndpoints} does. */
export async function lookAtEndpoints(statements: Statements, ids: Iterable<string>): Promise<void> {
  await noteEndpoints(statements, new Map([...ids].map((id) => [id, { look: 'now' }])));
}

/** The same for the endpoints of the rows of `from`, at the moment `when`, as one part of the statement that made those rows. */
export const lookAtEndpointsOf = (from: string, when = 'now()'): string => `
  insert into endpoint_flows as f (endpoint_id, look_at)
  select endpoint_id, ${when} from (select distinct endpoint_id from ${from} order by endpoint_id) touched
  on conflict (endpoint_id) do update set look_at = least(f.look_at, excluded.look_at)`;

/** How long until the releaser has to look at some endpoint, in milliseconds; undefined when there is none. */
export async function nextLookMs(statements: Statements): Promise<number | undefined> {
  const [row] = await statements.query<{ wait: number | null }>({
    name: 'next-look',
    text: 'select (extract(epoch from min(look_at) - now()) * 1000)::float8 as wait from endpoint_flows where look_at is not null',
  });
  return row?.wait ?? undefined;
}
