import { isUtf8 } from 'node:buffer';
import type { AttemptRow, DeliveryChangeRow, DeliveryRow } from '@postrider/persistence';
import type { Attempt, AttemptResponse, Delivery, DeliveryWithAttempts } from '@postrider/schemas';

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

/** Why a delivery's transformation failed, if it did. */
export function failureOf(change: DeliveryChangeRow | null): Pick<DeliveryWithAttempts, 'transformFailure'> {
  if (!change?.failure) return {};
  return { transformFailure: { reason: change.failure, message: change.message ?? '' } };
}

/** An attempt as the API shows it. */
export function attemptOf(row: AttemptRow): Attempt {
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
    ...(row.address !== null && { address: row.address }),
    ...(row.statusCode !== null && { response: responseOf(row, row.statusCode) }),
  };
}

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
