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
import { failures } from '../failures.js';
import { jobPace } from './jobs.js';
import { ListQuery, pageOf, timeSpan } from './lists.js';
import { HIDDEN_VALUE } from './sent-headers.js';
import { TransformFailure } from './transforms.js';
import { exampleOf, story, withExample } from '../example.js';

export const DeliveryStatus = z.enum(['pending', 'delivered', 'retrying', 'held', 'dead', 'cancelled']);

export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** What deliveries are looked for by, beside their status and the last answer's code. */
const search = {
  endpoint: EndpointId.optional(),
  event: EventId.optional(),
  eventType: EventTypeName.optional(),
  orderingKey: OrderingKey.optional(),
  label: Label.optional().describe('Only deliveries of events that have this label.'),
  lastFailure: withExample(FailureReason, 'status').optional().describe('Why the last attempt failed.'),
  ...timeSpan,
};

const lastStatusCode = {
  lastStatusCode: withExample(z.coerce.number().int().min(100).max(599), 503)
    .optional()
    .describe('What the last attempt was answered.'),
};

/** The query of `GET …/deliveries`. */
export const DeliveryQuery = ListQuery.extend({
  status: withExample(DeliveryStatus, 'dead').optional(),
  ...search,
  ...lastStatusCode,
});

export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

/** The query of `GET …/deliveries/export`. */
export const DeliveryExportQuery = DeliveryQuery.omit({ limit: true, cursor: true });

export type DeliveryExportQuery = z.infer<typeof DeliveryExportQuery>;

/** The query of `GET …/dead-letters`. */
export const DeadLetterQuery = DeliveryQuery.omit({ status: true });

export type DeadLetterQuery = z.infer<typeof DeadLetterQuery>;

export const Delivery = withExample(
  z.object({
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
  }),
  {
    id: story.delivery,
    tenant: story.tenant,
    event: story.event,
    eventType: story.type,
    endpoint: story.endpoint,
    status: 'dead',
    reason: 'exhausted',
    run: 0,
    attempts: 1,
    acceptedAt: story.at,
    lastAttemptAt: story.later,
    lastFailure: 'status',
    lastStatusCode: 503,
  },
).meta({ id: 'Delivery' });

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
export const DeliveryWithAttempts = withExample(
  Delivery.extend({
    attemptLog: z.array(Attempt),
    transformFailure: z
      .object({ reason: TransformFailure, message: z.string() })
      .optional()
      .describe('Why its transformation failed, for one that is dead for that reason.'),
  }),
  {
    ...exampleOf(Delivery),
    attemptLog: [
      {
        id: story.attempt,
        number: 1,
        run: 0,
        trigger: 'first',
        startedAt: story.later,
        durationMs: 42.7,
        outcome: 'failed',
        reason: 'status',
        failure: failures.status,
        address: '203.0.113.80',
        timings: { firstByteMs: 41.9 },
        request: { headers: { 'webhook-id': story.event, 'webhook-signature': HIDDEN_VALUE } },
        response: {
          statusCode: 503,
          headers: { 'content-type': 'text/plain' },
          body: 'Back soon.',
          encoding: 'utf8',
          truncated: false,
        },
      },
    ],
  },
).meta({ id: 'DeliveryWithAttempts' });

export type DeliveryWithAttempts = z.infer<typeof DeliveryWithAttempts>;

/** The body of `POST …/dead-letters/redrive`. */
export const Redrive = withExample(z.strictObject({ endpoint: EndpointId.optional(), ...timeSpan, ...jobPace }), {
  endpoint: story.endpoint,
  since: story.at,
  perSecond: 50,
});

export type Redrive = z.infer<typeof Redrive>;

/** The body of `POST …/deliveries/retry`: the query of the list, for those that can be attempted. */
export const BulkRetry = withExample(
  z.strictObject({
    status: DeliveryStatus.extract(['pending', 'retrying', 'dead']).describe('How those stand that are attempted now.'),
    ...search,
    lastStatusCode: z.int().min(100).max(599).optional().describe('What the last attempt was answered.'),
    ...jobPace,
  }),
  { status: 'dead', eventType: story.type, lastStatusCode: 503, perSecond: 50 },
);

export type BulkRetry = z.infer<typeof BulkRetry>;
