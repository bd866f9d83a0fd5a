import { mintId, type EndpointStatus } from '@postrider/schemas';
import type { StatusDecision } from '../configuration/endpoints.repository.js';
import type { EventTypeWrite } from '../configuration/event-type-writes.js';
import { ApiKeyRow, EndpointRow, SubscriptionRow } from '../entities/configuration.entity.js';

/** A moment that every clock here has passed, in the form that rows keep. */
export const NOW = new Date('2026-03-01T12:00:00.000Z');

/** An endpoint without anything that may be left out. */
export function endpointRow(tenant: string, given: Partial<EndpointRow> = {}): EndpointRow {
  return Object.assign(new EndpointRow(), {
    id: mintId('ep', Date.now()),
    tenant,
    url: 'https://example.com/hooks',
    description: null,
    headerNames: [],
    sealedHeaders: null,
    ratePerSecond: null,
    rateBurst: null,
    maxInFlight: null,
    timeoutMs: null,
    retrySchedule: null,
    ordering: 'none',
    payload: 'full',
    format: 'standard',
    metadata: null,
    signing: null,
    sealedSigning: null,
    auth: null,
    sealedAuth: null,
    verifiedAt: null,
    verificationEvent: null,
    status: 'enabled',
    statusSince: NOW,
    disabledReason: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...given,
  });
}

/** Changes a status whatever it was, as somebody asked for. */
export const changeTo = (status: EndpointStatus) => (): StatusDecision => ({
  kind: 'change',
  status,
  disabledReason: status === 'disabled' ? 'requested' : null,
});

export function subscriptionRow(endpointId: string, position: number, ...eventTypes: string[]): SubscriptionRow {
  const id = mintId('sub', Date.now());
  const more = {
    version: null,
    labels: null,
    filter: null,
    transform: null,
    transformTimeouts: 0,
    transformSuspendedAt: null,
  };
  return Object.assign(new SubscriptionRow(), { id, endpointId, position, eventTypes, ...more });
}

export function apiKeyRow(given: Partial<ApiKeyRow> = {}): ApiKeyRow {
  const id = mintId('key', Date.now());
  return Object.assign(new ApiKeyRow(), {
    id,
    name: 'a key',
    hint: 'pk_…',
    hash: `hash of ${id}`,
    scopes: ['publish'],
    tenant: null,
    expiresAt: null,
    allowedCidrs: null,
    ratePerSecond: null,
    rateBurst: null,
    previousHashes: null,
    lastUsedAt: null,
    createdAt: NOW,
    ...given,
  });
}

export const tenantOf = (id: string) => ({
  id,
  name: null,
  publishPerSecond: null,
  publishBurst: null,
  quotaEventsPerDay: null,
  quotaEndpoints: null,
  quotaMaxEventBytes: null,
  httpsOnly: false,
  verifiedOnly: false,
  retentionDays: null,
  redact: null,
});

/** Puts whatever is asked for. */
export const allowed = () => ({ refused: false });

/** An event type's write, as its own PUT makes it, without anything that may be left out. */
export const eventTypeOf = (id: string, given: Partial<EventTypeWrite> = {}): EventTypeWrite => ({
  id,
  type: { description: null, deprecated: false, compatibility: 'warn', redact: null },
  version: 1,
  schema: null,
  example: null,
  ...given,
});
