import { DONE, type GroupCommitProducer, type Handled, type KafkaConfig, type KafkaRecord } from '@postrider/kafka';
import type { Metrics } from '@postrider/observability';
import type { Registry } from '@postrider/registry';
import {
  decodeAcceptedEvent,
  deliveryId,
  type AcceptedEvent,
  type EventMeta,
  type PlannedDelivery,
} from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import { processStep, type Trace, type Tracing } from '@postrider/tracing';
import { DeliveryRecords } from './delivery-records.js';
import type { DeliveryTransforms, Transformed } from './delivery-transforms.js';
import type { IdClaims } from './id-claims.js';
import type { RepeatWindow } from './repeat-window.js';
import type { SubscriptionIndex } from './subscription-index.js';
import { TenantTurns } from './tenant-turns.js';

/** The registry answers in a millisecond; when it doesn't, the event is tried again, and its partition waits. */
const REGISTRY_PATIENCE_MS = 10_000;
/** Events between the id's claim and Kafka: far more than the plain path has there at 10,000 a second; the rest waits its tenant's turn. */
const UNDER_WAY = 512;

/** Decides which endpoints an event goes to, and hands that on to the dispatcher and the log. */
export class FanOut {
  readonly #records: DeliveryRecords;
  readonly #turns = new TenantTurns(UNDER_WAY);
  readonly #fannedOut;
  readonly #dropped;
  readonly #planned;

  constructor(
    private readonly registry: Registry,
    private readonly index: SubscriptionIndex,
    private readonly claims: IdClaims,
    private readonly repeats: RepeatWindow,
    private readonly transforms: DeliveryTransforms,
    producer: GroupCommitProducer,
    private readonly clock: Clock,
    config: KafkaConfig,
    metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    this.#records = new DeliveryRecords(producer, config.KAFKA_ENDPOINT_PARTITIONS);
    this.#fannedOut = metrics.tracedHistogram({
      name: 'fan_out_seconds',
      help: 'From the acceptance of an event until its deliveries are on Kafka.',
    });
    this.#dropped = metrics.counter({
      name: 'events_dropped_total',
      help: 'Events that were not fanned out, by why.',
      labels: ['reason'],
    });
    this.#planned = metrics.counter({
      name: 'deliveries_planned_total',
      help: 'Deliveries that events were fanned out to.',
    });
    metrics.gauge({ name: 'fan_out_events_waiting', help: 'Events that wait for their tenant’s turn.' }, (gauge) =>
      gauge.set(this.#turns.waiting),
    );
  }

  /** Done once every delivery of the event is on Kafka. */
  async handle(record: KafkaRecord): Promise<Handled> {
    const decoded = decodeAcceptedEvent(record);
    if (decoded.kind === 'undecodable') return { kind: 'poison', reason: decoded.reason };
    const event = decoded.value;
    const trace =
      event.meta.trace && this.tracing.follow(event.meta.trace, processStep(record, aboutEvent(event.meta)));
    return trace ? trace.until(this.#inTurn(record, event, trace)) : this.#inTurn(record, event, undefined);
  }

  async #inTurn(record: KafkaRecord, event: AcceptedEvent, trace: Trace | undefined): Promise<Handled> {
    const turn = this.#turns.enter(event.meta.tenant);
    if (turn) await turn;
    try {
      return await this.#fanOut(record, event, trace);
    } finally {
      this.#turns.leave();
    }
  }

  async #fanOut(record: KafkaRecord, event: AcceptedEvent, trace: Trace | undefined): Promise<Handled> {
    // Side by side: both are waits for somebody else.
    const [repeated, registryOffset] = await Promise.all([
      this.#isRepeated(event.meta, record),
      this.registry.caughtUp(REGISTRY_PATIENCE_MS),
    ]);
    if (repeated) {
      this.#dropped.inc({ reason: 'duplicate' });
      trace?.note({ 'postrider.event.dropped': 'duplicate' });
      return { kind: 'skipped', reason: 'duplicate' };
    }
    const planned = this.#plan(event);
    const transforming = this.transforms.apply(event, planned);
    const { deliveries, bodies } = transforming
      ? await this.#aside(event.meta.tenant, traced(trace, transforming))
      : { deliveries: planned, bodies: undefined };
    await this.#records.put(record, event, deliveries, registryOffset, bodies, trace);
    trace?.note({ 'postrider.deliveries': deliveries.length });
    this.#planned.inc(deliveries.length);
    const tookMs = this.clock.now() - Date.parse(event.meta.acceptedAt);
    this.#fannedOut.observe({}, tookMs / 1000, trace?.exemplar);
    return DONE;
  }

  /** Scripts take time of their tenant alone: its place here is for others meanwhile. */
  async #aside(tenant: string, transforming: Promise<Transformed>): Promise<Transformed> {
    this.#turns.leave();
    const [outcome] = await Promise.allSettled([transforming]);
    const turn = this.#turns.enter(tenant);
    if (turn) await turn;
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  /** An id that a caller chose is claimed; one of ours can only come twice from a produce request that was sent twice. */
  #isRepeated(meta: EventMeta, { topic, partition, offset }: KafkaRecord): Promise<boolean> | boolean {
    const { tenant, id: eventId, type, timestamp, acceptedAt, idChosen } = meta;
    if (!idChosen) return this.repeats.isRepeat(`${tenant}:${eventId}`, partition, offset);
    return this.claims.isLate({ tenant, eventId, topic, partition, offset, type, timestamp, acceptedAt });
  }

  #plan(event: AcceptedEvent): PlannedDelivery[] {
    const { tenant, type, id, acceptedAt, endpoint: addressee } = event.meta;
    if (addressee !== undefined) {
      const isThere = this.registry.copy.endpoint(addressee)?.tenant === tenant;
      return isThere ? [{ id: deliveryId(id, acceptedAt, addressee), endpoint: addressee }] : [];
    }
    return this.index
      .match(tenant, type, event)
      .map(({ endpoint, subscription }) => ({ id: deliveryId(id, acceptedAt, endpoint), endpoint, subscription }));
  }
}

const aboutEvent = ({ tenant, id, type }: EventMeta) => ({
  'postrider.tenant': tenant,
  'postrider.event.id': id,
  'postrider.event.type': type,
});

const traced = <T>(trace: Trace | undefined, transforming: Promise<T>): Promise<T> =>
  trace ? trace.begin({ name: 'transform', kind: 'INTERNAL' }).until(transforming) : transforming;
