import { z } from 'zod';
import { DeliveryId, EndpointId, SubscriptionId } from '../ids.js';
import { decodeAcceptedEvent, EVENT_HEADER, type AcceptedEvent } from './accepted-event.js';
import { DeliveryChange } from './request-change.js';
import { decodeJson, undecodable, type Decoded, type RecordParts, type RecordToWrite } from './record.js';
import type { TraceContext } from './trace-context.js';

/** A place in a topic. A negative offset is from a Kafka before this one: before everything that this one has. */
export const Position = z.object({ partition: z.int().nonnegative(), offset: z.int() });

export type Position = z.infer<typeof Position>;

/** One delivery that the fan-out decided on. */
const PlannedDelivery = z.object({
  id: DeliveryId,
  endpoint: EndpointId,
  /** The subscription that matched; none for an endpoint that takes every event. */
  subscription: SubscriptionId.optional(),
  /** What its subscription's transformation made of it; one that was dropped or failed isn't sent. */
  change: DeliveryChange.optional(),
});

export type PlannedDelivery = z.infer<typeof PlannedDelivery>;

/** The fan-out's decision on one event, as far as it falls into one partition of postrider.deliveries: the `deliveries` header. */
export const DeliveryPlan = z.object({
  /** The configuration up to here, in offsets of postrider.registry, was matched against. */
  registryOffset: z.int().nonnegative(),
  /** The event's place in postrider.events. */
  origin: Position,
  /** Empty for an event that nobody subscribed to: it's logged all the same. */
  deliveries: z.array(PlannedDelivery),
});

export type DeliveryPlan = z.infer<typeof DeliveryPlan>;

/** A postrider.deliveries record: an event, and which of its deliveries fall into this partition. No URL, no secret. */
export interface EventDeliveries {
  readonly event: AcceptedEvent;
  readonly plan: DeliveryPlan;
  /** The bodies of those deliveries whose body is another than the event's, by the delivery's id. */
  readonly bodies: ReadonlyMap<string, Buffer>;
}

const PLAN_HEADER = 'deliveries';

/** The header with the body of the delivery at this place of the plan. */
const bodyHeader = (place: number): string => `body-${place}`;
const NO_BODIES: ReadonlyMap<string, Buffer> = new Map();

/**
 * `eventHeader` is the event's own header, passed on as it was read, so that what a newer version put there survives;
 * `bodies` has one for each delivery whose change has a body, by its id; `trace` is where the fan-out stands in the event's trace.
 */
export function encodeEventDeliveries(
  eventHeader: Buffer,
  data: Buffer,
  plan: DeliveryPlan,
  bodies = NO_BODIES,
  trace?: TraceContext,
): RecordToWrite {
  const key = plan.deliveries.length === 1 ? (plan.deliveries[0]?.endpoint ?? null) : null;
  const headers: Record<string, string | Buffer> = { [EVENT_HEADER]: eventHeader, [PLAN_HEADER]: JSON.stringify(plan) };
  if (bodies.size > 0) {
    for (const [place, { id }] of plan.deliveries.entries()) {
      const body = bodies.get(id);
      if (body) headers[bodyHeader(place)] = body;
    }
  }
  return { key, value: data, headers: trace ? { ...headers, ...trace } : headers };
}

export function decodeEventDeliveries(record: RecordParts): Decoded<EventDeliveries> {
  const event = decodeAcceptedEvent(record);
  if (event.kind === 'undecodable') return event;
  const plan = decodeJson(DeliveryPlan, record.headers[PLAN_HEADER], 'the deliveries header');
  if (plan.kind === 'undecodable') return plan;
  let bodies: Map<string, Buffer> | undefined;
  for (const [place, { id, change }] of plan.value.deliveries.entries()) {
    if (change?.kind !== 'transformed' || !change.hasBody) continue;
    const body = record.headers[bodyHeader(place)];
    if (!body) return undecodable(`the body of ${id} is missing`);
    (bodies ??= new Map()).set(id, body);
  }
  return { kind: 'decoded', value: { event: event.value, plan: plan.value, bodies: bodies ?? NO_BODIES } };
}
