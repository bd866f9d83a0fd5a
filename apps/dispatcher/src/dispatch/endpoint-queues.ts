import type { EndpointEntity } from '@postrider/schemas';
import { TokenBucket, type Cancel, type Clock } from '@postrider/time';
import type { Metrics } from '@postrider/observability';
import type { DeliveryJob } from './delivery-job.js';
import type { TurnEnd } from './dispatch.js';

/** Who makes attempts, or hands deliveries on untried. */
export interface Attempts {
  /** Undefined when a stop cut it off. */
  run(job: DeliveryJob): Promise<TurnEnd | undefined>;
  park(job: DeliveryJob, reason: 'backlog' | 'rate_limited', delayMs: number): TurnEnd;
}

/** Who knows how endpoints want to be called. */
export interface EndpointLimits {
  endpoint(id: string): Pick<EndpointEntity, 'status' | 'maxInFlight' | 'rateLimit'> | undefined;
}

interface Waiting {
  readonly job: DeliveryJob;
  /** Called when what became of the job is on Kafka; never for one that a stop cut off. */
  readonly done: () => void;
  /** Called with what is broken, when it's us. */
  readonly failed: (error: unknown) => void;
}

interface EndpointQueue {
  readonly id: string;
  /** First attempts go before all others. */
  readonly first: Waiting[];
  readonly later: Waiting[];
  inFlight: number;
  /** How long its attempts took of late, on average; 0 before the first. */
  meanMs: number;
  /** Monotonic; when an attempt of it last started on an idle queue, or ended. */
  lastMoveMs: number;
  /** In the ring of those that could send. */
  ready: boolean;
  /** Monotonic; until then nothing is sent, because of its rate limit or its own wish. */
  quietUntilMs: number;
  bucket: TokenBucket | undefined;
  cancelWake: Cancel | undefined;
}

/** How much is sent, and how much may wait for it. */
export interface QueueLimits {
  /** Attempts under way in all. */
  readonly concurrency: number;
  /** Deliveries of one endpoint that wait in memory, however fast it is. */
  readonly waitingPerEndpoint: number;
}

const DEFAULT_MAX_IN_FLIGHT = 10;
/** What would wait longer than this isn't kept in memory. */
const PATIENCE_MS = 15_000;
/** How long what is parked behind a backlog waits at least, and at most, before it's looked at again. */
const BACKLOG_DELAY_MS = { least: 15_000, most: 300_000 };
/** The weight of the newest attempt in the average. */
const NEWEST = 0.1;

/**
 * A queue for each endpoint, served in turn, so that one with much to get or slow to answer takes no more slots than
 * another. An endpoint has at most `maxInFlight` attempts under way, and no more than its rate limit lets through.
 */
export class EndpointQueues {
  readonly #queues = new Map<string, EndpointQueue>();
  readonly #ring: EndpointQueue[] = [];
  #inFlight = 0;
  #waiting = 0;
  #stopped = false;

  constructor(
    private readonly endpoints: EndpointLimits,
    private readonly attempts: Attempts,
    private readonly clock: Clock,
    private readonly limits: QueueLimits,
    metrics: Metrics,
  ) {
    metrics.gauge({ name: 'attempts_in_flight', help: 'Attempts under way.' }, (gauge) => gauge.set(this.#inFlight));
    metrics.gauge({ name: 'deliveries_waiting', help: 'Deliveries that wait in memory for their attempt.' }, (gauge) =>
      gauge.set(this.#waiting),
    );
    metrics.gauge({ name: 'endpoint_queues', help: 'Endpoints that have something waiting or under way.' }, (gauge) =>
      gauge.set(this.#queues.size),
    );
  }

  /** Has the job done in its turn; resolves when what became of it is on Kafka. Stays open for what a stop cuts off; rejects when we are broken. */
  push(job: DeliveryJob): Promise<void> {
    return new Promise((done, failed) => {
      const queue = this.#queueOf(job.ref.endpoint);
      const quietMs = queue.quietUntilMs - this.clock.monotonic();
      if (quietMs > PATIENCE_MS) return this.#finish(this.attempts.park(job, 'rate_limited', quietMs), done);
      const waitMs = this.#expectedWaitMs(queue);
      if (waitMs > PATIENCE_MS || queue.first.length + queue.later.length >= this.limits.waitingPerEndpoint) {
        return this.#finish(this.attempts.park(job, 'backlog', Math.max(quietMs, backlogDelayMs(waitMs))), done);
      }
      (job.turn.trigger === 'first' ? queue.first : queue.later).push({ job, done, failed });
      this.#waiting += 1;
      this.#makeReady(queue);
      this.#serve();
    });
  }

  /** Starts nothing more. */
  stop(): void {
    this.#stopped = true;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  #serve(): void {
    while (!this.#stopped && this.#inFlight < this.limits.concurrency) {
      const queue = this.#ring.shift();
      if (!queue) return;
      queue.ready = false;
      if (!this.#maySend(queue)) continue;
      const next = queue.first.shift() ?? queue.later.shift();
      if (!next) continue;
      this.#waiting -= 1;
      this.#makeReady(queue);
      void this.#send(queue, next);
    }
  }

  async #send(queue: EndpointQueue, { job, done, failed }: Waiting): Promise<void> {
    const startMs = this.clock.monotonic();
    if (queue.inFlight === 0) queue.lastMoveMs = startMs;
    queue.inFlight += 1;
    this.#inFlight += 1;
    const end = await this.attempts.run(job).catch(failed);
    queue.inFlight -= 1;
    this.#inFlight -= 1;
    queue.lastMoveMs = this.clock.monotonic();
    queue.meanMs += (queue.lastMoveMs - startMs - queue.meanMs) * (queue.meanMs === 0 ? 1 : NEWEST);
    if (end) {
      if (end.leaveAloneMs > 0) this.#quieten(queue, end.leaveAloneMs);
      this.#finish(end, done);
    }
    this.#makeReady(queue);
    this.#serve();
    if (queue.inFlight === 0 && queue.first.length + queue.later.length === 0) this.#forget(queue);
  }

  #finish({ reported }: TurnEnd, done: () => void): void {
    // A report that a stop cut off leaves its record undone: it's read again.
    reported.then(done, () => undefined);
  }

  /** Whether the endpoint's limits let an attempt through now; if they will later, it's looked at again then. */
  #maySend(queue: EndpointQueue): boolean {
    if (queue.first.length + queue.later.length === 0) return false;
    const endpoint = this.endpoints.endpoint(queue.id);
    if (queue.inFlight >= (endpoint?.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT)) return false;
    const nowMs = this.clock.monotonic();
    const waitMs = queue.quietUntilMs > nowMs ? queue.quietUntilMs - nowMs : this.#take(queue, endpoint, nowMs);
    if (waitMs === 0) return true;
    queue.cancelWake?.();
    queue.cancelWake = this.clock.after(waitMs, () => {
      queue.cancelWake = undefined;
      this.#makeReady(queue);
      this.#serve();
    });
    return false;
  }

  #take(queue: EndpointQueue, endpoint: ReturnType<EndpointLimits['endpoint']>, nowMs: number): number {
    const rate = endpoint?.rateLimit;
    if (!rate || endpoint.status === 'disabled') return 0;
    if (queue.bucket?.rate.perSecond !== rate.perSecond || queue.bucket.rate.burst !== rate.burst) {
      queue.bucket = new TokenBucket(rate, nowMs, false);
    }
    return queue.bucket.take(nowMs);
  }

  /** How long what comes now would wait, as the endpoint answers of late; one that has stopped answering gets slower by the moment. */
  #expectedWaitMs({ id, first, later, inFlight, meanMs, lastMoveMs }: EndpointQueue): number {
    const silentMs = inFlight > 0 ? this.clock.monotonic() - lastMoveMs : 0;
    const slots = this.endpoints.endpoint(id)?.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT;
    return ((first.length + later.length) * Math.max(meanMs, silentMs)) / slots;
  }

  /** What waits and would wait too long is handed over. */
  #quieten(queue: EndpointQueue, ms: number): void {
    queue.quietUntilMs = Math.max(queue.quietUntilMs, this.clock.monotonic() + ms);
    if (ms <= PATIENCE_MS) return;
    const handed = [...queue.first.splice(0), ...queue.later.splice(0)];
    this.#waiting -= handed.length;
    for (const { job, done } of handed) this.#finish(this.attempts.park(job, 'rate_limited', ms), done);
  }

  #makeReady(queue: EndpointQueue): void {
    if (queue.ready || queue.cancelWake || queue.first.length + queue.later.length === 0) return;
    queue.ready = true;
    this.#ring.push(queue);
  }

  #queueOf(id: string): EndpointQueue {
    const known = this.#queues.get(id);
    if (known) return known;
    const queue: EndpointQueue = {
      id,
      first: [],
      later: [],
      inFlight: 0,
      meanMs: 0,
      lastMoveMs: 0,
      ready: false,
      quietUntilMs: -Infinity,
      bucket: undefined,
      cancelWake: undefined,
    };
    this.#queues.set(id, queue);
    return queue;
  }

  /** An endpoint's limits outlive its queue only as long as they could still hold something back. */
  #forget(queue: EndpointQueue): void {
    if (queue.bucket || queue.quietUntilMs > this.clock.monotonic()) return;
    this.#queues.delete(queue.id);
  }
}

function backlogDelayMs(waitMs: number): number {
  const { least, most } = BACKLOG_DELAY_MS;
  return Math.round(Math.min(Math.max(waitMs, least), most) * (1 + Math.random() * 0.2));
}
