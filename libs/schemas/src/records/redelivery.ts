import { z } from 'zod';
import { DeliveryId, EndpointId, SubscriptionId } from '../ids.js';
import { decodeAcceptedEvent, encodeAcceptedEvent, type AcceptedEvent } from './accepted-event.js';
import { DeliveryTurn } from './delivery-turn.js';
import { Position } from './event-deliveries.js';
import { decodeJson, type Decoded, type RecordParts, type RecordToWrite } from './record.js';

const RedeliveryPlan = z.object({
  id: DeliveryId,
  endpoint: EndpointId,
  subscription: SubscriptionId.optional(),
  turn: DeliveryTurn,
  /** Its event's place in postrider.events, where it goes in order. */
  order: Position.optional(),
  /**
   * The offset, as in `order`, of what was next before it in its lane when it was released, and not through: it mustn't
   * overtake that. Absent: it was the first of its lane.
   */
  behind: z.int().nonnegative().optional(),
});

export type RedeliveryPlan = z.infer<typeof RedeliveryPlan>;

/** A postrider.redeliveries record: one delivery whose time has come again, with its event, so that it needs no look-up. */
export interface Redelivery {
  readonly event: AcceptedEvent;
  readonly plan: RedeliveryPlan;
}

const PLAN_HEADER = 'redelivery';

export function encodeRedelivery({ event, plan }: Redelivery): RecordToWrite {
  const { value, headers } = encodeAcceptedEvent(event);
  return { key: plan.endpoint, value, headers: { ...headers, [PLAN_HEADER]: JSON.stringify(plan) } };
}

export function decodeRedelivery(record: RecordParts): Decoded<Redelivery> {
  const event = decodeAcceptedEvent(record);
  if (event.kind === 'undecodable') return event;
  const plan = decodeJson(RedeliveryPlan, record.headers[PLAN_HEADER], 'the redelivery header');
  if (plan.kind === 'undecodable') return plan;
  return { kind: 'decoded', value: { event: event.value, plan: plan.value } };
}
