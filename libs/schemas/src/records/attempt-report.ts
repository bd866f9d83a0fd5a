import { z } from 'zod';
import { AttemptId, DeliveryId, EndpointId, SubscriptionId } from '../ids.js';
import { EventId, EventTypeName, Labels, OrderingKey, TenantId, Timestamp } from '../text.js';
import { DeliveryTurn } from './delivery-turn.js';
import { Position } from './event-deliveries.js';
import { decodeJson, type Decoded, type RecordParts, type RecordToWrite } from './record.js';
import type { TraceContext } from './trace-context.js';

/** Which delivery a report is about, with all that its row needs, so that the report can come before the delivery does. */
export const DeliveryRef = z.object({
  id: DeliveryId,
  tenant: TenantId,
  event: EventId,
  eventType: EventTypeName,
  acceptedAt: Timestamp,
  endpoint: EndpointId,
  subscription: SubscriptionId.optional(),
  orderingKey: OrderingKey.optional(),
  labels: Labels.optional(),
  /** Where in postrider.deliveries it came from; absent when it came from the log, by postrider.redeliveries. */
  origin: Position.optional(),
  /** It goes in order, in its endpoint's lane for its ordering key: the event's place in postrider.events, which says what goes before it. */
  order: Position.optional(),
  /** A transformation changed its request: what is sent again is what the log has of that, and not the event. */
  transformed: z.boolean().optional(),
});

export type DeliveryRef = z.infer<typeof DeliveryRef>;

/**
 * Why an attempt failed. `status` is an answer other than 2xx that has no name of its own here; `unsigned`: nothing was
 * sent, since the endpoint's secret can't be read; `auth`: nothing was sent, since there was no token or certificate to
 * send it with; `https_required`: nothing was sent, since the URL isn't https;
 * `unverified`: nothing was sent, since nobody has shown that they own the URL, or the challenge for it wasn't answered.
 */
export const FailureReason = z.enum([
  'status',
  'redirect',
  'gone',
  'rate_limited',
  'timeout',
  'dns',
  'address_forbidden',
  'connect_refused',
  'connect_timeout',
  'connection_reset',
  'tls',
  'protocol',
  'network',
  'unsigned',
  'auth',
  'https_required',
  'unverified',
]);

export type FailureReason = z.infer<typeof FailureReason>;

/** Why a delivery is held until somebody changes something. */
export const HoldReason = z.enum(['endpoint_disabled', 'endpoint_gone', 'endpoint_paused']);

export type HoldReason = z.infer<typeof HoldReason>;

/**
 * Why a delivery is handed over untried: it's held, or its event is scheduled for later, or too many are before it, or its endpoint asked to be left alone,
 * or its endpoint fails and is only probed, or something before it in its lane isn't through.
 */
export const ParkReason = z.enum([
  'endpoint_disabled',
  'endpoint_paused',
  'scheduled',
  'backlog',
  'rate_limited',
  'breaker_open',
  'lane_blocked',
]);

export type ParkReason = z.infer<typeof ParkReason>;

/**
 * Why a delivery was given up on; `order_blocked`: it had failed for as long as one may hold back what follows it in its
 * lane; `transform_failed`: there was nothing to send.
 */
export const DeathReason = z.enum(['exhausted', 'expired', 'order_blocked', 'transform_failed']);

export type DeathReason = z.infer<typeof DeathReason>;

/**
 * Why a delivery won't be made, though nobody gave up on it. `expunged`: its event's data is gone on request, or by its
 * tenant's retention; `transform_dropped`: its transformation says so.
 */
export const CancelReason = z.enum([
  'endpoint_deleted',
  'tenant_deleted',
  'requested',
  'expired',
  'expunged',
  'transform_dropped',
]);

export type CancelReason = z.infer<typeof CancelReason>;

/** The start of what an endpoint answered: up to 64 KiB of its body. */
export const AttemptResponse = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  /** `base64` when the bytes aren't UTF-8 text. */
  encoding: z.enum(['utf8', 'base64']),
  truncated: z.boolean(),
});

export type AttemptResponse = z.infer<typeof AttemptResponse>;

const Milliseconds = z.number().nonnegative().optional();

/** How long the parts of an attempt took, in ms. One on a connection that was there already has none of the first three. */
export const AttemptTimings = z.object({
  dnsMs: Milliseconds.describe('Resolving the name, and judging its addresses.'),
  connectMs: Milliseconds.describe('Connecting by TCP.'),
  tlsMs: Milliseconds.describe('Agreeing on TLS.'),
  firstByteMs: Milliseconds.describe('From the sending of the request until status and headers were in.'),
});

export type AttemptTimings = z.infer<typeof AttemptTimings>;

/** What an attempt means for its delivery, decided by the dispatcher together with the outcome. */
const NextStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('delivered') }),
  /** Due `delayMs` after the attempt's end, with `step` schedule entries used up. */
  z.object({ kind: z.literal('retry'), delayMs: z.int().nonnegative(), step: z.int().nonnegative() }),
  z.object({ kind: z.literal('dead'), reason: DeathReason }),
  z.object({ kind: z.literal('hold'), reason: HoldReason }),
]);

export type NextStep = z.infer<typeof NextStep>;

/** How fast an endpoint's owner can take what is released to it, from this report on. */
const EndpointFlow = z.object({
  /** How many of its redeliveries may be under way at once: between their release and their report. */
  capacity: z.int().positive(),
  /** Nothing is to be released for so long after the report: until the breaker's next probe, or as the endpoint asked. */
  restMs: z.int().nonnegative().optional(),
});

export type EndpointFlow = z.infer<typeof EndpointFlow>;

const AttemptMade = z.object({
  kind: z.literal('attempted'),
  id: AttemptId,
  delivery: DeliveryRef,
  turn: DeliveryTurn,
  startedAt: Timestamp,
  endedAt: Timestamp,
  durationMs: z.number().nonnegative(),
  outcome: z.enum(['delivered', 'failed']),
  reason: FailureReason.optional(),
  /** What went wrong, in words that the tenant may read. */
  detail: z.string().optional(),
  response: AttemptResponse.optional(),
  /** The address that was called. */
  address: z.string().optional(),
  timings: AttemptTimings.optional(),
  /** What its headers had beside, or in place of, those that every request has; no secrets; null: not sent. */
  requestHeaders: z.record(z.string(), z.string().nullable()).optional(),
  next: NextStep,
  /** Absent when nothing changed since the endpoint's last report. */
  flow: EndpointFlow.optional(),
});

/** A delivery that the dispatcher hands over untried, because it can't be sent soon. */
const DeliveryParked = z.object({
  kind: z.literal('parked'),
  delivery: DeliveryRef,
  turn: DeliveryTurn,
  at: Timestamp,
  reason: ParkReason,
  /** How long it should wait; absent while it's held. */
  delayMs: z.int().nonnegative().optional(),
  flow: EndpointFlow.optional(),
});

/** A delivery that ends without a further attempt. */
const DeliveryEnded = z.object({
  kind: z.literal('ended'),
  delivery: DeliveryRef,
  turn: DeliveryTurn,
  at: Timestamp,
  as: z.discriminatedUnion('status', [
    z.object({ status: z.literal('cancelled'), reason: CancelReason }),
    z.object({ status: z.literal('dead'), reason: DeathReason }),
  ]),
});

/** A postrider.attempts record: everything that one attempt means, in one record, so that no crash can do half of it. */
export const AttemptReport = z.discriminatedUnion('kind', [AttemptMade, DeliveryParked, DeliveryEnded]);

export type AttemptReport = z.infer<typeof AttemptReport>;
export type AttemptMade = z.infer<typeof AttemptMade>;
export type DeliveryParked = z.infer<typeof DeliveryParked>;
export type DeliveryEnded = z.infer<typeof DeliveryEnded>;

/** `trace`: where what is reported stands in its event's trace. */
export function encodeAttemptReport(report: AttemptReport, trace?: TraceContext): RecordToWrite {
  return { key: report.delivery.endpoint, value: Buffer.from(JSON.stringify(report)), headers: { ...trace } };
}

export function decodeAttemptReport({ value }: RecordParts): Decoded<AttemptReport> {
  return decodeJson(AttemptReport, value, 'the value');
}
