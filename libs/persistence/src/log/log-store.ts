import type {
  AttemptMade,
  DeliveryStatus,
  EndpointStatus,
  FailureReason,
  Position,
  Trigger,
  TraceContext,
} from '@postrider/schemas';
import type { Statements } from '../sql.js';

/** A place in a topic up to which the log has come. */
export interface LogPosition {
  readonly topic: string;
  readonly partition: number;
  /** The next offset to apply. */
  readonly next: number;
}

/** An event as the log keeps it. */
export interface LoggedEvent {
  readonly tenant: string;
  readonly id: string;
  readonly acceptedAt: string;
  readonly type: string;
  readonly version: number | null;
  readonly timestamp: string;
  readonly orderingKey: string | null;
  readonly deliverAt?: string | null;
  readonly idChosen: boolean;
  readonly ceSource: string | null;
  readonly ceId: string | null;
  readonly labels?: readonly string[];
  readonly trace?: TraceContext;
  readonly data: Buffer;
}

/** What never changes of a delivery. */
export interface DeliveryIdentity {
  readonly id: string;
  readonly acceptedAt: string;
  readonly tenant: string;
  readonly event: string;
  readonly eventType: string;
  readonly endpoint: string;
  readonly subscription: string | null;
  readonly orderingKey: string | null;
  readonly labels?: readonly string[];
  /** What is sent is what a transformation made of it. */
  readonly transformed: boolean;
}

/** How a delivery stands. */
export interface DeliveryState {
  readonly status: DeliveryStatus;
  readonly reason: string | null;
  readonly run: number;
  readonly attempts: number;
  readonly lastAttemptAt: string | null;
  readonly lastFailure: FailureReason | null;
  readonly lastStatusCode: number | null;
  /** When the next attempt is due; `unchanged` where a row says already. */
  readonly next: Due | 'unchanged' | null;
}

/**
 * `afterMs` from a moment that another process's clock gave: by the database's clock never before now, and never later
 * than `afterMs` from now, however wrong that clock was.
 */
export interface Due {
  readonly from: string;
  readonly afterMs: number;
}

/** An attempt to come: what its redelivery has to say. `due` null: held. */
export interface PlannedRetry {
  readonly delivery: DeliveryIdentity;
  readonly trigger: Trigger;
  readonly run: number;
  readonly step: number;
  readonly number: number;
  readonly origin: Position | null;
  /** When its run began; null: with the event's acceptance. */
  readonly since: string | null;
  /** When the schedule goes on, for an attempt beside it; null where this is the schedule's own. */
  readonly resumeAt: string | null;
  /** Where it goes in the lane of its ordering key; null for one that goes in no order. */
  readonly order: Position | null;
  /** Since when it holds its lane back, by attempts that failed. */
  readonly headSince: string | null;
  readonly due: Due | null;
}

/** An attempt that was planned or under way, and isn't any more. */
export interface DroppedRetry extends Record<string, unknown> {
  readonly endpoint: string;
  readonly lane: string | null;
}

/** Locks how far the log has come in these partitions, for the rest of the transaction: two writers of one partition take turns. */
export async function lockPositions(
  statements: Statements,
  at: readonly Omit<LogPosition, 'next'>[],
): Promise<readonly LogPosition[]> {
  const topics = at.map(({ topic }) => topic);
  const partitions = at.map(({ partition }) => partition);
  await statements.query(
    {
      name: 'open-log-positions',
      text: `insert into log_positions (topic, partition, next_offset) select t, p, 0 from unnest($1::text[], $2::int[]) as g (t, p)
             on conflict do nothing`,
    },
    [topics, partitions],
  );
  const rows = await statements.query<{ topic: string; partition: number; next_offset: string }>(
    {
      name: 'lock-log-positions',
      text: `select l.topic, l.partition, l.next_offset from log_positions l
             where (l.topic, l.partition) in (select t, p from unnest($1::text[], $2::int[]) as g (t, p))
             order by l.topic, l.partition for update of l`,
    },
    [topics, partitions],
  );
  return rows.map(({ topic, partition, next_offset: next }) => ({ topic, partition, next: Number(next) }));
}

/** Moves the log's positions on, in the transaction that applied what lies before them. */
export async function movePositions(statements: Statements, positions: readonly LogPosition[]): Promise<void> {
  await statements.query(
    {
      name: 'move-log-positions',
      text: `update log_positions l set next_offset = greatest(l.next_offset, g.next)
             from unnest($1::text[], $2::int[], $3::bigint[]) as g (topic, partition, next) where l.topic = g.topic and l.partition = g.partition`,
    },
    [
      positions.map(({ topic }) => topic),
      positions.map(({ partition }) => partition),
      positions.map(({ next }) => next),
    ],
  );
}

/** How far the log has come everywhere. */
export async function logPositions(statements: Statements): Promise<readonly LogPosition[]> {
  const rows = await statements.query<{ topic: string; partition: number; next_offset: string }>(
    'select topic, partition, next_offset from log_positions',
  );
  return rows.map(({ topic, partition, next_offset: next }) => ({ topic, partition, next: Number(next) }));
}

/** Keeps events; one that is there already stays as it is. */
export async function insertEvents(statements: Statements, events: readonly LoggedEvent[]): Promise<void> {
  const column = <K extends keyof LoggedEvent>(name: K): LoggedEvent[K][] => events.map((event) => event[name]);
  await statements.query(
    {
      name: 'insert-events',
      text: `insert into events (tenant, id, accepted_at, type, version, timestamp, ordering_key, id_chosen, ce_source, ce_id, data, deliver_at, labels, traceparent, tracestate)
             select tenant, id, accepted_at, type, version, timestamp, ordering_key, id_chosen, ce_source, ce_id, substring($11::bytea from data_from for data_bytes), deliver_at, ${LABELS}, traceparent, tracestate
             from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::int[], $6::timestamptz[], $7::text[], $8::bool[], $9::text[], $10::text[], $12::int[], $13::int[], $14::timestamptz[], $15::text[], $16::text[], $17::text[])
               as g (tenant, id, accepted_at, type, version, timestamp, ordering_key, id_chosen, ce_source, ce_id, data_from, data_bytes, deliver_at, labels, traceparent, tracestate)
             on conflict do nothing`,
    },
    [
      column('tenant'),
      column('id'),
      column('acceptedAt'),
      column('type'),
      column('version'),
      column('timestamp'),
      column('orderingKey'),
      column('idChosen'),
      column('ceSource'),
      column('ceId'),
      ...joined(column('data')),
      events.map(({ deliverAt }) => deliverAt ?? null),
      labelsOf(events),
      events.map(({ trace }) => trace?.traceparent ?? null),
      events.map(({ trace }) => trace?.tracestate ?? null),
    ],
  );
}

/** How deliveries stand, of those that have rows; the rows stay locked for the rest of the transaction. */
export async function lockDeliveries(
  statements: Statements,
  deliveries: readonly DeliveryIdentity[],
): Promise<ReadonlyMap<string, DeliveryState>> {
  const times = deliveries.map(({ acceptedAt }) => acceptedAt).sort();
  const rows = await statements.query<{
    id: string;
    status: DeliveryStatus;
    reason: string | null;
    run: number;
    attempts: number;
    last_attempt_at: Date | null;
    last_failure: FailureReason | null;
    last_status_code: number | null;
  }>(
    // Constants for the time span, so that the planner leaves out every partition but one or two.
    `select id, status, reason, run, attempts, last_attempt_at, last_failure, last_status_code from deliveries
     where id = any($1) and accepted_at between $2 and $3 order by id for update`,
    [deliveries.map(({ id }) => id), times[0], times.at(-1)],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        status: row.status,
        reason: row.reason,
        run: row.run,
        attempts: row.attempts,
        lastAttemptAt: row.last_attempt_at?.toISOString() ?? null,
        lastFailure: row.last_failure,
        lastStatusCode: row.last_status_code,
        next: 'unchanged',
      },
    ]),
  );
}

/** Adds deliveries that have no row yet; answers the ids of those it added, since another writer may have been first. */
export async function insertDeliveries(
  statements: Statements,
  deliveries: readonly (readonly [DeliveryIdentity, DeliveryState])[],
): Promise<ReadonlySet<string>> {
  const rows = await statements.query<{ id: string }>(
    {
      name: 'insert-deliveries',
      text: `insert into deliveries (id, accepted_at, tenant, event_id, event_type, endpoint_id, subscription_id, ordering_key,
               status, reason, run, attempts, last_attempt_at, next_attempt_at, last_failure, last_status_code, labels, transformed)
             select id, accepted_at, tenant, event_id, event_type, endpoint_id, subscription_id, ordering_key,
               status, reason, run, attempts, last_attempt_at, ${dueOf('due_from', 'due_after')}, last_failure, last_status_code, ${LABELS}, transformed
             from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
               $11::int[], $12::int[], $13::timestamptz[], $14::timestamptz[], $15::float8[], $16::text[], $17::int[], $18::text[], $19::bool[])
               as g (id, accepted_at, tenant, event_id, event_type, endpoint_id, subscription_id, ordering_key,
                 status, reason, run, attempts, last_attempt_at, due_from, due_after, last_failure, last_status_code, labels, transformed)
             on conflict do nothing returning id`,
    },
    [
      ...identityColumns(deliveries.map(([identity]) => identity)),
      ...stateColumns(deliveries.map(([, state]) => state)),
      labelsOf(deliveries.map(([identity]) => identity)),
      deliveries.map(([{ transformed }]) => transformed),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Changes deliveries whose rows are locked. */
export async function updateDeliveries(
  statements: Statements,
  deliveries: readonly (readonly [DeliveryIdentity, DeliveryState])[],
): Promise<void> {
  await statements.query(
    {
      name: 'update-deliveries',
      text: `update deliveries d set status = g.status, reason = g.reason, run = g.run, attempts = g.attempts, last_attempt_at = g.last_attempt_at,
               next_attempt_at = case when g.keeps_due then d.next_attempt_at else ${dueOf('g.due_from', 'g.due_after')} end,
               last_failure = g.last_failure, last_status_code = g.last_status_code
             from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::int[], $6::int[], $7::timestamptz[], $8::timestamptz[], $9::float8[], $10::text[], $11::int[], $12::bool[])
               as g (id, accepted_at, status, reason, run, attempts, last_attempt_at, due_from, due_after, last_failure, last_status_code, keeps_due)
             where d.id = g.id and d.accepted_at = g.accepted_at`,
    },
    [
      deliveries.map(([{ id }]) => id),
      deliveries.map(([{ acceptedAt }]) => acceptedAt),
      ...stateColumns(deliveries.map(([, state]) => state)),
      deliveries.map(([, { next }]) => next === 'unchanged'),
    ],
  );
}

/** Keeps attempts; answers the ids of those that are new, since a report may be read twice. */
export async function insertAttempts(
  statements: Statements,
  attempts: readonly AttemptMade[],
): Promise<ReadonlySet<string>> {
  const rows = await statements.query<{ id: string }>(
    {
      name: 'insert-attempts',
      text: `insert into attempts (delivery_id, id, accepted_at, number, run, trigger, started_at, duration_ms, outcome, reason, detail, address,
               status_code, response_headers, response_body, response_truncated, dns_ms, connect_ms, tls_ms, first_byte_ms, request_headers)
             select delivery_id, id, accepted_at, number, run, trigger, started_at, duration_ms, outcome, reason, detail, address,
               status_code, response_headers, substring($16::bytea from body_from for body_bytes), response_truncated,
               dns_ms, connect_ms, tls_ms, first_byte_ms, request_headers
             from unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[], $5::int[], $6::text[], $7::timestamptz[], $8::real[], $9::text[], $10::text[],
               $11::text[], $12::text[], $13::int[], $14::json[], $15::bool[], $17::int[], $18::int[],
               $19::real[], $20::real[], $21::real[], $22::real[], $23::json[])
               as g (delivery_id, id, accepted_at, number, run, trigger, started_at, duration_ms, outcome, reason, detail, address,
                 status_code, response_headers, response_truncated, body_from, body_bytes,
                 dns_ms, connect_ms, tls_ms, first_byte_ms, request_headers)
             on conflict do nothing returning id`,
    },
    [
      attempts.map(({ delivery }) => delivery.id),
      attempts.map(({ id }) => id),
      attempts.map(({ delivery }) => delivery.acceptedAt),
      attempts.map(({ turn }) => turn.number),
      attempts.map(({ turn }) => turn.run),
      attempts.map(({ turn }) => turn.trigger),
      attempts.map(({ startedAt }) => startedAt),
      attempts.map(({ durationMs }) => durationMs),
      attempts.map(({ outcome }) => outcome),
      attempts.map(({ reason }) => reason ?? null),
      attempts.map(({ detail }) => detail ?? null),
      attempts.map(({ address }) => address ?? null),
      attempts.map(({ response }) => response?.statusCode ?? null),
      attempts.map(({ response }) => (response ? JSON.stringify(response.headers) : null)),
      attempts.map(({ response }) => response?.truncated ?? null),
      ...joined(attempts.map(({ response }) => (response ? Buffer.from(response.body, response.encoding) : null))),
      attempts.map(({ timings }) => timings?.dnsMs ?? null),
      attempts.map(({ timings }) => timings?.connectMs ?? null),
      attempts.map(({ timings }) => timings?.tlsMs ?? null),
      attempts.map(({ timings }) => timings?.firstByteMs ?? null),
      attempts.map(({ requestHeaders }) => (requestHeaders ? JSON.stringify(requestHeaders) : null)),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Plans attempts, in place of whatever was planned for the same deliveries, or is under way: its report is what plans the
 * next one. Whoever calls it has the releaser look at the endpoints, and the lanes settled. What was in a lane stays there,
 * should its endpoint no longer ask for an order: others may wait behind it.
 */
export async function planRetries(statements: Statements, retries: readonly PlannedRetry[]): Promise<void> {
  await statements.query(
    {
      name: 'plan-retries',
      text: `insert into retries as r (delivery_id, accepted_at, tenant, event_id, endpoint_id, subscription_id, trigger, ahead, run, step, number,
               origin_partition, origin_offset, since, resume_at, held_at, due_at, lane, order_partition, order_offset, head_since, transformed)
             select delivery_id, accepted_at, tenant, event_id, endpoint_id, subscription_id, trigger, trigger = 'first', run, step, number, origin_partition, origin_offset,
               since, resume_at, case when due_from is null then now() end, ${dueOf('due_from', 'due_after')},
               lane, order_partition, order_offset, head_since, transformed
             from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[], $10::int[],
               $11::int[], $12::bigint[], $13::timestamptz[], $14::timestamptz[], $15::float8[], $16::timestamptz[], $17::text[], $18::int[], $19::bigint[], $20::timestamptz[], $21::bool[])
               as g (delivery_id, accepted_at, tenant, event_id, endpoint_id, subscription_id, trigger, run, step, number, origin_partition, origin_offset,
                 since, due_from, due_after, resume_at, lane, order_partition, order_offset, head_since, transformed)
             on conflict (delivery_id) do update set trigger = excluded.trigger,
               ahead = excluded.ahead or (r.ahead and ${UNTRIED}), last = r.last and ${UNTRIED}, run = excluded.run, step = excluded.step, number = excluded.number,
               origin_partition = excluded.origin_partition, origin_offset = excluded.origin_offset, 
               due_at = case when ${UNTRIED} and excluded.due_at <= now() + interval '1 millisecond' then least(r.due_at, excluded.due_at) else excluded.due_at end,
               since = excluded.since, held_at = excluded.held_at, resume_at = excluded.resume_at, lease = null, leased_until = null,
               lane = coalesce(excluded.lane, r.lane), order_partition = coalesce(excluded.order_partition, r.order_partition),
               order_offset = coalesce(excluded.order_offset, r.order_offset), lane_waits = false,
               head_since = excluded.head_since`,
    },
    [
      retries.map(({ delivery }) => delivery.id),
      retries.map(({ delivery }) => delivery.acceptedAt),
      retries.map(({ delivery }) => delivery.tenant),
      retries.map(({ delivery }) => delivery.event),
      retries.map(({ delivery }) => delivery.endpoint),
      retries.map(({ delivery }) => delivery.subscription),
      retries.map(({ trigger }) => trigger),
      retries.map(({ run }) => run),
      retries.map(({ step }) => step),
      retries.map(({ number }) => number),
      retries.map(({ origin }) => origin?.partition ?? null),
      retries.map(({ origin }) => origin?.offset ?? null),
      retries.map(({ since }) => since),
      retries.map(({ due }) => due?.from ?? null),
      retries.map(({ due }) => due?.afterMs ?? null),
      retries.map(({ resumeAt }) => resumeAt),
      retries.map(({ delivery, order }) => (order ? delivery.orderingKey : null)),
      retries.map(({ order }) => order?.partition ?? null),
      retries.map(({ order }) => order?.offset ?? null),
      retries.map(({ headSince }) => headSince),
      retries.map(({ delivery }) => delivery.transformed),
    ],
  );
}

/** It came back as it went: its owner handed it over untried. Due at once, it keeps its place among its endpoint's others. */
const UNTRIED = '(r.run = excluded.run and r.number = excluded.number)';

/** Forgets what was planned or under way for deliveries that need no further attempt; answers whose that was. */
export async function dropRetries(
  statements: Statements,
  deliveryIds: readonly string[],
): Promise<readonly DroppedRetry[]> {
  return statements.query<DroppedRetry>(
    {
      name: 'drop-retries',
      text: 'delete from retries where delivery_id = any($1) returning endpoint_id as endpoint, lane',
    },
    [deliveryIds],
  );
}

/** How an endpoint stands, and since when. */
export interface EndpointStanding {
  readonly status: EndpointStatus;
  readonly sinceMs: number;
}

/**
 * How endpoints stand, under a lock that keeps them so until the transaction ends; those that are gone are missing.
 * Whatever changes a status takes the same lock and then looks at what is held, so neither misses the other.
 */
export async function lockEndpointStatus(
  statements: Statements,
  ids: readonly string[],
): Promise<ReadonlyMap<string, EndpointStanding>> {
  const rows = await statements.query<{ id: string; status: EndpointStatus; status_since: Date }>(
    {
      name: 'lock-endpoint-status',
      text: 'select id, status, status_since from endpoints where id = any($1) order by id for share',
    },
    [ids],
  );
  return new Map(rows.map(({ id, status, status_since: since }) => [id, { status, sinceMs: since.getTime() }]));
}

/**
 * Bytes as three parameters: all of them in one, which travels as it is, and where each begins, from 1, and how long it is.
 * An array of them would be written as text, and be 2.5 times the work for Postgres.
 */
export function joined(values: readonly (Buffer | null)[]): [bytes: Buffer, from: number[], length: (number | null)[]] {
  let end = 1;
  const from = values.map((value) => (end += value?.length ?? 0) - (value?.length ?? 0));
  return [Buffer.concat(values.filter((value) => value !== null)), from, values.map((value) => value?.length ?? null)];
}

const dueOf = (from: string, after: string): string =>
  // Cut off, not rounded to the column's milliseconds: what is due now is due in the very next statement.
  `case when ${from} is not null then date_trunc('milliseconds', greatest(now(), least(now(), ${from}) + ${after} * interval '1 millisecond')) end`;

/** A list of lists isn't one of Postgres's types: labels travel as one text each, and have no comma. */
export const LABELS = `string_to_array(labels, ',')`;

/** For {@link LABELS}, of each row. */
export const labelsOf = (rows: readonly { readonly labels?: readonly string[] }[]): (string | null)[] =>
  rows.map(({ labels }) => labels?.join(',') ?? null);

function identityColumns(identities: readonly DeliveryIdentity[]): unknown[] {
  return [
    identities.map(({ id }) => id),
    identities.map(({ acceptedAt }) => acceptedAt),
    identities.map(({ tenant }) => tenant),
    identities.map(({ event }) => event),
    identities.map(({ eventType }) => eventType),
    identities.map(({ endpoint }) => endpoint),
    identities.map(({ subscription }) => subscription),
    identities.map(({ orderingKey }) => orderingKey),
  ];
}

function stateColumns(states: readonly DeliveryState[]): unknown[] {
  return [
    states.map(({ status }) => status),
    states.map(({ reason }) => reason),
    states.map(({ run }) => run),
    states.map(({ attempts }) => attempts),
    states.map(({ lastAttemptAt }) => lastAttemptAt),
    states.map(({ next }) => (next === 'unchanged' ? null : (next?.from ?? null))),
    states.map(({ next }) => (next === 'unchanged' ? null : (next?.afterMs ?? null))),
    states.map(({ lastFailure }) => lastFailure),
    states.map(({ lastStatusCode }) => lastStatusCode),
  ];
}
