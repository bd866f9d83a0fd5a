import type { DeliveryIdentity, LoggedEvent } from '@postrider/persistence';
import type { KafkaRecord } from '@postrider/kafka';
import {
  decodeAttemptReport,
  decodeEventDeliveries,
  topics,
  type AttemptReport,
  type EventMeta,
  type Undecodable,
} from '@postrider/schemas';

/** What one record means to the log, and where it stands. */
export interface LogEntry {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly content: LogContent;
}

export type LogContent =
  | { readonly kind: 'event'; readonly event: LoggedEvent; readonly deliveries: readonly DeliveryIdentity[] }
  | { readonly kind: 'report'; readonly report: AttemptReport }
  /** A record that nobody can read: the log passes it. */
  | { readonly kind: 'nothing' };

/** When the event that an entry is about was accepted; undefined when it's about none. */
export function acceptedAtOf({ content }: LogEntry): string | undefined {
  switch (content.kind) {
    case 'event':
      return content.event.acceptedAt;
    case 'report':
      return content.report.delivery.acceptedAt;
    case 'nothing':
      return undefined;
  }
}

/** Reads a record of one of the topics that make the log. */
export function readContent(record: KafkaRecord): LogContent | Undecodable {
  if (record.topic === topics.attempts.name) {
    const report = decodeAttemptReport(record);
    return report.kind === 'decoded' ? { kind: 'report', report: report.value } : report;
  }
  const decoded = decodeEventDeliveries(record);
  if (decoded.kind === 'undecodable') return decoded;
  const { event, plan } = decoded.value;
  return {
    kind: 'event',
    event: loggedEvent(event.meta, event.data),
    deliveries: plan.deliveries.map(({ id, endpoint, subscription }) =>
      deliveryOf(event.meta, id, endpoint, subscription ?? null),
    ),
  };
}

function loggedEvent(meta: EventMeta, data: Buffer): LoggedEvent {
  const { tenant, id, acceptedAt, type, version, timestamp, orderingKey, deliverAt, labels, idChosen, cloudEvent } =
    meta;
  return {
    tenant,
    id,
    acceptedAt,
    type,
    version: version ?? null,
    timestamp,
    orderingKey: orderingKey ?? null,
    deliverAt: deliverAt ?? null,
    labels,
    idChosen,
    ceSource: cloudEvent?.source ?? null,
    ceId: cloudEvent?.id ?? null,
    data,
  };
}

function deliveryOf(meta: EventMeta, id: string, endpoint: string, subscription: string | null): DeliveryIdentity {
  const { acceptedAt, tenant, id: event, type: eventType, orderingKey = null, labels } = meta;
  return { id, acceptedAt, tenant, event, eventType, endpoint, subscription, orderingKey, labels };
}
