import { z } from 'zod';
import { AttemptId, DeliveryId, EndpointId, SubscriptionId } from '../ids.js';
import {
  AttemptResponse,
  AttemptTimings,
  CancelReason,
  DeathReason,
  FailureReason,
  HoldReason,
} from '../records/attempt-report.js';
import { Trigger } from '../records/delivery-turn.js';
import { EventId, EventTypeName, Label, OrderingKey, TenantId, Timestamp } from '../text.js';
import { jobPace } from './jobs.js';
import { ListQuery, pageOf, timeSpan } from './lists.js';
import { TransformFailure } from './transforms.js';

export const DeliveryStatus = z.enum(['pending', 'delivered', 'retrying', 'held', 'dead', 'cancelled']);

export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** What deliveries are looked for by, beside their status and the last answer's code. */
const search = {
  endpoint: EndpointId.optional(),
  event: EventId.optional(),
  eventType: EventTypeName.optional(),
  orderingKey: OrderingKey.optional(),
  label: Label.optional().describe('Only deliveries of events that have this label.'),
  lastFailure: FailureReason.optional().describe('Why the last attempt failed.'),
  ...timeSpan,
};

const lastStatusCode = {
  lastStatusCode: z.coerce.number().int().min(100).max(599).optional().describe('What the last attempt was answered.'),
};

/** The query of `GET …/deliveries`. */
export const DeliveryQuery = ListQuery.extend({ status: DeliveryStatus.optional(), ...search, ...lastStatusCode });

export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

/** The query of `GET …/deliveries/export`. */
export const DeliveryExportQuery = DeliveryQuery.omit({ limit: true, cursor: true });

export type DeliveryExportQuery = z.infer<typeof DeliveryExportQuery>;

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
    labels: z.array(Label).optional(),
    status: DeliveryStatus,
    reason: z
      .union([HoldReason, z.literal('lane_blocked'), DeathReason, CancelReason])
      .optional()
      .describe('Why it is held, dead or cancelled. lane_blocked: an earlier one of its ordering key is not through.'),
    run: z.int().describe('How many times it was redriven or replayed.'),
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

/** Why an attempt failed, in words for people. */
const AttemptFailure = z.object({ title: z.string(), meaning: z.string(), action: z.string() });

/** What was sent: the event's data is with the event. */
const AttemptRequest = z.object({
  headers: z
    .record(z.string(), z.string())
    .describe('Without those of the connection itself. Signatures, credentials and the endpoint’s own are hidden.'),
});

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
    failure: AttemptFailure.optional(),
    address: z.string().optional().describe('The address that was called.'),
    timings: AttemptTimings.optional().describe('Where the time went; none of what a kept connection had done before.'),
    request: AttemptRequest.optional(),
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
export const Redrive = z.strictObject({ endpoint: EndpointId.optional(), ...timeSpan, ...jobPace });

export type Redrive = z.infer<typeof Redrive>;

/** The body of `POST …/deliveries/retry`: the query of the list, for those that can be attempted. */
export const BulkRetry = z.strictObject({
  status: DeliveryStatus.extract(['pending', 'retrying', 'dead']).describe('How those stand that are attempted now.'),
  ...search,
  lastStatusCode: z.int().min(100).max(599).optional().describe('What the last attempt was answered.'),
  ...jobPace,
});

export type BulkRetry = z.infer<typeof BulkRetry>;
