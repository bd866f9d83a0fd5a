import { FilteredEvent, Wants } from '@postrider/filter';
import { deliveryId, type EndpointEntity, type ReplayStatus } from '@postrider/schemas';
import { loadRegistryEntities } from '../configuration/registry-source.js';
import type { Cursor } from '../cursor.js';
import { inIndexOrder } from '../log/in-index-order.js';
import type { DeliveryIdentity } from '../log/log-store.js';
import type { Statements } from '../sql.js';
import type { JobStep, OpenJob } from './job-steps.js';
import { makeDeliveries, startRuns, type FoundDelivery } from './new-runs.js';

/** Events that one step looks at, however few of them the endpoint wants. */
const SCAN = 1000;
/** Data that one step looks at, but for the first event's; where filters ask for it. */
const SCAN_BYTES = 8 * 1024 * 1024;
/** Endpoints that one step looks at, for one event. */
const ENDPOINTS = 200;

/** What is replayed, as a job or its count needs it. */
export type ReplayScope = Pick<OpenJob, 'kind' | 'tenant' | 'endpoint' | 'since' | 'until' | 'cursor' | 'scope'>;

/** A delivery that a replay makes: of an event that the endpoint never got, or that it gets once more. */
export type ReplayItem =
  | { readonly kind: 'new'; readonly delivery: DeliveryIdentity; readonly at: Cursor }
  | { readonly kind: 'again'; readonly delivery: FoundDelivery; readonly at: Cursor };

/** The next part of a replay, oldest first. */
export interface ReplayPart {
  readonly items: readonly ReplayItem[];
  /** Where it ends; undefined when there is no more. */
  readonly end: Cursor | undefined;
}

/** Makes the next deliveries of a replay or backfill; what is on its way already is left alone. */
export async function replayStep(statements: Statements, job: OpenJob, limit: number): Promise<JobStep> {
  const part = await replayPart(statements, job);
  const items = part.items.slice(0, limit);
  const isCut = items.length < part.items.length;
  const cursor = (isCut ? items.at(-1)?.at : part.end) ?? null;
  const made = await makeDeliveries(
    statements,
    items.flatMap((item) => (item.kind === 'new' ? [item.delivery] : [])),
  );
  const again = items.flatMap((item) => (item.kind === 'again' ? [item.delivery] : []));
  const started = await startRuns(statements, again, 'replay');
  return { changed: made + started, finished: !isCut && part.end === undefined, cursor };
}

/** What a replay would make of the part of the log behind its cursor. */
export async function replayPart(statements: Statements, replay: ReplayScope): Promise<ReplayPart> {
  const { pairs, end } =
    replay.scope.event === undefined ? await eventsFor(statements, replay) : await endpointsFor(statements, replay);
  const found = await standingOf(
    statements,
    pairs.map(({ delivery }) => delivery),
  );
  const items = pairs.flatMap(({ delivery, at }): ReplayItem[] => {
    const known = found.get(delivery.id);
    if (!known) return [{ kind: 'new', delivery, at }];
    return isAgain(replay, known) ? [{ kind: 'again', delivery: known, at }] : [];
  });
  return { items, end };
}

/** Whether a delivery that there is gets another run; what is on its way already never does. */
function isAgain({ kind, scope }: ReplayScope, { status, reason }: StandingDelivery): boolean {
  if (kind === 'backfill') return false;
  const replay: ReplayStatus = scope.replay ?? 'all';
  switch (status) {
    case 'dead':
      return true;
    case 'delivered':
      return replay === 'all';
    case 'cancelled':
      // What somebody called off isn't missing, nor what a transformation dropped.
      return replay === 'all' || (reason !== 'requested' && reason !== 'transform_dropped');
    case 'pending':
    case 'retrying':
    case 'held':
      return false;
  }
}

/** An event and an endpoint that wants it, and where that stands in the order of the replay. */
interface Pair {
  readonly delivery: DeliveryIdentity;
  readonly at: Cursor;
}

interface Pairs {
  readonly pairs: readonly Pair[];
  readonly end: Cursor | undefined;
}

const NO_PAIRS: Pairs = { pairs: [], end: undefined };

/** The events of a time that one endpoint wants now. */
async function eventsFor(
  statements: Statements,
  { tenant, endpoint, since, until, cursor }: ReplayScope,
): Promise<Pairs> {
  if (endpoint === null) return NO_PAIRS;
  const [wanting] = await load(statements, tenant, [endpoint]);
  if (!wanting) return NO_PAIRS;
  const { looksAtData } = wanting.wants;
  const events = await inIndexOrder(statements, () =>
    statements.query<EventRow & { readonly found: string }>(
      `select ${columns(looksAtData)}, found from (
       select *, count(*) over () as found, sum(octet_length(data)) over (order by accepted_at, id rows unbounded preceding) - octet_length(data) as bytes_before
       from (
         select * from events
         where tenant = $1 and accepted_at >= $2 and accepted_at < $3 and ($4::timestamptz is null or (accepted_at, id) > ($4, $5))
         order by accepted_at, id limit $6
       ) scanned
     ) sized where not $7::boolean or bytes_before is null or bytes_before < $8 order by accepted_at, id`,
      [
        tenant,
        since ?? '-infinity',
        until ?? 'infinity',
        cursor?.at ?? null,
        cursor?.id ?? null,
        SCAN,
        looksAtData,
        SCAN_BYTES,
      ],
    ),
  );
  const pairs = events.flatMap((event) => pairOf(tenant, wanting, event, event.id));
  const last = events.at(-1);
  const isCut = last !== undefined && (events.length < Number(last.found) || events.length === SCAN);
  return { pairs, end: isCut ? { at: last.accepted_at.toISOString(), id: last.id } : undefined };
}

/** The endpoints that want one event now. */
async function endpointsFor(
  statements: Statements,
  { tenant, endpoint, since, cursor, scope }: ReplayScope,
): Promise<Pairs> {
  const [event] = await statements.query<EventRow>(
    `select ${columns(true)} from events where tenant = $1 and id = $2 and accepted_at = $3`,
    [tenant, scope.event, since],
  );
  if (!event) return NO_PAIRS;
  const rows = await statements.query<{ id: string }>(
    `select id from endpoints where tenant = $1 and ($2::text is null or id = $2) and ($3::text is null or id > $3) order by id limit $4`,
    [tenant, endpoint, cursor?.id ?? null, ENDPOINTS],
  );
  const ids = rows.map(({ id }) => id);
  const wanting = await load(statements, tenant, ids);
  const pairs = wanting.flatMap((one) => pairOf(tenant, one, event, one.id));
  const last = ids.at(-1);
  const at = event.accepted_at.toISOString();
  return { pairs, end: last !== undefined && ids.length === ENDPOINTS ? { at, id: last } : undefined };
}

/** What has to be known of an event to say who wants it; its data only where somebody looks at that. */
const columns = (withData: boolean): string =>
  `id, accepted_at, type, version, timestamp, ordering_key, labels, ce_source, ce_id, expunged_at, ${withData ? 'data' : 'null as data'}`;

interface EventRow extends Record<string, unknown> {
  readonly id: string;
  readonly accepted_at: Date;
  readonly type: string;
  readonly version: number | null;
  readonly timestamp: Date;
  readonly ordering_key: string | null;
  readonly labels: string[] | null;
  readonly ce_source: string | null;
  readonly ce_id: string | null;
  readonly expunged_at: Date | null;
  readonly data: Buffer | null;
}

interface Wanting {
  readonly id: string;
  readonly wants: Wants;
}

/** Endpoints of a tenant in the order of ids, as the registry has them. */
async function load(statements: Statements, tenant: string, ids: readonly string[]): Promise<Wanting[]> {
  const entities = await loadRegistryEntities(
    statements,
    ids.map((id) => `endpoint:${id}`),
  );
  const endpoints = [...entities.values()].flatMap((entity) => (entity.kind === 'endpoint' ? [entity] : []));
  return endpoints
    .filter((one) => one.tenant === tenant)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((endpoint: EndpointEntity) => ({ id: endpoint.id, wants: new Wants(endpoint) }));
}

function filteredOf(row: EventRow): FilteredEvent {
  const { id, type, version, timestamp, ordering_key: orderingKey, labels, ce_source: source, ce_id: ceId } = row;
  const metadata = {
    id,
    type,
    timestamp: timestamp.toISOString(),
    version: version ?? undefined,
    orderingKey: orderingKey ?? undefined,
    labels: labels ?? undefined,
    cloudEvent: source !== null && ceId !== null ? { source, id: ceId } : undefined,
  };
  return new FilteredEvent(metadata, row.data ?? { kind: 'unreadable' });
}

function pairOf(tenant: string, endpoint: Wanting, event: EventRow, placeId: string): Pair[] {
  // There is nothing left to send.
  if (event.expunged_at) return [];
  const wanted = endpoint.wants.of(filteredOf(event));
  if (!wanted) return [];
  const acceptedAt = event.accepted_at.toISOString();
  const delivery = {
    id: deliveryId(event.id, acceptedAt, endpoint.id),
    acceptedAt,
    tenant,
    event: event.id,
    eventType: event.type,
    endpoint: endpoint.id,
    subscription: wanted.subscription?.id ?? null,
    orderingKey: event.ordering_key,
    ...(event.labels && { labels: event.labels }),
    transformed: wanted.subscription?.transform !== undefined,
  };
  return [{ delivery, at: { at: acceptedAt, id: placeId } }];
}

interface StandingDelivery extends FoundDelivery {
  readonly reason: string | null;
}

/** How those of these deliveries stand that there are. */
async function standingOf(
  statements: Statements,
  deliveries: readonly DeliveryIdentity[],
): Promise<ReadonlyMap<string, StandingDelivery>> {
  if (deliveries.length === 0) return new Map();
  const times = deliveries.map(({ acceptedAt }) => acceptedAt).sort();
  const rows = await statements.query<{
    id: string;
    accepted_at: Date;
    endpoint_id: string;
    status: FoundDelivery['status'];
    reason: string | null;
  }>(
    'select id, accepted_at, endpoint_id, status, reason from deliveries where id = any($1) and accepted_at between $2 and $3',
    [deliveries.map(({ id }) => id), times[0], times.at(-1)],
  );
  return new Map(
    rows.map(({ id, accepted_at: at, endpoint_id: endpoint, status, reason }) => [
      id,
      { id, acceptedAt: at.toISOString(), endpoint, status, reason },
    ]),
  );
}
