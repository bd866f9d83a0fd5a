import type { EndpointEntity, EndpointFlow } from '@postrider/schemas';
import { AnswerTimes, PATIENCE_MS, type Standing } from './answer-times.js';
import type { Breaker } from './breaker.js';
import { bytesOf, type DeliveryJob } from './delivery-job.js';
import type { EndpointHealth } from './endpoint-health.js';
import { Fifo } from './fifo.js';
import type { LivedTime } from './lived-time.js';
import { Pace } from './pace.js';
import type { Share } from './slots.js';
import type { TenantTurns } from './turns.js';

/** How an endpoint wants to be called; what isn't known is gone. */
export type EndpointWishes = Pick<EndpointEntity, 'status' | 'maxInFlight' | 'rateLimit'> | undefined;

/** Why a delivery isn't kept in memory, and for how long it should wait elsewhere. */
export interface Parking {
  readonly reason: 'backlog' | 'rate_limited' | 'breaker_open';
  readonly delayMs: number;
}

/** A delivery on its way through a queue. */
export interface Waiting {
  readonly job: DeliveryJob;
  /** Monotonic; since when it has been here. */
  readonly sinceMs: number;
  /** Called when what became of the job is on Kafka; never for one that a stop cut off. */
  readonly done: () => void;
  /** Called with what is broken, when it's us. */
  readonly failed: (error: unknown) => void;
  /** Its slot, once its attempt has begun; the breaker's epoch, the monotonic time and the lived time of that. */
  share: Share;
  epoch: number;
  startMs: number;
  livedMs: number;
}

/** How much of one endpoint may wait in memory, however fast it is. */
export interface WaitingLimits {
  readonly waitingPerEndpoint: number;
  readonly waitingBytesPerEndpoint: number;
}

const DEFAULT_MAX_IN_FLIGHT = 10;
/** What is parked behind others is due again after this, and up to a fifth more: those are through then, and if not, the flow holds it back. */
const BACKLOG_DELAY_MS = 15_000;
/** While the probe is on its way nothing is to be released; its own report says more, and sooner. */
const PROBING_MS = 5000;
/** What came meanwhile is due again after this. */
const PROBING_DELAY_MS = 1000;
/** While both wait, one other attempt of an endpoint follows so many first ones. */
const FIRSTS_IN_A_ROW = 3;
/**
 * So many that were released may wait, however long that takes. An endpoint that was said to take more than that is too
 * fast for them to wait long; for any other, more came than was asked for, and what is too much is parked again.
 */
const RETURNED_KEPT = 64;

/** What waits for one endpoint, and all that decides when it may be sent and whether it's kept: policy, without timers or I/O. */
export class EndpointQueue {
  /** In which lines it stands for its turn. */
  readonly stands: Record<Share, boolean> = { unproven: false, first: false, later: false };
  /** First attempts that were parked before: older than `fresh`. */
  readonly #returned = new Fifo<Waiting>();
  readonly #fresh = new Fifo<Waiting>();
  readonly #later = new Fifo<Waiting>();
  readonly #times = new AnswerTimes();
  #pace = new Pace();
  #inFlight = 0;
  #waitingBytes = 0;
  #firstsInARow = 0;
  /** It has answered since its last time-out, and since it's ours. */
  #proven = false;
  /** What the log was told last. */
  #told: { readonly capacity: number; readonly restUntilMs: number } | undefined;

  constructor(
    readonly id: string,
    readonly tenant: TenantTurns<EndpointQueue>,
    private readonly breaker: Breaker,
    private readonly limits: WaitingLimits,
    private readonly lived: Pick<LivedTime, 'nowMs'>,
    /** Between 0 and 1. */
    private readonly chance: () => number,
  ) {}

  get waiting(): number {
    return this.#returned.length + this.#fresh.length + this.#later.length;
  }

  get idle(): boolean {
    return this.#inFlight === 0 && this.waiting === 0;
  }

  /** Nothing would be lost with it but what an average is made of. */
  get isForgettable(): boolean {
    return this.idle && this.breaker.state === 'closed' && !this.#pace.holdsBack;
  }

  /** Whether it has something to send in this share, and may send more. */
  maySendIn(share: Share, wishes: EndpointWishes): boolean {
    if (this.waiting === 0 || this.#inFlight >= this.#slots(wishes)) return false;
    if (!this.#proven) return share === 'unproven';
    if (share === 'first') return this.#returned.length + this.#fresh.length > 0;
    return share === 'later' && this.#later.length > 0;
  }

  /** Why what comes now can't wait here; undefined when it can: then it has to be added. */
  refusal(job: DeliveryJob, wishes: EndpointWishes, nowMs: number): Parking | undefined {
    const restMs = this.#pace.restMs(nowMs);
    if (restMs > PATIENCE_MS) return { reason: 'rate_limited', delayMs: restMs };
    if (!this.breaker.letsIn(nowMs, this.idle)) return this.#behindBreaker(nowMs);
    // No more is released than the endpoint was said to take, so it has its turn soon; parked again, it would go round for ever.
    const isReturned = job.ref.origin === undefined && this.#returned.length + this.#later.length < RETURNED_KEPT;
    // What finds nobody before it is soon sent; among that is the probe, which has to be let in.
    if (isReturned || this.waiting === 0) return undefined;
    const pacedMs = this.#pace.waitMs(this.waiting + 1, wishes?.rateLimit, nowMs);
    if (pacedMs > PATIENCE_MS) return { reason: 'rate_limited', delayMs: this.#backlogDelayMs() };
    const standing = this.#standing(wishes, nowMs);
    const { waitingPerEndpoint, waitingBytesPerEndpoint } = this.limits;
    const isFull = standing.waiting >= waitingPerEndpoint || this.#waitingBytes >= waitingBytesPerEndpoint;
    if (!isFull && standing.waiting < this.#times.keeps(standing, this.lived.nowMs)) return undefined;
    return { reason: 'backlog', delayMs: this.#backlogDelayMs() };
  }

  add(waiting: Waiting): void {
    const { ref, turn } = waiting.job;
    const line = turn.trigger !== 'first' ? this.#later : ref.origin === undefined ? this.#returned : this.#fresh;
    line.push(waiting);
    this.#waitingBytes += bytesOf(waiting.job);
  }

  /** How long until its rate lets one through, and takes leave for that one when it's 0. */
  takeLeaveMs(wishes: EndpointWishes, nowMs: number): number {
    // Nothing goes out to it: what waits is only handed on.
    return wishes?.status === 'enabled' ? this.#pace.take(wishes.rateLimit, nowMs) : 0;
  }

  /** Begins with the one whose turn it is; first attempts go before others, but never so long that those starve. */
  begin(share: Share, laterHasRoom: boolean, nowMs: number): Waiting | undefined {
    const owesLater = this.#firstsInARow >= FIRSTS_IN_A_ROW && laterHasRoom;
    const isLater = share === 'later' || (owesLater && this.#later.length > 0);
    const next = isLater ? this.#later.shift() : this.#foremost();
    if (!next) return undefined;
    const isFirst = next.job.turn.trigger === 'first';
    this.#firstsInARow = isFirst ? this.#firstsInARow + 1 : 0;
    this.#waitingBytes -= bytesOf(next.job);
    next.share = share === 'unproven' ? share : isFirst ? 'first' : 'later';
    next.epoch = this.breaker.begin();
    next.startMs = nowMs;
    next.livedMs = this.lived.nowMs;
    this.#times.began(this.#inFlight, next.livedMs);
    this.#inFlight += 1;
    return next;
  }

  /** An attempt has ended; answers what the log has to know about the flow from now on, unless it knows. */
  ended(
    { epoch, startMs, livedMs }: Waiting,
    health: EndpointHealth,
    leaveAloneMs: number,
    wishes: EndpointWishes,
    nowMs: number,
  ): EndpointFlow | undefined {
    this.#times.ended(livedMs, this.lived.nowMs);
    if (health === 'hung') this.#proven = false;
    else if (health === 'well' || health === 'failing' || health === 'refusing') this.#proven = true;
    this.breaker.ended(epoch, health, nowMs, maxInFlight(wishes));
    if (leaveAloneMs > 0) this.#pace.rest(leaveAloneMs, nowMs);
    else if (health === 'refusing') this.#pace.refused(startMs, nowMs);
    return this.newFlow(wishes, nowMs);
  }

  /** The turn that `begin` gave is over. */
  over({ epoch }: Waiting, nowMs: number): void {
    this.#inFlight -= 1;
    // A probe that told nothing, since no attempt was made after all; one that did has changed the epoch.
    this.breaker.abandoned(epoch, nowMs);
  }

  /** Takes out one that can't wait here any longer, and says why; undefined when nothing has to go. */
  shed(wishes: EndpointWishes, nowMs: number): { readonly from: Waiting; readonly parking: Parking } | undefined {
    if (this.waiting === 0 || wishes?.status !== 'enabled') return undefined;
    const restMs = this.#pace.restMs(nowMs);
    if (restMs > PATIENCE_MS) return this.#takeOut(this.#foremost(), { reason: 'rate_limited', delayMs: restMs });
    if (this.breaker.state === 'open') return this.#takeOut(this.#foremost(), this.#behindBreaker(nowMs));
    if (this.breaker.state === 'half-open') return undefined;
    const standing = this.#standing(wishes, nowMs);
    if (standing.waiting <= this.#times.keeps(standing, this.lived.nowMs)) return undefined;
    return this.#takeOut(this.#fresh.pop(), { reason: 'backlog', delayMs: this.#backlogDelayMs() });
  }

  /** How fast the endpoint takes what is released to it, if that isn't what was said last. */
  newFlow(wishes: EndpointWishes, nowMs: number): EndpointFlow | undefined {
    const probingMs = this.breaker.state === 'half-open' ? PROBING_MS : 0;
    const restMs = Math.max(this.breaker.restMs(nowMs), this.#pace.restMs(nowMs), probingMs);
    const capacity = this.#pace.capacity(this.#mostReleased(wishes, restMs), wishes?.rateLimit, nowMs);
    const restUntilMs = nowMs + restMs;
    const told = this.#told;
    // A rest that is over doesn't have to be taken back.
    const isTold = told && (restMs > 0 ? restUntilMs - told.restUntilMs < 1000 : told.restUntilMs <= nowMs);
    if (isTold && told.capacity === capacity) return undefined;
    this.#told = { capacity, restUntilMs };
    return restMs > 0 ? { capacity, restMs } : { capacity };
  }

  /** A place is free for another release only when the log has read the report: an endpoint that is well has some waiting meanwhile. */
  #mostReleased(wishes: EndpointWishes, restMs: number): number {
    if (!this.#proven) return 1;
    const most = maxInFlight(wishes);
    const isWell = this.breaker.state === 'closed' && restMs === 0;
    return isWell ? most + RETURNED_KEPT : Math.max(1, this.breaker.capacity(most));
  }

  /** Another process calls the endpoint now: drops what waits, since it's read again there, and all that was known. */
  disown(): number {
    const dropped = this.waiting;
    for (const line of [this.#returned, this.#fresh, this.#later]) while (line.shift());
    this.#waitingBytes = 0;
    this.#pace = new Pace();
    this.#proven = false;
    this.#told = undefined;
    this.breaker.forget();
    return dropped;
  }

  #slots(wishes: EndpointWishes): number {
    // What is parked when its turn comes needs no slot of the endpoint's.
    if (wishes?.status !== 'enabled') return Infinity;
    return this.breaker.capacity(this.#proven ? maxInFlight(wishes) : 1);
  }

  #standing(wishes: EndpointWishes, nowMs: number): Standing {
    const oldest = Math.min(
      this.#returned.peek()?.sinceMs ?? nowMs,
      this.#fresh.peek()?.sinceMs ?? nowMs,
      this.#later.peek()?.sinceMs ?? nowMs,
    );
    return {
      waiting: this.waiting,
      inFlight: this.#inFlight,
      slots: this.#slots(wishes),
      oldestMs: nowMs - oldest,
      paced: this.#pace.waitMs(1, wishes?.rateLimit, nowMs) > 0 || this.#pace.restMs(nowMs) > 0,
    };
  }

  #behindBreaker(nowMs: number): Parking {
    return { reason: 'breaker_open', delayMs: this.breaker.restMs(nowMs) || PROBING_DELAY_MS };
  }

  /** First attempts before others, and those that came back before those that are new. */
  #foremost(): Waiting | undefined {
    return this.#returned.shift() ?? this.#fresh.shift() ?? this.#later.shift();
  }

  #takeOut(from: Waiting | undefined, parking: Parking): { from: Waiting; parking: Parking } | undefined {
    if (!from) return undefined;
    this.#waitingBytes -= bytesOf(from.job);
    return { from, parking };
  }

  #backlogDelayMs(): number {
    return Math.round(BACKLOG_DELAY_MS * (1 + this.chance() * 0.2));
  }
}

const maxInFlight = (wishes: EndpointWishes): number => wishes?.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT;
