import type { Statements } from '../sql.js';

/** An event that a record brings, whose id its caller chose. */
export interface ClaimingRecord {
  readonly tenant: string;
  readonly eventId: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly type: string;
  readonly timestamp: string;
  readonly acceptedAt: string;
}

/** The first event that came with an id, as later ones are answered with. */
export interface ClaimedEvent {
  readonly tenant: string;
  readonly eventId: string;
  readonly type: string;
  readonly timestamp: string;
  readonly acceptedAt: string;
}

/**
 * Claims ids for records: the first record of a tenant's id has it, and has it still when it's read again. Answers
 * which of `records`, by index, come too late. A claim older than the window is taken over; "older" is measured
 * between the acceptance times, so that a record read again is judged as it was the first time.
 */
export async function claimEvents(
  statements: Statements,
  records: readonly ClaimingRecord[],
  windowSeconds: number,
): Promise<ReadonlySet<number>> {
  const late = new Set<number>();
  // A statement must not name a row twice: within the batch the first has it.
  const first = new Map<string, Claim>();
  const again: { readonly index: number; readonly owner: number }[] = [];
  const afterWindow: Claim[] = [];
  for (const [index, record] of records.entries()) {
    const key = `${record.tenant}:${record.eventId}`;
    const owner = first.get(key);
    if (!owner) first.set(key, { index, record });
    else if (isSame(owner.record, record)) again.push({ index, owner: owner.index });
    else if (isWithin(windowSeconds, owner.record, record)) late.add(index);
    else afterWindow.push({ index, record });
  }
  // In one order for everybody: two batches that share ids must not lock each other out.
  const claims = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, claim]) => claim);
  const column = <T>(value: (record: ClaimingRecord) => T): T[] => claims.map(({ record }) => value(record));
  const rows = await statements.query<{ index: number }>(CLAIM, [
    claims.map(({ index }) => index),
    column(({ tenant }) => tenant),
    column(({ eventId }) => eventId),
    column(({ topic }) => topic),
    column(({ partition }) => partition),
    column(({ offset }) => offset),
    column(({ type }) => type),
    column(({ timestamp }) => timestamp),
    column(({ acceptedAt }) => acceptedAt),
    windowSeconds,
  ]);
  const owned = new Set(rows.map(({ index }) => index));
  for (const { index } of claims) if (!owned.has(index)) late.add(index);
  for (const { index, owner } of again) if (late.has(owner)) late.add(index);
  // A backlog of days, read in one go.
  if (afterWindow.length > 0) {
    const later = afterWindow.map(({ record }) => record);
    const lost = await claimEvents(statements, later, windowSeconds);
    for (const [place, { index }] of afterWindow.entries()) if (lost.has(place)) late.add(index);
  }
  return late;
}

interface Claim {
  readonly index: number;
  readonly record: ClaimingRecord;
}

const isSame = (a: ClaimingRecord, b: ClaimingRecord): boolean =>
  a.topic === b.topic && a.partition === b.partition && a.offset === b.offset;

const isWithin = (windowSeconds: number, owner: ClaimingRecord, record: ClaimingRecord): boolean =>
  Date.parse(record.acceptedAt) - Date.parse(owner.acceptedAt) <= windowSeconds * 1000;

/** A row that is its own claim is "updated" to what it was, so that it comes back as owned. */
const CLAIM = {
  name: 'claim-events',
  text: `
    with given as (
      select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::text[], $8::timestamptz[], $9::timestamptz[])
        as g (index, tenant, event_id, topic, partition, record_offset, type, timestamp, accepted_at)
    ), owned as (
      insert into event_claims as c (tenant, event_id, topic, partition, record_offset, type, timestamp, accepted_at)
      select tenant, event_id, topic, partition, record_offset, type, timestamp, accepted_at from given
      on conflict (tenant, event_id) do update
        set topic = excluded.topic, partition = excluded.partition, record_offset = excluded.record_offset,
            type = excluded.type, timestamp = excluded.timestamp, accepted_at = excluded.accepted_at
        where (c.topic, c.partition, c.record_offset) = (excluded.topic, excluded.partition, excluded.record_offset)
           or c.accepted_at < excluded.accepted_at - make_interval(secs => $10)
      returning tenant, event_id
    )
    select g.index from owned o join given g using (tenant, event_id)`,
};

/** Of these ids, the ones that are claimed within the window before `now`. */
export async function findClaims(
  statements: Statements,
  ids: readonly { readonly tenant: string; readonly eventId: string }[],
  acceptedAfter: string,
): Promise<readonly ClaimedEvent[]> {
  const rows = await statements.query<{
    tenant: string;
    event_id: string;
    type: string;
    timestamp: Date;
    accepted_at: Date;
  }>(FIND, [ids.map(({ tenant }) => tenant), ids.map(({ eventId }) => eventId), acceptedAfter]);
  return rows.map(({ tenant, event_id: eventId, type, timestamp, accepted_at: acceptedAt }) => ({
    tenant,
    eventId,
    type,
    timestamp: timestamp.toISOString(),
    acceptedAt: acceptedAt.toISOString(),
  }));
}

const FIND = {
  name: 'find-claims',
  text: `
    select c.tenant, c.event_id, c.type, c.timestamp, c.accepted_at
    from unnest($1::text[], $2::text[]) as g (tenant, event_id)
    join event_claims c using (tenant, event_id) where c.accepted_at >= $3`,
};

/** Forgets a bounded number of claims that are older than the window; answers how many. */
export async function forgetClaims(statements: Statements, windowSeconds: number, limit: number): Promise<number> {
  const rows = await statements.query(
    `delete from event_claims where (tenant, event_id) in (
       select tenant, event_id from event_claims where accepted_at < now() - make_interval(secs => $1) limit $2) returning 1 as one`,
    [windowSeconds, limit],
  );
  return rows.length;
}
