import { isUtf8 } from 'node:buffer';
import type { AttemptRow, DeliveryChangeRow, DeliveryRow } from '@postrider/persistence';
import {
  failureText,
  REDACTED,
  shownRequestHeaders,
  type Attempt,
  type AttemptResponse,
  type AttemptTimings,
  type Delivery,
  type DeliveryWithAttempts,
} from '@postrider/schemas';
import type { Redaction } from '../redaction/redactions.js';

/** A delivery as the API shows it. */
export function deliveryOf(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    tenant: row.tenant,
    event: row.eventId,
    eventType: row.eventType,
    endpoint: row.endpointId,
    ...(row.subscriptionId !== null && { subscription: row.subscriptionId }),
    ...(row.orderingKey !== null && { orderingKey: row.orderingKey }),
    ...(row.labels && { labels: row.labels }),
    status: row.status,
    ...(row.reason !== null && { reason: row.reason as Delivery['reason'] }),
    run: row.run,
    attempts: row.attempts,
    acceptedAt: row.acceptedAt.toISOString(),
    ...(row.lastAttemptAt && { lastAttemptAt: row.lastAttemptAt.toISOString() }),
    ...(row.nextAttemptAt && { nextAttemptAt: row.nextAttemptAt.toISOString() }),
    ...(row.lastFailure !== null && { lastFailure: row.lastFailure }),
    ...(row.lastStatusCode !== null && { lastStatusCode: row.lastStatusCode }),
  };
}

/** Why a delivery's transformation failed, if it did. What a script says may quote the data that it was given. */
export function failureOf(
  change: DeliveryChangeRow | null,
  redaction: Redaction,
): Pick<DeliveryWithAttempts, 'transformFailure'> {
  if (!change?.failure || change.failure === 'not_run') return {};
  const message = redaction.hidesData ? REDACTED : (change.message ?? '');
  return { transformFailure: { reason: change.failure, message } };
}

/** An attempt of a delivery of this event as the API shows it. */
export function attemptOf(row: AttemptRow, event: string, redaction: Redaction): Attempt {
  return {
    id: row.id,
    number: row.number,
    run: row.run,
    trigger: row.trigger,
    startedAt: row.startedAt.toISOString(),
    durationMs: row.durationMs,
    outcome: row.outcome,
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.detail !== null && { detail: row.detail }),
    ...(row.reason !== null && { failure: failureText(row.reason, row.statusCode ?? undefined) }),
    ...(row.address !== null && {
      address: row.address,
      request: { headers: shownRequestHeaders(row.requestHeaders, { event, startedAtMs: row.startedAt.getTime() }) },
    }),
    timings: timingsOf(row),
    ...(row.statusCode !== null && { response: redaction.response(responseOf(row, row.statusCode)) }),
  };
}

const timingsOf = ({ dnsMs, connectMs, tlsMs, firstByteMs }: AttemptRow): AttemptTimings => ({
  ...(dnsMs !== null && { dnsMs }),
  ...(connectMs !== null && { connectMs }),
  ...(tlsMs !== null && { tlsMs }),
  ...(firstByteMs !== null && { firstByteMs }),
});

function responseOf(
  { responseHeaders, responseBody, responseTruncated }: AttemptRow,
  statusCode: number,
): AttemptResponse {
  const body = responseBody ?? Buffer.alloc(0);
  const encoding = isUtf8(body) ? 'utf8' : 'base64';
  return {
    statusCode,
    headers: responseHeaders ?? {},
    body: body.toString(encoding),
    encoding,
    truncated: responseTruncated ?? false,
  };
}
