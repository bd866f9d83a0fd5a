import {
  disableGoneEndpoints,
  dropRetries,
  insertAttempts,
  insertDeliveries,
  insertEvents,
  lockDeliveries,
  lockEndpointStatus,
  lockPositions,
  movePositions,
  planRetries,
  updateDeliveries,
  type DeliveryIdentity,
  type DeliveryState,
  type LoggedEvent,
  type LogPosition,
  type Statements,
} from '@postrider/persistence';
import { mintId, type AttemptReport, type DeadLetter } from '@postrider/schemas';
import { Unavailable } from '@postrider/time';
import { applyReport, identityOf, PENDING, type Life, type Standing } from './delivery-life.js';
import type { LogEntry } from './log-entry.js';

/** What applying entries came to, beside what it wrote. */
export interface Applied {
  readonly deadLetters: readonly DeadLetter[];
  readonly retriesPlanned: number;
}

/** Another writer made a row of ours at the same time: everything is undone and tried again. */
class Overtaken extends Unavailable {}

/**
 * Applies entries to the log, all or none, in the surrounding transaction. Entries that the log has passed are left out,
 * so that a record read again, by whomever, changes nothing. Entries of a partition must come in the order of offsets.
 */
export async function applyEntries(
  statements: Statements,
  entries: readonly LogEntry[],
  nowMs: number,
): Promise<Applied> {
  const places = placesOf(entries);
  const positions = await lockPositions(statements, places);
  const next = new Map(positions.map((position) => [placeKey(position), position.next]));
  const fresh = entries.filter((entry) => entry.offset >= (next.get(placeKey(entry)) ?? 0));
  if (fresh.length === 0) return { deadLetters: [], retriesPlanned: 0 };

  const events = eventsOf(fresh);
  if (events.length > 0) await insertEvents(statements, events);
  const lives = await applyReports(statements, fresh);
  await insertPending(statements, fresh, lives);
  await movePositions(statements, newPositions(fresh));

  const planned = [...lives.values()].flatMap(({ retry }) => (typeof retry === 'object' ? [retry] : []));
  if (planned.length > 0) await planRetries(statements, planned);
  const gone = [...lives].flatMap(([, { disablesEndpoint, identity }]) => (disablesEndpoint ? [identity] : []));
  if (gone.length > 0) await disableGoneEndpoints(statements, gone, () => mintId('job', nowMs));
  return { deadLetters: [...lives.values()].flatMap(({ deadLetters }) => deadLetters), retriesPlanned: planned.length };
}

interface FoldedLife extends Life {
  readonly identity: DeliveryIdentity;
  readonly deadLetters: readonly DeadLetter[];
}

async function applyReports(
  statements: Statements,
  entries: readonly LogEntry[],
): Promise<ReadonlyMap<string, FoldedLife>> {
  const reports = entries.flatMap(({ content }) => (content.kind === 'report' ? [content.report] : []));
  if (reports.length === 0) return new Map();
  const identities = new Map(reports.map(({ delivery }) => [delivery.id, identityOf(delivery)]));
  const before = await lockDeliveries(statements, [...identities.values()]);
  const standing = await standingsOf(statements, reports);
  const attempts = reports.filter((report) => report.kind === 'attempted');
  const newAttempts = attempts.length > 0 ? await insertAttempts(statements, attempts) : new Set<string>();

  const lives = new Map<string, FoldedLife>();
  for (const report of reports) {
    if (report.kind === 'attempted' && !newAttempts.has(report.id)) continue;
    const identity = identityOf(report.delivery);
    const folded = lives.get(identity.id);
    const life = applyReport(folded?.state ?? before.get(identity.id), report, standing(identity.endpoint));
    lives.set(identity.id, fold(folded, life, identity));
  }
  await writeStates(statements, lives, before);
  return lives;
}

/** Two reports of one delivery in one go: the later decides, but nothing that was to be done for the earlier is left out. */
function fold(earlier: FoldedLife | undefined, life: Life, identity: DeliveryIdentity): FoldedLife {
  return {
    ...life,
    identity,
    state: life.state.next === 'unchanged' && earlier ? { ...life.state, next: earlier.state.next } : life.state,
    retry: life.retry === 'unchanged' && earlier ? earlier.retry : life.retry,
    disablesEndpoint: Boolean(life.disablesEndpoint) || Boolean(earlier?.disablesEndpoint),
    deadLetters: [...(earlier?.deadLetters ?? []), ...(life.deadLetter ? [life.deadLetter] : [])],
  };
}

async function writeStates(
  statements: Statements,
  lives: ReadonlyMap<string, FoldedLife>,
  before: ReadonlyMap<string, DeliveryState>,
): Promise<void> {
  const inserted: (readonly [DeliveryIdentity, DeliveryState])[] = [];
  const updated: (readonly [DeliveryIdentity, DeliveryState])[] = [];
  const dropped: string[] = [];
  for (const { identity, state, retry } of lives.values()) {
    const known = before.has(identity.id);
    (known ? updated : inserted).push([identity, state]);
    // Only a delivery that had a row can have had a plan.
    if (known && retry === 'none') dropped.push(identity.id);
  }
  if (inserted.length > 0) {
    const ours = await insertDeliveries(statements, inserted);
    if (ours.size < inserted.length) throw new Overtaken('another writer of the log made the same deliveries');
  }
  if (updated.length > 0) await updateDeliveries(statements, updated);
  if (dropped.length > 0) await dropRetries(statements, dropped);
}

/** Deliveries that were decided on and of which nothing has been heard; one that has a row keeps it as it is. */
async function insertPending(
  statements: Statements,
  entries: readonly LogEntry[],
  lives: ReadonlyMap<string, FoldedLife>,
): Promise<void> {
  const pending = new Map<string, readonly [DeliveryIdentity, DeliveryState]>();
  for (const { content } of entries) {
    if (content.kind !== 'event') continue;
    for (const identity of content.deliveries)
      if (!lives.has(identity.id)) pending.set(identity.id, [identity, PENDING]);
  }
  if (pending.size > 0) await insertDeliveries(statements, [...pending.values()]);
}

/** Endpoints are looked at, and held as they are, only where a report doesn't say that all is well. */
async function standingsOf(
  statements: Statements,
  reports: readonly AttemptReport[],
): Promise<(endpoint: string) => Standing> {
  const unsettled = reports.filter(
    (report) => report.kind === 'parked' || (report.kind === 'attempted' && report.next.kind !== 'delivered'),
  );
  const ids = [...new Set(unsettled.map(({ delivery }) => delivery.endpoint))];
  const status = ids.length > 0 ? await lockEndpointStatus(statements, ids) : new Map<string, 'enabled' | 'disabled'>();
  return (endpoint) => status.get(endpoint) ?? 'deleted';
}

function eventsOf(entries: readonly LogEntry[]): LoggedEvent[] {
  // An event that goes to several partitions comes once with each.
  const events = new Map<string, LoggedEvent>();
  for (const { content } of entries) {
    if (content.kind === 'event')
      events.set(`${content.event.tenant}:${content.event.id}:${content.event.acceptedAt}`, content.event);
  }
  return [...events.values()];
}

const placeKey = ({ topic, partition }: Pick<LogPosition, 'topic' | 'partition'>): string => `${topic}:${partition}`;

function placesOf(entries: readonly LogEntry[]): Omit<LogPosition, 'next'>[] {
  const places = new Map(entries.map(({ topic, partition }) => [placeKey({ topic, partition }), { topic, partition }]));
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}

function newPositions(entries: readonly LogEntry[]): LogPosition[] {
  const positions = new Map<string, LogPosition>();
  for (const { topic, partition, offset } of entries)
    positions.set(placeKey({ topic, partition }), { topic, partition, next: offset + 1 });
  return [...positions.values()];
}
