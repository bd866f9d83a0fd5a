import type { Metrics } from '@postrider/observability';
import type { ParkReason, Position } from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import { bytesOf, type DeliveryJob, type TurnInLane } from '../dispatch/delivery-job.js';
import type { WaitingLimits } from '../dispatch/endpoint-queue.js';
import { Lane, type Laned } from './lane.js';
import { RestingLanes } from './resting-lanes.js';

/** Where deliveries have their turns; resolves when what became of one is on Kafka. */
export interface Turns {
  push(job: DeliveryJob): Promise<void>;
}

/** Hands deliveries on untried. */
export interface Parking {
  park(job: DeliveryJob, reason: ParkReason, delayMs: number): { readonly reported: Promise<void> };
}

/** Which lanes are blocked, for whoever owns them next. */
export interface BlockedLanes {
  /** The names of those in a partition; rejects only when the signal aborts. */
  read(partition: number, signal: AbortSignal): Promise<Set<string>>;
  /** Resolves when every next owner would know; rejects only when the signal aborts. */
  block(endpoint: string, orderingKey: string, signal: AbortSignal): Promise<void>;
  /** As well as it can: a lane that seems blocked opens again by itself. Never rejects. */
  open(endpoint: string, orderingKey: string): Promise<void>;
}

/** A delivery's place in its lane. */
export interface Place {
  readonly orderingKey: string;
  readonly order: Position;
  readonly behind?: number | undefined;
}

/** What lanes need to know of their surroundings. */
export interface LaneSurroundings {
  readonly partitionOf: (endpoint: string) => number;
  /** Whether the endpoints are surely still ours. */
  readonly owns: () => boolean;
  readonly limits: WaitingLimits;
}

interface Waiting extends Laned {
  readonly job: DeliveryJob;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** What is known of one of our partitions. */
interface OwnedPartition {
  /** The names of the lanes that are blocked; undefined until they were read. */
  blocked: Set<string> | undefined;
  readonly lost: AbortController;
}

interface KnownLane {
  readonly name: string;
  readonly endpoint: string;
  readonly orderingKey: string;
  readonly lane: Lane<Waiting>;
  readonly partition: OwnedPartition;
  /** Settled when its marker is on Kafka; undefined while it has none. */
  marked: Promise<void> | undefined;
  /** Settled when the tombstone of its last marker was sent. */
  opened: Promise<void>;
  departing: boolean;
}

/** How much waits in the lanes of an endpoint. */
interface EndpointWaiting {
  records: number;
  bytes: number;
}

/** What waits for longer behind others of its lane is parked, when the one before it is through. */
const PATIENCE_MS = 5000;
/**
 * How often it's looked at whether the lanes are still ours, and how often in a row they may not be: less than the 2 s
 * after which they can be another's, and long enough for most attempts to end before a rejoin.
 */
const WATCH_MS = 500;
const UNSURE_LOOKS = 3;
/** So many are parked in one go. */
const DEPARTING = 200;

/** The name of the lane of an endpoint’s ordering key. */
export const laneName = (endpoint: string, orderingKey: string): string => `${endpoint} ${orderingKey}`;

/**
 * Deliveries that go one after another, in front of the endpoints’ queues: of each lane one at a time has its turn there.
 * What is parked of a lane, and that anything is, outlives this process: the marker is on Kafka before the report of what
 * comes back, that before the reports of what was behind it, and a record is done only when all before it in its lane are.
 */
export class Lanes {
  readonly #active = new Map<string, KnownLane>();
  readonly #resting = new RestingLanes<KnownLane>();
  readonly #partitions = new Map<number, OwnedPartition>();
  readonly #waiting = new Map<string, EndpointWaiting>();
  readonly #stopping = new AbortController();
  readonly #repeats;
  readonly #blocks;
  /** What ends the attempts that are under way. */
  readonly #cuts = new Set<() => void>();
  #watching = false;
  #unsure = 0;

  constructor(
    private readonly turns: Turns,
    private readonly parking: Parking,
    private readonly markers: BlockedLanes,
    private readonly clock: Clock,
    private readonly surroundings: LaneSurroundings,
    metrics: Metrics,
  ) {
    this.#repeats = metrics.counter({
      name: 'lane_repeats_total',
      help: 'Deliveries that came again while their lane had them, or after they were through.',
    });
    this.#blocks = metrics.counter({ name: 'lane_blocks_total', help: 'Times that a lane was blocked.' });
    metrics.gauge({ name: 'lanes_blocked', help: 'Lanes in which something is parked.' }, (gauge) =>
      gauge.set(sum(this.#partitions.values(), ({ blocked }) => blocked?.size ?? 0)),
    );
    metrics.gauge({ name: 'lane_deliveries_waiting', help: 'Deliveries that wait in memory behind others.' }, (gauge) =>
      gauge.set(sum(this.#waiting.values(), ({ records }) => records)),
    );
  }

  /** Has the job done when it's its turn; resolves when what became of it, and of all before it, is on Kafka. */
  push(job: DeliveryJob, { orderingKey, order, behind }: Place): Promise<void> {
    return new Promise((done, failed) => {
      const known = this.#known(job.ref.endpoint, orderingKey);
      const fresh = job.ref.origin !== undefined;
      const { number } = job.turn;
      const item: Waiting = { job, order, fresh, behind, number, sinceMs: this.clock.monotonic(), done, failed };
      const arrival = known.lane.arrive(item);
      if (arrival === 'repeat') {
        this.#repeats.inc();
        done();
        this.#rest(known);
        return;
      }
      this.#count(job, 1);
      this.#goOn(known);
    });
  }

  /** Other processes have these partitions now. What waits is dropped, since it’s read again there. */
  disown(partitions: ReadonlySet<number>): void {
    for (const number of partitions) {
      const owned = this.#partitions.get(number);
      if (!owned) continue;
      owned.lost.abort(new Error('the partition is another’s'));
      this.#partitions.delete(number);
    }
    for (const known of [...this.#active.values()]) {
      if (!known.partition.lost.signal.aborted) continue;
      this.#active.delete(known.name);
      this.#waiting.delete(known.endpoint);
    }
    this.#resting.forget((known) => known.partition.lost.signal.aborted);
  }

  /** Ends the attempts that are under way: they count as not made. Who has their lanes next may start at once. */
  cutAttempts(): void {
    for (const cut of [...this.#cuts]) cut();
  }

  /** Parks nothing more, and opens nothing. */
  stop(): void {
    this.#stopping.abort(new Error('the dispatcher is stopping'));
  }

  #known(endpoint: string, orderingKey: string): KnownLane {
    const name = laneName(endpoint, orderingKey);
    const active = this.#active.get(name) ?? this.#resting.take(name) ?? this.#made(name, endpoint, orderingKey);
    this.#active.set(name, active);
    return active;
  }

  #made(name: string, endpoint: string, orderingKey: string): KnownLane {
    const partition = this.#partition(this.surroundings.partitionOf(endpoint));
    const lane = new Lane<Waiting>();
    const marked = partition.blocked?.has(name) ? Promise.resolve() : undefined;
    if (partition.blocked) lane.settle(marked !== undefined);
    return { name, endpoint, orderingKey, lane, partition, marked, opened: Promise.resolve(), departing: false };
  }

  #partition(number: number): OwnedPartition {
    const known = this.#partitions.get(number);
    if (known) return known;
    const owned: OwnedPartition = { blocked: undefined, lost: new AbortController() };
    this.#partitions.set(number, owned);
    this.markers.read(number, this.#signal(owned)).then(
      (blocked) => this.#settle(owned, blocked),
      // It's no longer ours, or we are stopping.
      () => undefined,
    );
    return owned;
  }

  #signal(owned: OwnedPartition): AbortSignal {
    return AbortSignal.any([owned.lost.signal, this.#stopping.signal]);
  }

  #settle(owned: OwnedPartition, blocked: Set<string>): void {
    owned.blocked = blocked;
    for (const known of [...this.#active.values()]) {
      if (known.partition !== owned) continue;
      const isBlocked = blocked.has(known.name);
      if (isBlocked) known.marked = Promise.resolve();
      this.#drop(known.lane.settle(isBlocked));
      this.#goOn(known);
    }
  }

  /** Parks what is to be parked, and starts what is next. */
  #goOn(known: KnownLane): void {
    void this.#depart(known);
    const next = known.lane.next();
    if (next) this.#start(known, next);
    this.#rest(known);
  }

  #start(known: KnownLane, item: Waiting): void {
    this.#count(item.job, -1);
    let comesBack = false;
    const lane: TurnInLane = {
      endedBy: (cut) => {
        this.#cuts.add(cut);
        return () => this.#cuts.delete(cut);
      },
      comesBack: () => {
        if (known.partition.lost.signal.aborted) return undefined;
        comesBack = true;
        known.lane.comesBack();
        return this.#mark(known);
      },
      cutOff: () => {
        if (known.partition.lost.signal.aborted || this.#stopping.signal.aborted) return;
        known.lane.cutOff();
        this.#count(item.job, 1);
        this.#goOn(known);
      },
    };
    this.#watchLater();
    this.turns.push({ ...item.job, lane }).then(
      () => {
        item.done();
        if (known.partition.lost.signal.aborted) return;
        if (comesBack) known.lane.returned();
        else this.#through(known, item);
        this.#goOn(known);
      },
      (error: unknown) => {
        item.failed(error);
        if (known.partition.lost.signal.aborted) return;
        // Ours is the fault, and it's tried again: it comes as one that is new to a lane that is blocked.
        if (!comesBack) known.lane.comesBack();
        known.lane.returned();
        this.#goOn(known);
      },
    );
  }

  /** Who can't be sure of its lanes any more ends its attempts before another begins with the next. */
  #watchLater(): void {
    if (this.#watching || this.#active.size === 0) return;
    this.#watching = true;
    this.clock.after(WATCH_MS, () => {
      this.#watching = false;
      this.#unsure = this.surroundings.owns() ? 0 : this.#unsure + 1;
      if (this.#unsure === UNSURE_LOOKS) this.cutAttempts();
      this.#watchLater();
    });
  }

  /** What is too much, or would wait for too long, is handed on now: nothing of the lane is under way. */
  #through(known: KnownLane, item: Waiting): void {
    this.#drop(known.lane.through());
    const { waitingSinceMs } = known.lane;
    if (known.lane.isBlocked || waitingSinceMs === undefined) return;
    const { waitingPerEndpoint, waitingBytesPerEndpoint } = this.surroundings.limits;
    const { records = 0, bytes = 0 } = this.#waiting.get(item.job.ref.endpoint) ?? {};
    const isFull = records >= waitingPerEndpoint || bytes >= waitingBytesPerEndpoint;
    if (isFull || this.clock.monotonic() - waitingSinceMs > PATIENCE_MS) known.lane.block();
  }

  #drop(repeats: readonly Waiting[]): void {
    for (const { job, done } of repeats) {
      this.#repeats.inc();
      this.#count(job, -1);
      done();
    }
  }

  async #depart(known: KnownLane): Promise<void> {
    if (known.departing) return;
    known.departing = true;
    try {
      for (let batch = known.lane.depart(DEPARTING); batch.length > 0; batch = known.lane.depart(DEPARTING)) {
        await this.#mark(known);
        known.partition.lost.signal.throwIfAborted();
        await Promise.all(batch.map(({ job }) => this.parking.park(job, 'lane_blocked', 0).reported));
        // Together: were a later one done before an earlier one, a next owner would read the earlier one alone.
        for (const { done } of batch) done();
        known.partition.lost.signal.throwIfAborted();
        known.lane.departed();
        for (const { job } of batch) this.#count(job, -1);
      }
    } catch {
      // We are stopping, or it's another's: what wasn't parked is read again.
      return;
    } finally {
      known.departing = false;
    }
    this.#rest(known);
  }

  /** Resolves when a next owner would know that the lane is blocked. */
  #mark(known: KnownLane): Promise<void> {
    if (known.marked) return known.marked;
    const { name, endpoint, orderingKey, partition } = known;
    this.#blocks.inc();
    partition.blocked?.add(name);
    return (known.marked = known.opened.then(() => this.markers.block(endpoint, orderingKey, this.#signal(partition))));
  }

  #rest(known: KnownLane): void {
    const { name, endpoint, orderingKey, lane, partition } = known;
    if (!lane.isIdle || !this.#active.has(name) || partition.blocked === undefined) return;
    if (lane.open()) {
      partition.blocked.delete(name);
      known.marked = undefined;
      if (this.surroundings.owns()) known.opened = this.markers.open(endpoint, orderingKey);
    }
    this.#active.delete(name);
    this.#resting.put(name, known);
  }

  #count(job: DeliveryJob, records: 1 | -1): void {
    const { ref } = job;
    const known = this.#waiting.get(ref.endpoint) ?? { records: 0, bytes: 0 };
    known.records += records;
    known.bytes += records * bytesOf(job);
    if (known.records > 0) this.#waiting.set(ref.endpoint, known);
    else this.#waiting.delete(ref.endpoint);
  }
}

const sum = <T>(items: Iterable<T>, of: (item: T) => number): number =>
  [...items].reduce((total, item) => total + of(item), 0);
