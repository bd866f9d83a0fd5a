import { DONE, type Handled, type KafkaRecord } from '@postrider/kafka';
import type { Registry } from '@postrider/registry';
import {
  decodeEventDeliveries,
  decodeRedelivery,
  FIRST_TURN,
  type DeliveryRef,
  type EventMeta,
  type PlannedDelivery,
  type Position,
} from '@postrider/schemas';
import type { EndpointQueues } from '../dispatch/endpoint-queues.js';

/** How long a record waits for the configuration that it was made under, before it's tried again. */
const REGISTRY_PATIENCE_MS = 10_000;

/** Turns records into jobs for the endpoints' queues. */
export class Intake {
  constructor(
    private readonly registry: Registry,
    private readonly queues: EndpointQueues,
  ) {}

  async deliveries(record: KafkaRecord): Promise<Handled> {
    const decoded = decodeEventDeliveries(record);
    if (decoded.kind === 'undecodable') return { kind: 'poison', reason: decoded.reason };
    const { event, plan } = decoded.value;
    // With the configuration that it was matched under, an endpoint that isn't known is one that was deleted.
    await this.registry.reached(plan.registryOffset, REGISTRY_PATIENCE_MS);
    const origin = { partition: record.partition, offset: record.offset };
    await Promise.all(
      plan.deliveries.map((planned) =>
        this.queues.push({ ref: refOf(planned, event.meta, origin), turn: FIRST_TURN, event }),
      ),
    );
    return DONE;
  }

  async redelivery(record: KafkaRecord): Promise<Handled> {
    const decoded = decodeRedelivery(record);
    if (decoded.kind === 'undecodable') return { kind: 'poison', reason: decoded.reason };
    const { event, plan } = decoded.value;
    // An endpoint that isn't known here may have been made a moment ago, by another process's doing.
    if (!this.registry.copy.endpoint(plan.endpoint)) await this.registry.caughtUp(REGISTRY_PATIENCE_MS);
    await this.queues.push({ ref: refOf(plan, event.meta), turn: plan.turn, event });
    return DONE;
  }
}

function refOf({ id, endpoint, subscription }: PlannedDelivery, meta: EventMeta, origin?: Position): DeliveryRef {
  const { tenant, id: event, type: eventType, acceptedAt, orderingKey } = meta;
  return { id, tenant, event, eventType, acceptedAt, endpoint, subscription, orderingKey, origin };
}
