import { deliveryId, wants, type EndpointEntity, type ReplayStatus, type Wanted } from '@postrider/schemas';
import { loadRegistryEntities } from '../configuration/registry-source.js';
import type { Cursor } from '../cursor.js';
import type { DeliveryIdentity } from '../log/log-store.js';
import type { Statements } from '../sql.js';
import type { JobStep, OpenJob } from './job-steps.js';
import { makeDeliveries, startRuns, type FoundDelivery } from './new-runs.js';

/** Events that one step looks at, however few of them the endpoint wants. */
const SCAN = 1000;
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
      // What somebody called off isn't missing.
      return replay === 'all' || reason !== 'requested';
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
  // A filter on more of an event than its type needs that read here.
  const events = await statements.query<EventRow>(
    `select id, accepted_at, type, version, ordering_key, expunged_at from events
     where tenant = $1 and accepted_at >= $2 and accepted_at < $3 and ($4::timestamptz is null or (accepted_at, id) > ($4, $5))
     order by accepted_at, id limit $6`,
    [tenant, since ?? '-infinity', until ?? 'infinity', cursor?.at ?? null, cursor?.id ?? null, SCAN],
  );
  const pairs = events.flatMap((event) => pairOf(tenant, wanting, event, event.id));
  const last = events.at(-1);
  return {
    pairs,
    end: last && events.length === SCAN ? { at: last.accepted_at.toISOString(), id: last.id } : undefined,
  };
}

/** The endpoints that want one event now. */
async function endpointsFor(
  statements: Statements,
  { tenant, endpoint, since, cursor, scope }: ReplayScope,
): Promise<Pairs> {
  const [event] = await statements.query<EventRow>(
    'select id, accepted_at, type, version, ordering_key, expunged_at from events where tenant = $1 and id = $2 and accepted_at = $3',
    [tenant, scope.event, since],
  );
  if (!event) return NO_PAIRS;
  const rows = await statements.query<{ id: string }>(
    `select id from endpoints where tenant = $1 and ($2::text is null or id = $2) and ($3::text is null or id > $3) order by id limit $4`,
    [tenant, endpoint, cursor?.id ?? null, ENDPOINTS],
  );
  const ids = rows.map(({ id }) => id);
  const pairs = (await load(statements, tenant, ids)).flatMap((wanting) => pairOf(tenant, wanting, event, wanting.id));
  const last = ids.at(-1);
  const at = event.accepted_at.toISOString();
  return { pairs, end: last !== undefined && ids.length === ENDPOINTS ? { at, id: last } : undefined };
}

interface EventRow extends Record<string, unknown> {
  readonly id: string;
  readonly accepted_at: Date;
  readonly type: string;
  readonly version: number | null;
  readonly ordering_key: string | null;
  readonly expunged_at: Date | null;
}

/** Endpoints of a tenant in the order of ids, as the registry has them. */
async function load(statements: Statements, tenant: string, ids: readonly string[]): Promise<EndpointEntity[]> {
  const entities = await loadRegistryEntities(
    statements,
    ids.map((id) => `endpoint:${id}`),
  );
  const endpoints = [...entities.values()].flatMap((entity) => (entity.kind === 'endpoint' ? [entity] : []));
  return endpoints.filter((one) => one.tenant === tenant).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function pairOf(tenant: string, endpoint: EndpointEntity, event: EventRow, placeId: string): Pair[] {
  const { type, version } = event;
  // There is nothing left to send.
  if (event.expunged_at) return [];
  const wanted: Wanted | undefined = wants(endpoint, { type, version: version ?? undefined });
  if (!wanted) return [];
  const acceptedAt = event.accepted_at.toISOString();
  const delivery = {
    id: deliveryId(event.id, acceptedAt, endpoint.id),
    acceptedAt,
    tenant,
    event: event.id,
    eventType: event.type,
    endpoint: endpoint.id,
    subscription: wanted.subscription ?? null,
    orderingKey: event.ordering_key,
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
