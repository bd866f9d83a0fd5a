import { z } from 'zod';
import { DeliveryId, EndpointId, SubscriptionId } from '../ids.js';
import { decodeAcceptedEvent, encodeAcceptedEvent, type AcceptedEvent } from './accepted-event.js';
import { DeliveryTurn } from './delivery-turn.js';
import { Position } from './event-deliveries.js';
import type { RequestChange } from './request-change.js';
import { decodeJson, undecodable, type Decoded, type RecordParts, type RecordToWrite } from './record.js';
import type { TraceContext } from './trace-context.js';

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
  behind: z.int().optional(),
  /** What its transformation changed of its request, but for the body. */
  change: z
    .object({ hasBody: z.boolean(), headers: z.record(z.string(), z.string()).optional(), path: z.string().optional() })
    .optional(),
});

export type RedeliveryPlan = z.infer<typeof RedeliveryPlan>;

/** A postrider.redeliveries record: one delivery whose time has come again, with its event, so that it needs no look-up. */
export interface Redelivery {
  readonly event: AcceptedEvent;
  readonly plan: RedeliveryPlan;
  /** Absent for one that wasn't transformed. */
  readonly change?: RequestChange;
}

const PLAN_HEADER = 'redelivery';
const BODY_HEADER = 'body';

/** The plan's own `change` follows from the redelivery's; `trace` is where its release stands in the event's trace. */
export function encodeRedelivery({ event, plan, change }: Redelivery, trace?: TraceContext): RecordToWrite {
  const { value, headers: own } = encodeAcceptedEvent(event);
  const headers = trace ? { ...own, ...trace } : own;
  if (!change) return { key: plan.endpoint, value, headers: { ...headers, [PLAN_HEADER]: JSON.stringify(plan) } };
  const { body, ...rest } = change;
  const written = JSON.stringify({ ...plan, change: { hasBody: body !== undefined, ...rest } });
  return {
    key: plan.endpoint,
    value,
    headers: { ...headers, [PLAN_HEADER]: written, ...(body && { [BODY_HEADER]: body }) },
  };
}

export function decodeRedelivery(record: RecordParts): Decoded<Redelivery> {
  const event = decodeAcceptedEvent(record);
  if (event.kind === 'undecodable') return event;
  const plan = decodeJson(RedeliveryPlan, record.headers[PLAN_HEADER], 'the redelivery header');
  if (plan.kind === 'undecodable') return plan;
  if (!plan.value.change) return { kind: 'decoded', value: { event: event.value, plan: plan.value } };
  const { hasBody, ...rest } = plan.value.change;
  const body = hasBody ? record.headers[BODY_HEADER] : undefined;
  if (hasBody && !body) return undecodable('the body is missing');
  return {
    kind: 'decoded',
    value: { event: event.value, plan: plan.value, change: { ...rest, ...(body && { body }) } },
  };
}
