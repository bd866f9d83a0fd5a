import { z } from 'zod';
import { EndpointId } from '../ids.js';
import { EventId, EventTypeName, Labels, OrderingKey, TenantId, Timestamp } from '../text.js';
import { decodeJson, undecodable, type Decoded, type RecordParts, type RecordToWrite } from './record.js';
import { TraceContext } from './trace-context.js';

/** All about an event but its data: the `event` header of the records that carry one. */
export const EventMeta = z.object({
  tenant: TenantId,
  id: EventId,
  type: EventTypeName,
  version: z.int().positive().optional(),
  /** When it happened, as its publisher says; else when it was accepted. */
  timestamp: Timestamp,
  /** When ingestion accepted it. Rows are kept and found by it, so it never changes. */
  acceptedAt: Timestamp,
  orderingKey: OrderingKey.optional(),
  /** Nothing is sent before this; absent: at once. Never with an ordering key: it would hold back all that comes after it. */
  deliverAt: Timestamp.optional(),
  /** Absent for none. */
  labels: Labels.min(1).optional(),
  /** Its publisher chose the id, so another record may carry the same: the fan-out claims it first. */
  idChosen: z.boolean(),
  /** What identifies it as a CloudEvent. */
  cloudEvent: z.object({ source: z.string(), id: z.string() }).optional(),
  /** It goes to this endpoint of its tenant, whatever that subscribed to, and to no other. */
  endpoint: EndpointId.optional(),
  /** Whoever goes on with it goes on from here; it's sent along with every attempt. Absent where nobody traces. */
  trace: TraceContext.optional(),
});

export type EventMeta = z.infer<typeof EventMeta>;

/** An accepted event: the value of a postrider.events record is `data`, byte for byte as it was published. */
export interface AcceptedEvent {
  readonly meta: EventMeta;
  readonly data: Buffer;
}

/** The header that carries {@link EventMeta}. */
export const EVENT_HEADER = 'event';

/** What decides an event's partition: its ordering key where it has one, so that those events stay in order. */
export function eventKey({ tenant, orderingKey, id }: EventMeta): string {
  return orderingKey === undefined ? `${tenant}:${id}` : `${tenant}:key:${orderingKey}`;
}

export function encodeAcceptedEvent({ meta, data }: AcceptedEvent): RecordToWrite {
  return { key: eventKey(meta), value: data, headers: { [EVENT_HEADER]: JSON.stringify(meta) } };
}

export function decodeAcceptedEvent({ value, headers }: RecordParts): Decoded<AcceptedEvent> {
  const meta = decodeJson(EventMeta, headers[EVENT_HEADER], 'the event header');
  if (meta.kind === 'undecodable') return meta;
  if (!value) return undecodable('the value, which is the data of the event, is missing');
  return { kind: 'decoded', value: { meta: meta.value, data: value } };
}
