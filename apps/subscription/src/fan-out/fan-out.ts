import {
  DONE,
  partitionOf,
  type GroupCommitProducer,
  type Handled,
  type KafkaConfig,
  type KafkaRecord,
} from '@postrider/kafka';
import type { Metrics } from '@postrider/observability';
import type { Registry } from '@postrider/registry';
import {
  decodeAcceptedEvent,
  deliveryId,
  encodeEventDeliveries,
  EVENT_HEADER,
  topics,
  type AcceptedEvent,
  type EventMeta,
  type PlannedDelivery,
} from '@postrider/schemas';
import type { Clock } from '@postrider/time';
import type { IdClaims } from './id-claims.js';
import type { RepeatWindow } from './repeat-window.js';
import type { SubscriptionIndex } from './subscription-index.js';

/** The registry answers in a millisecond; when it doesn't, the event is tried again, and its partition waits. */
const REGISTRY_PATIENCE_MS = 10_000;
/** Deliveries in one record: keeps the record below what Kafka takes, with the largest data that there can be. */
const MAX_DELIVERIES = 1000;

/** Decides which endpoints an event goes to, and hands that on to the dispatcher and the log. */
export class FanOut {
  readonly #partitions: number;
  readonly #fannedOut;
  readonly #dropped;
  readonly #planned;

  constructor(
    private readonly registry: Registry,
    private readonly index: SubscriptionIndex,
    private readonly claims: IdClaims,
    private readonly repeats: RepeatWindow,
    private readonly producer: GroupCommitProducer,
    private readonly clock: Clock,
    config: KafkaConfig,
    metrics: Metrics,
  ) {
    this.#partitions = config.KAFKA_ENDPOINT_PARTITIONS;
    this.#fannedOut = metrics.histogram({
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
  }

  /** Done once every delivery of the event is on Kafka. */
  async handle(record: KafkaRecord): Promise<Handled> {
    const decoded = decodeAcceptedEvent(record);
    if (decoded.kind === 'undecodable') return { kind: 'poison', reason: decoded.reason };
    const event = decoded.value;
    // Side by side: both are waits for somebody else.
    const [repeated, registryOffset] = await Promise.all([
      this.#isRepeated(event.meta, record),
      this.registry.caughtUp(REGISTRY_PATIENCE_MS),
    ]);
    if (repeated) {
      this.#dropped.inc({ reason: 'duplicate' });
      return { kind: 'skipped', reason: 'duplicate' };
    }
    await this.#hand(record, event, registryOffset);
    this.#fannedOut.observe((this.clock.now() - Date.parse(event.meta.acceptedAt)) / 1000);
    return DONE;
  }

  /** An id that a caller chose is claimed; one of ours can only come twice from a produce request that was sent twice. */
  #isRepeated(meta: EventMeta, { topic, partition, offset }: KafkaRecord): Promise<boolean> | boolean {
    const { tenant, id: eventId, type, timestamp, acceptedAt, idChosen } = meta;
    if (!idChosen) return this.repeats.isRepeat(`${tenant}:${eventId}`, partition, offset);
    return this.claims.isLate({ tenant, eventId, topic, partition, offset, type, timestamp, acceptedAt });
  }

  async #hand(record: KafkaRecord, { meta, data }: AcceptedEvent, registryOffset: number): Promise<void> {
    const eventHeader = record.headers[EVENT_HEADER];
    if (!eventHeader) throw new TypeError('an event that was read has no header');
    const origin = { partition: record.partition, offset: record.offset };
    const plans = this.#plan(meta);
    await Promise.all(
      plans.map(({ partition, deliveries }) => {
        const plan = { registryOffset, origin, deliveries };
        return this.producer.send({
          topic: topics.deliveries.name,
          partition,
          ...encodeEventDeliveries(eventHeader, data, plan),
        });
      }),
    );
    this.#planned.inc(plans.reduce((sum, { deliveries }) => sum + deliveries.length, 0));
  }

  /** The event once for each partition that has endpoints of it; where there is none, it goes to some partition, for the log. */
  #plan(meta: EventMeta): readonly { readonly partition: number; readonly deliveries: PlannedDelivery[] }[] {
    const byPartition = new Map<number, PlannedDelivery[]>();
    for (const { endpoint, subscription } of this.index.match(meta.tenant, meta.type)) {
      const partition = partitionOf(endpoint, this.#partitions);
      const planned = { id: deliveryId(meta.id, meta.acceptedAt, endpoint), endpoint, subscription };
      const others = byPartition.get(partition);
      if (others) others.push(planned);
      else byPartition.set(partition, [planned]);
    }
    if (byPartition.size === 0) return [{ partition: partitionOf(meta.id, this.#partitions), deliveries: [] }];
    return Array.from(byPartition).flatMap(([partition, deliveries]) =>
      chunks(deliveries).map((chunk) => ({ partition, deliveries: chunk })),
    );
  }
}

function chunks(deliveries: PlannedDelivery[]): PlannedDelivery[][] {
  if (deliveries.length <= MAX_DELIVERIES) return [deliveries];
  const count = Math.ceil(deliveries.length / MAX_DELIVERIES);
  return Array.from({ length: count }, (_, chunk) =>
    deliveries.slice(chunk * MAX_DELIVERIES, (chunk + 1) * MAX_DELIVERIES),
  );
}
