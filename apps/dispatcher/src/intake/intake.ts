import { DONE, type Handled, type KafkaRecord } from '@postrider/kafka';
import type { Metrics } from '@postrider/observability';
import type { Registry } from '@postrider/registry';
import {
  decodeEventDeliveries,
  decodeRedelivery,
  FIRST_TURN,
  requestChangeOf,
  type AcceptedEvent,
  type DeliveryRef,
  type DeliveryTurn,
  type EventMeta,
  type PlannedDelivery,
  type Position,
  type RequestChange,
} from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import type { Tracing } from '@postrider/tracing';
import { DeliveryTrace } from '../dispatch/delivery-trace.js';
import type { Dispatch } from '../dispatch/dispatch.js';
import type { EndpointQueues } from '../dispatch/endpoint-queues.js';
import type { Lanes } from '../lanes/lanes.js';
import type { DeliveryRepeats } from './delivery-repeats.js';

/** How long a record waits for the configuration that it was made under, before it's tried again. */
const REGISTRY_PATIENCE_MS = 10_000;

/** Turns records into jobs for the endpoints' queues, and those that go in order into jobs for their lanes. */
export class Intake {
  readonly #repeated;

  constructor(
    private readonly registry: Registry,
    private readonly queues: EndpointQueues,
    private readonly lanes: Lanes,
    private readonly repeats: DeliveryRepeats,
    private readonly parking: Pick<Dispatch, 'park'>,
    private readonly clock: Clock,
    metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    this.#repeated = metrics.counter({
      name: 'deliveries_repeated_total',
      help: 'Deliveries that were dropped, since another record brought them a moment before.',
    });
  }

  async deliveries(record: KafkaRecord): Promise<Handled> {
    const decoded = decodeEventDeliveries(record);
    if (decoded.kind === 'undecodable') return { kind: 'poison', reason: decoded.reason };
    const { event, plan, bodies } = decoded.value;
    // With the configuration that it was matched under, an endpoint that isn't known is one that was deleted.
    await this.registry.reached(plan.registryOffset, REGISTRY_PATIENCE_MS);
    const { partition, offset } = record;
    await Promise.all(
      plan.deliveries.map((planned) =>
        isSent(planned) && this.repeats.isRepeat(partition, planned.id, offset)
          ? this.#drop()
          : this.#pushFirst(record, planned, event, bodies.get(planned.id), plan.origin),
      ),
    );
    return DONE;
  }

  async redelivery(record: KafkaRecord): Promise<Handled> {
    const decoded = decodeRedelivery(record);
    if (decoded.kind === 'undecodable') return { kind: 'poison', reason: decoded.reason };
    const { event, plan, change } = decoded.value;
    // An endpoint that isn't known here may have been made a moment ago, by another process's doing.
    if (!this.registry.copy.endpoint(plan.endpoint)) await this.registry.caughtUp(REGISTRY_PATIENCE_MS);
    const ref = change ? { ...refOf(plan, event.meta), transformed: true } : refOf(plan, event.meta);
    await this.#traced(record, { ref, turn: plan.turn, event, change }, (job) =>
      this.#push(job, plan.order, plan.behind),
    );
    return DONE;
  }

  #drop(): Promise<void> {
    this.#repeated.inc();
    return Promise.resolve();
  }

  /** What is scheduled for later waits in the log; its run begins at its time. */
  #pushFirst(
    record: KafkaRecord,
    planned: PlannedDelivery,
    event: AcceptedEvent,
    body: Buffer | undefined,
    order: Position,
  ): Promise<void> {
    if (!isSent(planned)) return Promise.resolve();
    const change = requestChangeOf(planned.change, body);
    const { partition, offset } = record;
    const ref = refOf(planned, event.meta, { partition, offset });
    const job = { ref: change ? { ...ref, transformed: true } : ref, turn: FIRST_TURN, event, change };
    const { deliverAt } = event.meta;
    const nowMs = this.clock.now();
    const delayMs = deliverAt === undefined ? 0 : Date.parse(deliverAt) - nowMs;
    return this.#traced(record, job, (traced) => {
      if (delayMs <= 0) return this.#push(traced, order);
      const waiting = { ...traced, turn: { ...FIRST_TURN, since: deliverAt } };
      // From the moment by which the delay was computed: another reading of the clock would make it another time.
      return this.parking.park(waiting, 'scheduled', delayMs, undefined, nowMs).reported;
    });
  }

  /** Until its report is on Kafka, where somebody follows it. */
  #traced(record: KafkaRecord, job: Job, push: (job: Job) => Promise<void>): Promise<void> {
    const trace = DeliveryTrace.of(this.tracing, record, job.event.meta.trace, job);
    return trace ? push({ ...job, trace }).finally(() => trace.end()) : push(job);
  }

  #push(job: Job, order: Position | undefined, behind?: number): Promise<void> {
    const { ref } = job;
    const { orderingKey } = ref;
    const goesInOrder =
      orderingKey !== undefined && order && this.registry.copy.endpoint(ref.endpoint)?.ordering === 'key';
    if (!goesInOrder) return this.queues.push(job);
    return this.lanes.push({ ...job, ref: { ...ref, order } }, { orderingKey, order, behind });
  }
}

interface Job {
  readonly ref: DeliveryRef;
  readonly turn: DeliveryTurn;
  readonly event: AcceptedEvent;
  readonly change: RequestChange | undefined;
  readonly trace?: DeliveryTrace;
}

/** The log alone has to know of what a transformation dropped, or failed for. */
const isSent = ({ change }: PlannedDelivery): boolean => change === undefined || change.kind === 'transformed';

type Planned = Pick<PlannedDelivery, 'id' | 'endpoint' | 'subscription'>;

function refOf({ id, endpoint, subscription }: Planned, meta: EventMeta, origin?: Position): DeliveryRef {
  const { tenant, id: event, type: eventType, acceptedAt, orderingKey, labels } = meta;
  return { id, tenant, event, eventType, acceptedAt, endpoint, subscription, orderingKey, labels, origin };
}
