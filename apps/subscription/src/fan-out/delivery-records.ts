import { partitionOf, type GroupCommitProducer, type KafkaRecord } from '@postrider/kafka';
import {
  encodeEventDeliveries,
  EVENT_HEADER,
  topics,
  type AcceptedEvent,
  type PlannedDelivery,
} from '@postrider/schemas';
import { sendStep, type Trace } from '@postrider/tracing';
import { inBytes, type Part } from './in-bytes.js';

/** Deliveries in one record: keeps the record below what Kafka takes, with the largest data that there can be. */
const MAX_DELIVERIES = 1000;
const NO_BODIES: ReadonlyMap<string, Buffer> = new Map();

/** Puts an event's deliveries on Kafka: one record for each partition that has endpoints of it. */
export class DeliveryRecords {
  /** What is there already of events that have to be tried again, since another partition refused its part. */
  readonly #there = new WeakMap<KafkaRecord, ReadonlySet<string>>();

  constructor(
    private readonly producer: GroupCommitProducer,
    private readonly partitions: number,
  ) {}

  /**
   * Resolves once all of them are on Kafka; where there is none, the event is, for the log. Rejects when some aren't: given
   * the same record again, only those are sent.
   */
  async put(
    record: KafkaRecord,
    { meta, data }: AcceptedEvent,
    deliveries: readonly PlannedDelivery[],
    registryOffset: number,
    bodies = NO_BODIES,
    trace?: Trace,
  ): Promise<void> {
    const eventHeader = record.headers[EVENT_HEADER];
    if (!eventHeader) throw new TypeError('an event that was read has no header');
    const origin = { partition: record.partition, offset: record.offset };
    const all = this.#partsOf(meta.id, deliveries, this.#there.get(record));
    const parts = bodies.size === 0 ? all : all.flatMap((part) => inBytes(part, data.length, bodies));
    const sending = trace?.begin(sendStep(topics.deliveries.name, { 'messaging.batch.message_count': parts.length }));
    const outcomes = await Promise.allSettled(
      parts.map((part) =>
        this.producer.sendInTurn({
          topic: topics.deliveries.name,
          partition: part.partition,
          ...encodeEventDeliveries(
            eventHeader,
            data,
            { registryOffset, origin, deliveries: part.deliveries },
            bodies,
            sending?.context,
          ),
        }),
      ),
    );
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    sending?.end(failure && { type: 'unsent' });
    if (!failure) return;
    const there = new Set(this.#there.get(record));
    for (const [index, { deliveries: sent }] of parts.entries())
      if (outcomes[index]?.status === 'fulfilled') for (const { id } of sent) there.add(id);
    this.#there.set(record, there);
    throw failure.reason;
  }

  #partsOf(eventId: string, deliveries: readonly PlannedDelivery[], there: ReadonlySet<string> | undefined): Part[] {
    // To some partition, for the log.
    if (deliveries.length === 0) return [{ partition: partitionOf(eventId, this.partitions), deliveries: [] }];
    const byPartition = new Map<number, PlannedDelivery[]>();
    for (const delivery of deliveries) {
      if (there?.has(delivery.id)) continue;
      const partition = partitionOf(delivery.endpoint, this.partitions);
      const others = byPartition.get(partition);
      if (others) others.push(delivery);
      else byPartition.set(partition, [delivery]);
    }
    return Array.from(byPartition).flatMap(([partition, all]) =>
      chunks(all).map((chunk) => ({ partition, deliveries: chunk })),
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
