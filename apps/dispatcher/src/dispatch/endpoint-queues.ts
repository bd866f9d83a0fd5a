import type { Metrics } from '@postrider/observability';
import type { EndpointFlow } from '@postrider/schemas';
import type { Cancel, Clock } from '@postrider/time';
import type { DeliveryJob } from './delivery-job.js';
import type { EndpointHealth } from './endpoint-health.js';
import {
  type EndpointQueue,
  type EndpointWishes,
  type Parking,
  type Waiting,
  type WaitingLimits,
} from './endpoint-queue.js';
import { KnownQueues } from './known-queues.js';
import { LivedTime } from './lived-time.js';
import { SHARES, Slots, type Share, type SlotLimits } from './slots.js';
import { Turns } from './turns.js';

/** What became of one delivery's turn. */
export interface TurnEnd {
  /** Resolves once what happened is on Kafka. */
  readonly reported: Promise<void>;
}

/** Told how an attempt ended, before that is reported; answers what else has to be in the report. */
export type Ended = (health: EndpointHealth, leaveAloneMs: number) => EndpointFlow | undefined;

/** Who makes attempts, or hands deliveries on untried. */
export interface Attempts {
  /** Undefined when a stop cut it off. `ended` is called if an attempt was made. */
  run(job: DeliveryJob, ended: Ended): Promise<TurnEnd | undefined>;
  park(job: DeliveryJob, reason: Parking['reason'], delayMs: number, flow?: EndpointFlow): TurnEnd;
}

/** Who knows how endpoints want to be called. */
export interface EndpointLimits {
  endpoint(id: string): EndpointWishes;
}

/** How much is sent, and how much may wait for it. */
export type QueueLimits = SlotLimits & WaitingLimits;

/** What each fourth start prefers, while more than one share waits: none starves, and a new endpoint’s first attempt needn’t wait for the busy ones. */
const PREFERENCES: readonly (readonly Share[])[] = [
  ['unproven', 'first', 'later'],
  ['first', 'unproven', 'later'],
  ['unproven', 'first', 'later'],
  ['later', 'first', 'unproven'],
];
/** How often what has come to a stand is looked at: nothing else would, once its partition is paused. */
const SWEEP_MS = 1000;

/**
 * A queue for each endpoint, served in turn, so that one with much to get or slow to answer takes no more slots than
 * another: tenants in turn, and then each tenant's endpoints.
 */
export class EndpointQueues {
  readonly #known: KnownQueues;
  readonly #lived: LivedTime;
  readonly #slots: Slots;
  readonly #turns: Readonly<Record<Share, Turns<EndpointQueue>>>;
  /** Queues that wait for their rate. */
  readonly #wakes = new Map<EndpointQueue, Cancel>();
  /** Reports that are on their way to Kafka. */
  #reporting = 0;
  readonly #isBusy = (): boolean => this.#waiting > 0 || this.inFlight > 0;
  #started = 0;
  #waiting = 0;
  #sweeping = false;
  #stopped = false;
  #mayStart: () => boolean = () => true;

  constructor(
    private readonly endpoints: EndpointLimits,
    private readonly attempts: Attempts,
    private readonly clock: Clock,
    limits: QueueLimits,
    metrics: Metrics,
    chance: () => number = Math.random,
  ) {
    this.#slots = new Slots(limits);
    const turnsOf = (share: Share): Turns<EndpointQueue> =>
      new Turns(share, (tenant) => this.#slots.hasRoomFor(tenant));
    this.#turns = { unproven: turnsOf('unproven'), first: turnsOf('first'), later: turnsOf('later') };
    this.#lived = new LivedTime(clock);
    this.#known = new KnownQueues(limits, this.#lived, chance, metrics);
    metrics.gauge({ name: 'attempts_in_flight', help: 'Attempts under way.' }, (gauge) => gauge.set(this.inFlight));
    metrics.gauge(
      { name: 'slots_in_use', help: 'Attempts under way, by the share that they count to.', labels: ['share'] },
      (gauge) => {
        for (const share of SHARES) gauge.set({ share }, this.#slots.usedBy(share));
      },
    );
    metrics.gauge({ name: 'deliveries_waiting', help: 'Deliveries that wait in memory for their attempt.' }, (gauge) =>
      gauge.set(this.#waiting),
    );
  }

  /** Has the job done in its turn; resolves when what became of it is on Kafka. Stays open for what a stop cuts off; rejects when we are broken. */
  push(job: DeliveryJob): Promise<void> {
    return new Promise((done, failed) => {
      const nowMs = this.clock.monotonic();
      const queue = this.#known.of(job);
      const wishes = this.endpoints.endpoint(queue.id);
      const refusal = wishes?.status === 'enabled' ? queue.refusal(job, wishes, nowMs) : undefined;
      if (refusal) {
        this.#park(queue, { job, done }, refusal, wishes, nowMs);
        return this.#rest(queue);
      }
      queue.add({ job, sinceMs: nowMs, done, failed, share: 'first', epoch: 0, startMs: 0, livedMs: 0 });
      this.#waiting += 1;
      this.#enter(queue, wishes);
      this.#lived.watch(this.#isBusy);
      this.#serve();
      this.#sweepLater();
    });
  }

  /** Starts attempts only while the endpoints are ours to call; what waits goes on waiting, and is looked at each second. */
  startOnlyWhile(ours: () => boolean): void {
    this.#mayStart = ours;
  }

  /** Starts nothing more. */
  stop(): void {
    this.#stopped = true;
  }

  /**
   * Other processes call these endpoints from now on. What waits for them is dropped, since it's read again there; should
   * they come back, they begin as unknown ones do: with nothing saved of their rate.
   */
  disown(isLost: (endpoint: string) => boolean): void {
    for (const known of [this.#known.resting, this.#known.active]) {
      for (const queue of known) {
        if (!isLost(queue.id)) continue;
        this.#waiting -= queue.disown();
        this.#rest(queue);
      }
    }
  }

  get inFlight(): number {
    return this.#slots.used;
  }

  /** Attempts under way, and what has ended or was parked and isn't reported yet: another process that got it now would do it again. */
  get unreported(): number {
    return this.#slots.used + this.#reporting;
  }

  #serve(): void {
    while (!this.#stopped && !this.#slots.full && this.#mayStart() && this.#startNext());
  }

  #startNext(): boolean {
    const nowMs = this.clock.monotonic();
    for (const share of PREFERENCES[this.#started % PREFERENCES.length] ?? SHARES) {
      if (!this.#slots.hasRoom(share)) continue;
      const turns = this.#turns[share];
      for (let queue = turns.next(); queue; queue = turns.next()) if (this.#start(queue, share, nowMs)) return true;
    }
    return false;
  }

  /** Starts what the queue has for its turn, unless something holds it back: then it's looked at again when that's over. */
  #start(queue: EndpointQueue, share: Share, nowMs: number): boolean {
    queue.stands[share] = false;
    if (this.#wakes.has(queue)) return false;
    const wishes = this.endpoints.endpoint(queue.id);
    if (!queue.maySendIn(share, wishes)) {
      // It may have become another share's since it took its place.
      this.#enter(queue, wishes);
      return false;
    }
    const waitMs = queue.takeLeaveMs(wishes, nowMs);
    if (waitMs > 0) {
      this.#wakeLater(queue, waitMs);
      return false;
    }
    const next = queue.begin(share, share === 'unproven' || this.#slots.hasRoom('later'), nowMs);
    if (!next) return false;
    this.#started += 1;
    this.#waiting -= 1;
    this.#slots.take(next.share, queue.tenant);
    this.#enter(queue, wishes);
    void this.#send(queue, next);
    return true;
  }

  async #send(queue: EndpointQueue, waiting: Waiting): Promise<void> {
    const { job, done, failed } = waiting;
    const ended: Ended = (health, leaveAloneMs) =>
      queue.ended(waiting, health, leaveAloneMs, this.endpoints.endpoint(queue.id), this.clock.monotonic());
    const end = await this.attempts.run(job, ended).catch(failed);
    const wasFull = !this.#slots.hasRoomFor(queue.tenant);
    this.#slots.giveBack(waiting.share, queue.tenant);
    const nowMs = this.clock.monotonic();
    queue.over(waiting, nowMs);
    if (end) this.#finish(end, done);
    const wishes = this.endpoints.endpoint(queue.id);
    this.#shed(queue, wishes, nowMs);
    this.#enter(queue, wishes);
    if (wasFull) for (const share of SHARES) this.#turns[share].resume(queue.tenant);
    this.#serve();
    this.#rest(queue);
  }

  #finish({ reported }: TurnEnd, done: () => void): void {
    this.#reporting += 1;
    // A report that a stop cut off leaves its record undone: it's read again.
    void reported.then(done, () => undefined).finally(() => (this.#reporting -= 1));
  }

  #park(
    queue: EndpointQueue,
    { job, done }: Pick<Waiting, 'job' | 'done'>,
    { reason, delayMs }: Parking,
    wishes: EndpointWishes,
    nowMs: number,
  ): void {
    this.#finish(this.attempts.park(job, reason, delayMs, queue.newFlow(wishes, nowMs)), done);
  }

  #shed(queue: EndpointQueue, wishes: EndpointWishes, nowMs: number): void {
    for (let shed = queue.shed(wishes, nowMs); shed; shed = queue.shed(wishes, nowMs)) {
      this.#waiting -= 1;
      this.#park(queue, shed.from, shed.parking, wishes, nowMs);
    }
  }

  #enter(queue: EndpointQueue, wishes: EndpointWishes): void {
    if (this.#wakes.has(queue)) return;
    for (const share of SHARES) {
      if (queue.stands[share] || !queue.maySendIn(share, wishes)) continue;
      queue.stands[share] = true;
      this.#turns[share].enter(queue);
    }
  }

  #wakeLater(queue: EndpointQueue, waitMs: number): void {
    const wake = (): void => {
      this.#wakes.delete(queue);
      this.#enter(queue, this.endpoints.endpoint(queue.id));
      this.#serve();
      this.#rest(queue);
    };
    this.#wakes.set(queue, this.clock.after(waitMs, wake));
  }

  #sweepLater(): void {
    if (this.#sweeping || this.#waiting === 0) return;
    this.#sweeping = true;
    this.clock.after(SWEEP_MS, () => {
      this.#sweeping = false;
      if (this.#stopped) return;
      const nowMs = this.clock.monotonic();
      for (const queue of this.#known.active) {
        this.#shed(queue, this.endpoints.endpoint(queue.id), nowMs);
        this.#rest(queue);
      }
      this.#serve();
      this.#sweepLater();
    });
  }

  #rest(queue: EndpointQueue): void {
    if (!this.#wakes.has(queue)) this.#known.rest(queue);
  }
}
