import type { EndpointRows, SecretRow, SubscriptionRow } from '@postrider/persistence';
import { HIDDEN_VALUE, type Endpoint, type EndpointSecrets } from '@postrider/schemas';
import type { SecretBox } from '@postrider/secrets';
import type { DeliveryConfig } from '@postrider/service';
import { endpointContext } from '../../sealing/contexts.js';
import { shownKeys, shownSigning, signsByKey } from './endpoint-signing.js';

/** How many attempts an endpoint gets at a time that doesn't say. */
const DEFAULT_MAX_IN_FLIGHT = 10;

/** An endpoint as the API shows it: with the defaults that apply, and without any value of a header. */
export function endpointOf({ endpoint, subscriptions, keys }: EndpointRows, defaults: DeliveryConfig): Endpoint {
  const { description, headerNames, ratePerSecond, rateBurst, metadata, disabledReason } = endpoint;
  return {
    id: endpoint.id,
    tenant: endpoint.tenant,
    url: endpoint.url,
    ...(description !== null && { description }),
    ...(subscriptions.length > 0 && { subscriptions: subscriptions.map(subscriptionOf) }),
    ...(headerNames.length > 0 && { headers: Object.fromEntries(headerNames.map((name) => [name, HIDDEN_VALUE])) }),
    ...(ratePerSecond !== null && {
      rateLimit: { perSecond: ratePerSecond, burst: rateBurst ?? Math.max(1, Math.ceil(ratePerSecond)) },
    }),
    maxInFlight: endpoint.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT,
    timeoutMs: endpoint.timeoutMs ?? defaults.DELIVERY_TIMEOUT_MS,
    retry: { scheduleSeconds: endpoint.retrySchedule ?? [...defaults.RETRY_SCHEDULE_SECONDS] },
    ordering: endpoint.ordering,
    payload: endpoint.payload,
    format: endpoint.format,
    ...(metadata && { metadata }),
    signing: shownSigning(endpoint),
    ...(endpoint.auth && { auth: endpoint.auth }),
    ...(endpoint.verifiedAt && { verifiedAt: endpoint.verifiedAt.toISOString() }),
    ...(signsByKey(endpoint.signing) && { signingKeys: shownKeys(keys) }),
    status: endpoint.status,
    statusSince: endpoint.statusSince.toISOString(),
    ...(disabledReason && { disabledReason }),
    createdAt: endpoint.createdAt.toISOString(),
    updatedAt: endpoint.updatedAt.toISOString(),
  };
}

function subscriptionOf(row: SubscriptionRow): NonNullable<Endpoint['subscriptions']>[number] {
  const { id, eventTypes, version, labels, filter, transform, transformSuspendedAt: suspendedAt } = row;
  return {
    id,
    eventTypes,
    ...(version !== null && { version }),
    ...(labels && { labels }),
    ...(filter && { filter: filter as Record<string, unknown> }),
    ...(transform && { transform }),
    ...(suspendedAt && { transformSuspendedAt: suspendedAt.toISOString() }),
  };
}

/** Seals and opens what is secret about endpoints; a sealed value opens for the endpoint that it was sealed for, and no other. */

/** An endpoint's secrets in clear, for its owner. */
export function secretsOf(endpointId: string, rows: readonly SecretRow[], box: SecretBox): EndpointSecrets {
  const [current, ...older] = rows.map(({ sealed, expiresAt }) => ({
    secret: openSealed(box, sealed, endpointContext('secret', endpointId)),
    expiresAt,
  }));
  if (!current) throw new TypeError('an endpoint has no secret');
  return {
    secret: current.secret,
    previous: older.map(({ secret, expiresAt }) => ({ secret, expiresAt: (expiresAt ?? new Date(0)).toISOString() })),
  };
}

function openSealed(box: SecretBox, sealed: string, context: string): string {
  const opened = box.open(sealed, context);
  if (opened.kind === 'opened') return opened.plaintext;
  throw new TypeError(
    `a stored secret cannot be opened (${opened.reason}): is the key that sealed it still in POSTRIDER_SECRET_KEY?`,
  );
}
