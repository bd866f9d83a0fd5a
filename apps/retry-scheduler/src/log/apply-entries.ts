import {
  disableEndpoints,
  dropRetries,
  insertAttempts,
  insertChanges,
  insertDeliveries,
  insertEvents,
  lanesOf,
  lockDeliveries,
  lockEndpointStatus,
  lockPositions,
  markVerified,
  movePositions,
  noteDeadLetters,
  noteEndpoints,
  noteStats,
  planRetries,
  settleLanes,
  updateDeliveries,
  type AnsweredChallenge,
  type DeliveryIdentity,
  type DeliveryState,
  type DroppedRetry,
  type Due,
  type EndpointNote,
  type EndpointStanding,
  type LaneName,
  type LoggedEvent,
  type LogPosition,
  type PlannedRetry,
  type Statements,
} from '@postrider/persistence';
import {
  VERIFICATION_EVENT_TYPE,
  type AttemptMade,
  type AttemptReport,
  type DeadLetter,
  type DeliveryParked,
  type DeliveryStatus,
} from '@postrider/schemas';
import { Unavailable } from '@postrider/time';
import { applyReport, identityOf, type Life } from './delivery-life.js';
import { followFailures } from './follow-failures.js';
import { followTransforms } from './follow-transforms.js';
import type { DecidedChange, LogEntry } from './log-entry.js';
import { statsOf } from './stats-of.js';
import { deadLetterOfFailed, stateAfter } from './transform-outcome.js';
import { withoutBody } from './without-body.js';

/** What applying entries came to, beside what it wrote. */
export interface Applied {
  readonly deadLetters: readonly DeadLetter[];
  /** Something was planned, or may be released now: whoever releases has to look. */
  readonly wakesReleaser: boolean;
  /** The statuses that deliveries came to which had another, once for each; but for those that still wait for an attempt. */
  readonly settled: readonly DeliveryStatus[];
}

/** What applying depends on beside the entries. */
export interface ApplyOptions {
  readonly nowMs: number;
  /** After so long of nothing but failure an endpoint is disabled; 0: never. */
  readonly disableAfterMs: number;
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
  options: ApplyOptions,
): Promise<Applied> {
  const places = placesOf(entries);
  const positions = await lockPositions(statements, places);
  const next = new Map(positions.map((position) => [placeKey(position), position.next]));
  const fresh = entries.filter((entry) => entry.offset >= (next.get(placeKey(entry)) ?? 0));
  if (fresh.length === 0) return { deadLetters: [], wakesReleaser: false, settled: [] };

  const events = eventsOf(fresh);
  if (events.length > 0) await insertEvents(statements, events);
  const { lives, dropped, attempts, settled, standingOf } = await applyReports(statements, fresh);
  const changes = fresh.flatMap(({ content }) => (content.kind === 'event' ? content.changes : []));
  if (changes.length > 0) await insertChanges(statements, changes);
  const unsent = await insertPending(statements, fresh, lives, changes, options.nowMs);
  await movePositions(statements, newPositions(fresh));

  const planned = [...lives.values()].flatMap(({ retry }) => (typeof retry === 'object' ? [retry] : []));
  if (planned.length > 0) await planRetries(statements, planned);
  const promoted = await settleLanes(statements, ...lanesTouched(planned, dropped));
  await followFailures(statements, attempts, standingOf, options);
  const gone = [...lives.values()].flatMap(({ disablesEndpoint, identity }) =>
    disablesEndpoint ? [identity.endpoint] : [],
  );
  await disableEndpoints(statements, gone, 'gone', options.nowMs);
  await markVerified(statements, challengesIn(attempts));
  if (changes.length > 0) await followTransforms(statements, changes, options.nowMs);
  const notes = notesOf(fresh, planned, [...dropped.map(({ endpoint }) => endpoint), ...promoted]);
  if (notes.size > 0) await noteEndpoints(statements, notes);
  const deadLetters = [...[...lives.values()].flatMap((life) => life.deadLetters), ...unsent.deadLetters];
  await noteDeadLetters(statements, deadLetters, options.nowMs);
  await noteStats(statements, statsOf({ attempts, parked: parkedOf(fresh), deadLetters }, options.nowMs));
  return {
    deadLetters,
    wakesReleaser: notes.size > 0,
    settled: [...settled, ...unsent.settled],
  };
}

/** The challenges that were answered: the dispatcher has looked at the answers. */
const challengesIn = (attempts: readonly AttemptMade[]): AnsweredChallenge[] =>
  attempts.flatMap(({ delivery: { eventType, endpoint, event }, outcome, endedAt: at }) =>
    outcome === 'delivered' && eventType === VERIFICATION_EVENT_TYPE ? [{ endpoint, event, at }] : [],
  );

const parkedOf = (entries: readonly LogEntry[]): DeliveryParked[] =>
  entries.flatMap(({ content }) =>
    content.kind === 'report' && content.report.kind === 'parked' ? [content.report] : [],
  );

/** The lanes in which something was planned or went, and what was planned in them. */
function lanesTouched(
  planned: readonly PlannedRetry[],
  dropped: readonly DroppedRetry[],
): [touched: readonly LaneName[], planned: readonly string[]] {
  const inOrder = planned.filter(({ order }) => order !== null).map(({ delivery }) => delivery);
  const names = inOrder.map(({ endpoint, orderingKey: lane }) => ({ endpoint, lane }));
  return [lanesOf([...names, ...dropped]), inOrder.map(({ id }) => id)];
}

/** What the releaser has to know of endpoints: what their owners can take, what is due, and what no longer is under way. */
function notesOf(
  entries: readonly LogEntry[],
  planned: readonly PlannedRetry[],
  freed: Iterable<string>,
): ReadonlyMap<string, EndpointNote> {
  const notes = new Map<string, EndpointNote>();
  const look = (endpoint: string, at: Due | 'now'): void => {
    const before = notes.get(endpoint)?.look;
    if (!before || momentOf(at) < momentOf(before)) notes.set(endpoint, { look: at });
  };
  for (const { delivery, origin, due } of planned) {
    // What came by postrider.redeliveries was under way until now.
    if (origin === null) look(delivery.endpoint, 'now');
    else if (due) look(delivery.endpoint, due);
  }
  for (const endpoint of freed) look(endpoint, 'now');
  for (const { content } of entries) {
    if (content.kind !== 'report' || content.report.kind === 'ended' || !content.report.flow) continue;
    const { report } = content;
    const at = report.kind === 'attempted' ? report.endedAt : report.at;
    // The last of them stands: an endpoint's reports come in the order of its owner.
    if (report.flow) notes.set(report.delivery.endpoint, { reported: { flow: report.flow, at }, look: 'now' });
  }
  return notes;
}

const momentOf = (at: Due | 'now'): number => (at === 'now' ? -Infinity : Date.parse(at.from) + at.afterMs);

interface FoldedLife extends Life {
  readonly identity: DeliveryIdentity;
  readonly deadLetters: readonly DeadLetter[];
}

interface AppliedReports {
  readonly lives: ReadonlyMap<string, FoldedLife>;
  readonly dropped: readonly DroppedRetry[];
  /** Those that hadn't been read before. */
  readonly attempts: readonly AttemptMade[];
  /** The statuses that deliveries came to, as {@link Applied} has them. */
  readonly settled: readonly DeliveryStatus[];
  readonly standingOf: StandingOf;
}

/** How an endpoint stands, of those that had to be looked at; undefined when it's gone. */
type StandingOf = (endpoint: string) => EndpointStanding | undefined;

async function applyReports(statements: Statements, entries: readonly LogEntry[]): Promise<AppliedReports> {
  const reports = entries.flatMap(({ content }) => (content.kind === 'report' ? [content.report] : []));
  if (reports.length === 0)
    return { lives: new Map(), dropped: [], attempts: [], settled: [], standingOf: () => undefined };
  const identities = new Map(reports.map(({ delivery }) => [delivery.id, identityOf(delivery)]));
  const before = await lockDeliveries(statements, [...identities.values()]);
  const standingOf = await standingsOf(statements, reports);
  const attempts = reports
    .filter((report) => report.kind === 'attempted')
    .map((report) => (before.get(report.delivery.id)?.reason === 'expunged' ? withoutBody(report) : report));
  const newAttempts = attempts.length > 0 ? await insertAttempts(statements, attempts) : new Set<string>();

  const lives = new Map<string, FoldedLife>();
  for (const report of reports) {
    if (report.kind === 'attempted' && !newAttempts.has(report.id)) continue;
    const identity = identityOf(report.delivery);
    const folded = lives.get(identity.id);
    const standing = standingOf(identity.endpoint)?.status ?? 'deleted';
    const life = applyReport(folded?.state ?? before.get(identity.id), report, standing);
    lives.set(identity.id, fold(folded, life, identity));
  }
  const settled = [...lives.values()].flatMap(({ identity, state: { status } }) =>
    SETTLED.has(status) && before.get(identity.id)?.status !== status ? [status] : [],
  );
  const dropped = await writeStates(statements, lives, before);
  return { lives, dropped, attempts: attempts.filter(({ id }) => newAttempts.has(id)), settled, standingOf };
}

const SETTLED: ReadonlySet<DeliveryStatus> = new Set<DeliveryStatus>(['delivered', 'dead', 'cancelled', 'held']);

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

/** Answers what was under way, or planned, and isn't any more. */
async function writeStates(
  statements: Statements,
  lives: ReadonlyMap<string, FoldedLife>,
  before: ReadonlyMap<string, DeliveryState>,
): Promise<readonly DroppedRetry[]> {
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
  return dropped.length > 0 ? dropRetries(statements, dropped) : [];
}

/**
 * Deliveries that were decided on and of which nothing has been heard; one that has a row keeps it as it is. What their
 * transformations dropped, or failed for, ends here, and is answered.
 */
async function insertPending(
  statements: Statements,
  entries: readonly LogEntry[],
  lives: ReadonlyMap<string, FoldedLife>,
  changes: readonly DecidedChange[],
  nowMs: number,
): Promise<Pick<Applied, 'deadLetters' | 'settled'>> {
  const changeOf = new Map(changes.map((change) => [change.delivery, change]));
  const pending = new Map<string, readonly [DeliveryIdentity, DeliveryState]>();
  for (const { content } of entries) {
    if (content.kind !== 'event') continue;
    for (const identity of content.deliveries)
      if (!lives.has(identity.id)) pending.set(identity.id, [identity, stateAfter(changeOf.get(identity.id)?.kind)]);
  }
  if (pending.size === 0) return { deadLetters: [], settled: [] };
  const added = await insertDeliveries(statements, [...pending.values()]);
  const ended = [...pending.values()].filter(([{ id }, { status }]) => status !== 'pending' && added.has(id));
  return {
    deadLetters: ended.flatMap(([identity, { status }]) =>
      status === 'dead' ? [deadLetterOfFailed(identity, new Date(nowMs).toISOString())] : [],
    ),
    settled: ended.map(([, { status }]) => status),
  };
}

/** Endpoints are looked at, and held as they are, only where a report doesn't say that all is well. */
async function standingsOf(statements: Statements, reports: readonly AttemptReport[]): Promise<StandingOf> {
  const unsettled = reports.filter(
    (report) => report.kind === 'parked' || (report.kind === 'attempted' && report.next.kind !== 'delivered'),
  );
  const ids = [...new Set(unsettled.map(({ delivery }) => delivery.endpoint))];
  const standings = ids.length > 0 ? await lockEndpointStatus(statements, ids) : new Map<string, EndpointStanding>();
  return (endpoint) => standings.get(endpoint);
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
