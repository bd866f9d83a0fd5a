import { z } from 'zod';
import { AttemptId, DeliveryId, EndpointId, SubscriptionId } from '../ids.js';
import { AttemptResponse, CancelReason, DeathReason, FailureReason, HoldReason } from '../records/attempt-report.js';
import { Trigger } from '../records/delivery-turn.js';
import { EventId, EventTypeName, OrderingKey, TenantId, Timestamp } from '../text.js';
import { ListQuery, pageOf, timeSpan } from './lists.js';
import { TransformFailure } from './transforms.js';

export const DeliveryStatus = z.enum(['pending', 'delivered', 'retrying', 'held', 'dead', 'cancelled']);

export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** The query of `GET …/deliveries`. */
export const DeliveryQuery = ListQuery.extend({
  status: DeliveryStatus.optional(),
  endpoint: EndpointId.optional(),
  eventType: EventTypeName.optional(),
  ...timeSpan,
});

export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

/** The query of `GET …/dead-letters`. */
export const DeadLetterQuery = DeliveryQuery.omit({ status: true });

export type DeadLetterQuery = z.infer<typeof DeadLetterQuery>;

export const Delivery = z
  .object({
    id: DeliveryId,
    tenant: TenantId,
    event: EventId,
    eventType: EventTypeName,
    endpoint: EndpointId,
    subscription: SubscriptionId.optional(),
    orderingKey: OrderingKey.optional(),
    status: DeliveryStatus,
    reason: z
      .union([HoldReason, z.literal('lane_blocked'), DeathReason, CancelReason])
      .optional()
      .describe('Why it is held, dead or cancelled. lane_blocked: an earlier one of its ordering key is not through.'),
    run: z.int().describe('How many times it was redriven.'),
    attempts: z.int(),
    acceptedAt: Timestamp,
    lastAttemptAt: Timestamp.optional(),
    nextAttemptAt: Timestamp.optional(),
    lastFailure: FailureReason.optional(),
    lastStatusCode: z.int().optional(),
  })
  .meta({ id: 'Delivery' });

export type Delivery = z.infer<typeof Delivery>;

export const DeliveryPage = pageOf(Delivery);

export const Attempt = z
  .object({
    id: AttemptId,
    number: z.int(),
    run: z.int(),
    trigger: Trigger,
    startedAt: Timestamp,
    durationMs: z.number(),
    outcome: z.enum(['delivered', 'failed']),
    reason: FailureReason.optional(),
    detail: z.string().optional(),
    address: z.string().optional(),
    response: AttemptResponse.optional(),
  })
  .meta({ id: 'Attempt' });

export type Attempt = z.infer<typeof Attempt>;

/** The answer of `GET …/deliveries/{id}`. */
export const DeliveryWithAttempts = Delivery.extend({
  attemptLog: z.array(Attempt),
  transformFailure: z
    .object({ reason: TransformFailure, message: z.string() })
    .optional()
    .describe('Why its transformation failed, for one that is dead for that reason.'),
}).meta({
  id: 'DeliveryWithAttempts',
});

export type DeliveryWithAttempts = z.infer<typeof DeliveryWithAttempts>;

/** The body of `POST …/dead-letters/redrive`. */
export const Redrive = z.strictObject({ endpoint: EndpointId.optional(), ...timeSpan });

export type Redrive = z.infer<typeof Redrive>;
