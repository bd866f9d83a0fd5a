import type { Log, Metrics } from '@postrider/observability';
import type { Registry } from '@postrider/registry';
import {
  mintId,
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
import type { Exchange } from '../exchange/exchange.js';
import type { HttpSender } from '../exchange/http-sender.js';
import { outcomeOf, type AttemptOutcome } from './attempt-outcome.js';
import { responseOf, type AttemptReports } from './attempt-reports.js';
import type { DeliveryJob } from './delivery-job.js';
import { deliveryRequest } from './delivery-request.js';
import { healthOf } from './endpoint-health.js';
import type { Ended, TurnEnd } from './endpoint-queues.js';
import type { EndpointTargets } from './endpoint-targets.js';
import { isExpired, nextStep } from './next-step.js';

/** How long one delivery may hold back those that follow it in its lane. */
export interface OrderConfig {
  readonly ORDER_BLOCK_SECONDS: number;
}

/** Makes one attempt: load, sign, send, classify, report. */
export class Dispatch {
  readonly #attempts;
  readonly #attemptSeconds;
  readonly #endToEndSeconds;
  readonly #handedOn;

  constructor(
    private readonly registry: Registry,
    private readonly targets: EndpointTargets,
    private readonly sender: HttpSender,
    private readonly reports: AttemptReports,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly defaults: DeliveryConfig & OrderConfig,
    metrics: Metrics,
  ) {
    this.#attempts = metrics.counter({
      name: 'attempts_total',
      help: 'Attempts made, by how they ended and what brought them.',
      labels: ['outcome', 'reason', 'trigger'],
    });
    this.#attemptSeconds = metrics.histogram({
      name: 'attempt_seconds',
      help: 'From the start of an attempt to its end.',
      labels: ['outcome'],
    });
    this.#endToEndSeconds = metrics.histogram({
      name: 'delivery_seconds',
      help: 'From the acceptance of an event to the end of a successful first attempt.',
    });
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
    const exchange = target
      ? await this.sender.send(
          deliveryRequest(
            job.event,
            target,
            startMs,
            endpoint.timeoutMs ?? this.defaults.DELIVERY_TIMEOUT_MS,
            job.change,
          ),
          job.lane?.endedBy,
        )
      : undefined;
    const outcome: AttemptOutcome = exchange
      ? outcomeOf(exchange, this.clock.now())
      : { kind: 'failed', reason: 'unsigned' };
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
    return this.#report(job, startMs, exchange, outcome, next, flow);
  }

  /** Hands a delivery over untried. */
  park(job: DeliveryJob, reason: ParkReason, delayMs?: number, flow?: EndpointFlow): TurnEnd {
    this.#handedOn.inc({ kind: 'parked', reason });
    const { ref: delivery, turn } = job;
    const at = this.clock.timestamp();
    return this.#put(job, { kind: 'parked', delivery, turn, at, reason, delayMs, flow });
  }

  #end(
    job: DeliveryJob,
    as: { status: 'cancelled'; reason: 'endpoint_deleted' } | { status: 'dead'; reason: 'expired' },
  ): TurnEnd {
    this.#handedOn.inc({ kind: as.status, reason: as.reason });
    const { ref: delivery, turn } = job;
    return this.#put(job, { kind: 'ended', delivery, turn, at: this.clock.timestamp(), as });
  }

  #put({ lane }: DeliveryJob, report: AttemptReport): TurnEnd {
    const blocked = lane && comesBack(report) ? lane.comesBack() : undefined;
    return { reported: blocked ? blocked.then(() => this.reports.put(report)) : this.reports.put(report) };
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
      durationMs: Math.round((exchange?.durationMs ?? 0) * 100) / 100,
      outcome: delivered ? 'delivered' : 'failed',
      reason,
      detail: exchange?.kind === 'failed' ? exchange.detail : undefined,
      response: exchange && responseOf(exchange),
      address: exchange?.remoteAddress,
      next,
      flow,
    };
    this.#measure(attempt, endMs);
    return this.#put(job, attempt);
  }

  #measure(attempt: AttemptMade, endMs: number): void {
    const { delivery, turn, outcome, reason, durationMs, response, next } = attempt;
    this.#attempts.inc({ outcome, reason: reason ?? 'none', trigger: turn.trigger });
    this.#attemptSeconds.observe({ outcome }, durationMs / 1000);
    if (outcome === 'delivered' && turn.trigger === 'first')
      this.#endToEndSeconds.observe((endMs - Date.parse(delivery.acceptedAt)) / 1000);
    if (!this.log.isLevelEnabled('info')) return;
    this.log.info(
      {
        attempt: attempt.id,
        delivery: delivery.id,
        messageId: delivery.event,
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

/** Whether the delivery will be here again. */
const comesBack = (report: AttemptReport): boolean =>
  report.kind === 'parked' ||
  (report.kind === 'attempted' && (report.next.kind === 'retry' || report.next.kind === 'hold'));

/** What a 429 asks for, for all of the endpoint's deliveries. */
function leaveAloneMs(outcome: Exclude<AttemptOutcome, { kind: 'cut' }>): number {
  return outcome.kind === 'failed' && outcome.reason === 'rate_limited' ? (outcome.retryAfterMs ?? 0) : 0;
}
