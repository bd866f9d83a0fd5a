import type { DeliveryIdentity, LoggedChange, LoggedEvent } from '@postrider/persistence';
import type { KafkaRecord } from '@postrider/kafka';
import {
  decodeAttemptReport,
  decodeEventDeliveries,
  topics,
  type AttemptReport,
  type DeliveryChange,
  type EventMeta,
  type PlannedDelivery,
  type TraceContext,
  type Undecodable,
} from '@postrider/schemas';

/** What one record means to the log, and where it stands. */
export interface LogEntry {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly content: LogContent;
  /** Whose part of a trace is recorded. */
  readonly trace?: TraceContext | undefined;
}

export type LogContent =
  | {
      readonly kind: 'event';
      readonly event: LoggedEvent;
      readonly deliveries: readonly DeliveryIdentity[];
      readonly changes: readonly DecidedChange[];
    }
  | { readonly kind: 'report'; readonly report: AttemptReport }
  /** A record that nobody can read: the log passes it. */
  | { readonly kind: 'nothing' };

/** What a transformation made of one of an entry's deliveries. */
export interface DecidedChange extends LoggedChange {
  readonly subscription: string | null;
  readonly kind: DeliveryChange['kind'];
}

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
  const { event, plan, bodies } = decoded.value;
  return {
    kind: 'event',
    event: loggedEvent(event.meta, event.data),
    deliveries: plan.deliveries.map((planned) => deliveryOf(event.meta, planned)),
    changes: plan.deliveries.flatMap((planned) =>
      planned.change ? [changeOf(event.meta, planned, planned.change, bodies.get(planned.id))] : [],
    ),
  };
}

function changeOf(
  { acceptedAt }: EventMeta,
  { id: delivery, subscription }: PlannedDelivery,
  change: DeliveryChange,
  body: Buffer | undefined,
): DecidedChange {
  const nothing = { body: null, headers: null, path: null, failure: null, message: null };
  const decided = { ...nothing, delivery, acceptedAt, subscription: subscription ?? null, kind: change.kind };
  switch (change.kind) {
    case 'transformed':
      return { ...decided, body: body ?? null, headers: change.headers ?? null, path: change.path ?? null };
    case 'dropped':
      return decided;
    case 'failed':
      return { ...decided, failure: change.reason, message: change.message };
  }
}

function loggedEvent(meta: EventMeta, data: Buffer): LoggedEvent {
  const { tenant, id, acceptedAt, type, version, timestamp, orderingKey, deliverAt, labels, idChosen } = meta;
  const { cloudEvent, trace } = meta;
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
    trace,
    data,
  };
}

function deliveryOf(meta: EventMeta, { id, endpoint, subscription: given, change }: PlannedDelivery): DeliveryIdentity {
  const { acceptedAt, tenant, id: event, type: eventType, orderingKey = null, labels } = meta;
  const subscription = given ?? null;
  const transformed = change !== undefined;
  return { id, acceptedAt, tenant, event, eventType, endpoint, subscription, orderingKey, labels, transformed };
}
