import type { Log, Metrics } from '@postrider/observability';
import type { Registry } from '@postrider/registry';
import {
  mintId,
  traceIdOf,
  type DeliveryTurn,
  type AttemptMade,
  type AttemptReport,
  type EndpointEntity,
  type EndpointFlow,
  type NextStep,
  type ParkReason,
} from '@postrider/schemas';
import type { DeliveryConfig } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { sendWithToken } from '../credentials/send-with-token.js';
import type { EndedBy, Exchange, OutgoingRequest } from '../exchange/exchange.js';
import type { HttpSender } from '../exchange/http-sender.js';
import { outcomeOf, type AttemptOutcome } from './attempt-outcome.js';
import { detailsOf, roundMs, type AttemptReports } from './attempt-reports.js';
import type { DeliveryJob } from './delivery-job.js';
import { deliveryRequest } from './delivery-request.js';
import { asksForChallenge, challengeOutcome } from './endpoint-verification.js';
import { healthOf } from './endpoint-health.js';
import type { Ended, TurnEnd } from './endpoint-queues.js';
import type { EndpointTargets, Target } from './endpoint-targets.js';
import { isExpired, nextStep } from './next-step.js';

/** What the operator says of every attempt. */
export interface AttemptConfig {
  /** How long one delivery may hold back those that follow it in its lane. */
  readonly ORDER_BLOCK_SECONDS: number;
  readonly EGRESS_HTTPS_ONLY: boolean;
  readonly EGRESS_VERIFIED_ONLY: boolean;
}

/** Makes one attempt: load, sign, send, classify, report. */
export class Dispatch {
  readonly #attempts;
  readonly #attemptSeconds;
  readonly #endToEndSeconds;
  readonly #waitSeconds;
  readonly #handedOn;

  constructor(
    private readonly registry: Registry,
    private readonly targets: EndpointTargets,
    private readonly sender: HttpSender,
    private readonly reports: AttemptReports,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly defaults: DeliveryConfig & AttemptConfig,
    metrics: Metrics,
  ) {
    this.#attempts = metrics.counter({
      name: 'attempts_total',
      help: 'Attempts made, by how they ended and what brought them.',
      labels: ['outcome', 'reason', 'trigger'],
    });
    this.#attemptSeconds = metrics.tracedHistogram({
      name: 'attempt_seconds',
      help: 'From the start of an attempt to its end.',
      labels: ['outcome'],
    });
    this.#endToEndSeconds = metrics.tracedHistogram({
      name: 'delivery_seconds',
      help: 'From the acceptance of an event to the end of a successful first attempt that was neither held nor scheduled.',
    });
    this.#waitSeconds = metrics.tracedHistogram(
      {
        name: 'first_attempt_wait_seconds',
        help: 'From the acceptance of an event to the start of a first attempt that was neither parked, held nor scheduled.',
      },
      WAIT_SECONDS,
    );
    this.#handedOn = metrics.counter({
      name: 'deliveries_handed_on_total',
      help: 'Deliveries that were not attempted here, by why.',
      labels: ['kind', 'reason'],
    });
  }

  /**
   * Has the attempt made, or handed on where none is to be made. Never rejects before the report; undefined when it was
   * cut off by a stop. `ended` hears what the attempt says about the endpoint in time for the report to say what follows.
   */
  async run(job: DeliveryJob, ended: Ended): Promise<TurnEnd | undefined> {
    const endpoint = this.registry.copy.endpoint(job.ref.endpoint);
    if (!endpoint) return this.#end(job, { status: 'cancelled', reason: 'endpoint_deleted' });
    if (endpoint.status !== 'enabled') return this.park(job, `endpoint_${endpoint.status}`);
    if (isExpired(this.#situation(job, endpoint))) return this.#end(job, { status: 'dead', reason: 'expired' });

    const startMs = this.clock.now();
    const target = this.targets.of(endpoint, startMs);
    const timeoutMs = endpoint.timeoutMs ?? this.defaults.DELIVERY_TIMEOUT_MS;
    const trace = target && job.trace ? job.trace.attempting(target.url, job.turn) : job.event.meta.trace;
    const request = target && deliveryRequest(job.event, target, startMs, timeoutMs, job.change, trace);
    const exchange = request && (await this.#send(job, endpoint, target, request, job.lane?.endedBy));
    const outcome: AttemptOutcome = exchange ? this.#outcomeOf(job, exchange) : { kind: 'failed', reason: 'unsigned' };
    if (exchange) job.trace?.attempted(exchange, outcome);
    if (outcome.kind === 'cut') {
      job.lane?.cutOff();
      return undefined;
    }
    const blockEndsMs = job.ref.order && this.#blockEndsMs(job.turn, startMs);
    const next = nextStep(outcome, { ...this.#situation(job, endpoint), random: Math.random(), blockEndsMs });
    const flow = ended(
      healthOf(outcome, exchange?.kind === 'answered' ? exchange.statusCode : undefined),
      leaveAloneMs(outcome),
    );
    return this.#report(job, startMs, request && sentHeaders(request, target), exchange, outcome, next, flow);
  }

  #outcomeOf({ ref, event }: DeliveryJob, exchange: Exchange): AttemptOutcome {
    const outcome = outcomeOf(exchange, this.clock.now());
    return outcome.kind !== 'cut' && asksForChallenge(ref.eventType)
      ? challengeOutcome(event, exchange, outcome)
      : outcome;
  }

  /** Hands a delivery over untried, to wait for `delayMs` from `fromMs` on. */
  park(
    job: DeliveryJob,
    reason: ParkReason,
    delayMs?: number,
    flow?: EndpointFlow,
    fromMs = this.clock.now(),
  ): TurnEnd {
    this.#handedOn.inc({ kind: 'parked', reason });
    const { ref: delivery, turn } = job;
    const at = new Date(fromMs).toISOString();
    return this.#put(job, { kind: 'parked', delivery, turn, at, reason, delayMs, flow });
  }

  #send(
    { ref: { eventType } }: DeliveryJob,
    endpoint: EndpointEntity,
    { tokens }: Target,
    request: OutgoingRequest,
    endedBy: EndedBy | undefined,
  ): Promise<Exchange> {
    // Asked at each attempt, since an operator's word, or a tenant's, counts from the moment that it's given.
    if ((request.url.protocol === 'http:' || tokens?.comesInClear) && this.#wantsTls(endpoint))
      return Promise.resolve(HTTPS_REQUIRED);
    if (!endpoint.verified && this.#wantsVerified(endpoint) && !asksForChallenge(eventType))
      return Promise.resolve(UNVERIFIED);
    return tokens
      ? sendWithToken(request, tokens, { sender: this.sender, clock: this.clock }, endedBy)
      : this.sender.send(request, endedBy);
  }

  #wantsVerified({ tenant }: EndpointEntity): boolean {
    return this.defaults.EGRESS_VERIFIED_ONLY || this.registry.copy.tenant(tenant)?.verifiedOnly === true;
  }

  #wantsTls({ tenant }: EndpointEntity): boolean {
    return this.defaults.EGRESS_HTTPS_ONLY || this.registry.copy.tenant(tenant)?.httpsOnly === true;
  }

  #end(
    job: DeliveryJob,
    as: { status: 'cancelled'; reason: 'endpoint_deleted' } | { status: 'dead'; reason: 'expired' },
  ): TurnEnd {
    this.#handedOn.inc({ kind: as.status, reason: as.reason });
    const { ref: delivery, turn } = job;
    return this.#put(job, { kind: 'ended', delivery, turn, at: this.clock.timestamp(), as });
  }

  #put({ lane, trace }: DeliveryJob, report: AttemptReport): TurnEnd {
    const context = trace?.reporting(report.kind, report.kind === 'ended' ? report.as.reason : report.reason);
    const blocked = lane && comesBack(report) ? lane.comesBack() : undefined;
    return {
      reported: blocked ? blocked.then(() => this.reports.put(report, context)) : this.reports.put(report, context),
    };
  }

  /** When a delivery that goes in order has held back the others for long enough: counted from its first attempt that failed. */
  #blockEndsMs({ headSince }: DeliveryTurn, startMs: number): number {
    const sinceMs = headSince === undefined ? startMs : Date.parse(headSince);
    return sinceMs + this.defaults.ORDER_BLOCK_SECONDS * 1000;
  }

  #situation({ ref, turn }: DeliveryJob, endpoint: EndpointEntity) {
    return {
      turn,
      acceptedAtMs: Date.parse(ref.acceptedAt),
      nowMs: this.clock.now(),
      scheduleSeconds: endpoint.retryScheduleSeconds ?? this.defaults.RETRY_SCHEDULE_SECONDS,
    };
  }

  #report(
    job: DeliveryJob,
    startMs: number,
    headers: OutgoingRequest['headers'] | undefined,
    exchange: Exchange | undefined,
    outcome: Exclude<AttemptOutcome, { kind: 'cut' }>,
    next: NextStep,
    flow: EndpointFlow | undefined,
  ): TurnEnd {
    const { ref: delivery, turn } = job;
    const endMs = this.clock.now();
    const delivered = outcome.kind === 'delivered';
    const reason = delivered ? undefined : outcome.reason;
    const attempt: AttemptMade = {
      kind: 'attempted',
      id: mintId('att', startMs),
      delivery,
      turn,
      startedAt: new Date(startMs).toISOString(),
      endedAt: new Date(endMs).toISOString(),
      durationMs: roundMs(exchange?.durationMs ?? 0),
      outcome: delivered ? 'delivered' : 'failed',
      reason,
      ...(headers && exchange && detailsOf(exchange, headers, { event: delivery.event, startedAtMs: startMs })),
      next,
      flow,
    };
    this.#measure(job, attempt, endMs);
    return this.#put(job, attempt);
  }

  #measure({ event, trace }: DeliveryJob, attempt: AttemptMade, endMs: number): void {
    const { delivery, turn, outcome, reason, durationMs, response, next } = attempt;
    this.#attempts.inc({ outcome, reason: reason ?? 'none', trigger: turn.trigger });
    const exemplar = trace?.exemplar;
    this.#attemptSeconds.observe({ outcome }, durationMs / 1000, exemplar);
    if (turn.trigger === 'first' && turn.since === undefined) {
      const acceptedMs = Date.parse(delivery.acceptedAt);
      const waitedMs = Math.max(0, Date.parse(attempt.startedAt) - acceptedMs);
      this.#waitSeconds.observe({}, waitedMs / 1000, exemplar);
      if (outcome === 'delivered') this.#endToEndSeconds.observe({}, (endMs - acceptedMs) / 1000, exemplar);
    }
    if (!this.log.isLevelEnabled('info')) return;
    this.log.info(
      {
        attempt: attempt.id,
        delivery: delivery.id,
        messageId: delivery.event,
        traceId: traceIdOf(event.meta.trace),
        tenant: delivery.tenant,
        endpoint: delivery.endpoint,
        eventType: delivery.eventType,
        number: turn.number,
        trigger: turn.trigger,
        outcome,
        reason,
        statusCode: response?.statusCode,
        durationMs,
        next: next.kind,
      },
      'delivery.attempted',
    );
  }
}

/** What the objective of docs/slo.md counts is among them: 2.5. */
const WAIT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800];

/** The headers of an attempt as it went out: a token is put there last. */
const sentHeaders = ({ headers }: OutgoingRequest, target: Target | undefined): OutgoingRequest['headers'] =>
  target?.tokens ? { ...headers, authorization: '' } : headers;

const HTTPS_REQUIRED: Exchange = {
  kind: 'failed',
  reason: 'https_required',
  detail: 'only https is allowed: change the URL of the endpoint, or of its tokens',
  durationMs: 0,
  timings: {},
};

const UNVERIFIED: Exchange = {
  kind: 'failed',
  reason: 'unverified',
  detail: 'nobody has shown yet that they own the URL: POST …/verify',
  durationMs: 0,
  timings: {},
};

/** Whether the delivery will be here again. */
const comesBack = (report: AttemptReport): boolean =>
  report.kind === 'parked' ||
  (report.kind === 'attempted' && (report.next.kind === 'retry' || report.next.kind === 'hold'));

/** What a 429 asks for, for all of the endpoint's deliveries. */
function leaveAloneMs(outcome: Exclude<AttemptOutcome, { kind: 'cut' }>): number {
  return outcome.kind === 'failed' && outcome.reason === 'rate_limited' ? (outcome.retryAfterMs ?? 0) : 0;
}
