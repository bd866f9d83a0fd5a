import type { ApiKeyScope, EndpointStatus, RegistryEntity, RegistryKind, Transform } from '@postrider/schemas';
import type { Row, Statements } from '../sql.js';

/**
 * The entities that registry keys name, as they are now and as the registry carries them; those that are gone have none.
 */
export async function loadRegistryEntities(
  statements: Statements,
  keys: readonly string[],
): Promise<Map<string, RegistryEntity>> {
  const idsOf = (kind: RegistryKind): string[] =>
    keys.filter((key) => key.startsWith(`${kind}:`)).map((key) => key.slice(kind.length + 1));
  const entities = [
    ...(await load<TenantFields>(statements, TENANTS, idsOf('tenant'))).map(tenantOf),
    ...(await load<ApiKeyFields>(statements, API_KEYS, idsOf('api-key'))).map(apiKeyOf),
    ...(await load<EventTypeFields>(statements, EVENT_TYPES, idsOf('event-type'))).map(eventTypeOf),
    ...(await load<EndpointFields>(statements, ENDPOINTS, idsOf('endpoint'))).map(endpointOf),
  ];
  return new Map(entities.map((entity) => [`${entity.kind}:${entity.id}`, entity]));
}

async function load<R extends Row>(
  statements: Statements,
  text: string,
  ids: readonly string[],
): Promise<readonly R[]> {
  return ids.length === 0 ? [] : statements.query<R>(text, [ids]);
}

const TENANTS = 'select id, publish_per_second, publish_burst from tenants where id = any($1)';

interface TenantFields extends Row {
  readonly id: string;
  readonly publish_per_second: number | null;
  readonly publish_burst: number | null;
}

function tenantOf(row: TenantFields): RegistryEntity {
  const { id, publish_per_second: perSecond, publish_burst: burst } = row;
  return { kind: 'tenant', id, ...(perSecond !== null && burst !== null && { publishLimit: { perSecond, burst } }) };
}

const API_KEYS = 'select id, hash, scopes, tenant, expires_at from api_keys where id = any($1)';

interface ApiKeyFields extends Row {
  readonly id: string;
  readonly hash: string;
  readonly scopes: ApiKeyScope[];
  readonly tenant: string | null;
  readonly expires_at: Date | null;
}

function apiKeyOf(row: ApiKeyFields): RegistryEntity {
  const { id, hash, scopes, tenant, expires_at: expiresAt } = row;
  return {
    kind: 'api-key',
    id,
    hash,
    scopes,
    ...(tenant !== null && { tenant }),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
  };
}

const EVENT_TYPES = 'select id, schema from event_types where id = any($1)';

interface EventTypeFields extends Row {
  readonly id: string;
  readonly schema: unknown;
}

function eventTypeOf({ id, schema }: EventTypeFields): RegistryEntity {
  return { kind: 'event-type', id, ...(schema !== null && { schema: schema as never }) };
}

const ENDPOINTS = `
  select e.id, e.tenant, e.url, e.status, e.sealed_headers, e.max_in_flight, e.timeout_ms, e.retry_schedule, e.rate_per_second, e.rate_burst, e.ordering,
    (select json_agg(json_build_object('id', s.id, 'eventTypes', s.event_types,
       'transform', s.transform, 'suspended', s.transform_suspended_at is not null) order by s.position)
       from subscriptions s where s.endpoint_id = e.id) as subscriptions,
    (select json_agg(json_build_object('sealed', x.sealed, 'expiresAt', extract(epoch from x.expires_at) * 1000) order by x.id desc)
       from endpoint_secrets x where x.endpoint_id = e.id and (x.expires_at is null or x.expires_at > now())) as secrets
  from endpoints e where e.id = any($1)`;

interface EndpointFields extends Row {
  readonly id: string;
  readonly tenant: string;
  readonly url: string;
  readonly status: EndpointStatus;
  readonly sealed_headers: string | null;
  readonly max_in_flight: number | null;
  readonly timeout_ms: number | null;
  readonly retry_schedule: number[] | null;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly ordering: 'none' | 'key';
  readonly subscriptions:
    { id: string; eventTypes: string[]; transform: Transform | null; suspended: boolean }[] | null;
  readonly secrets: { sealed: string; expiresAt: number | null }[] | null;
}

function endpointOf(row: EndpointFields): RegistryEntity {
  const { rate_per_second: perSecond, rate_burst: burst } = row;
  return {
    kind: 'endpoint',
    id: row.id,
    tenant: row.tenant,
    url: row.url,
    status: row.status,
    secrets: (row.secrets ?? []).map(({ sealed, expiresAt }) => ({
      sealed,
      ...(expiresAt !== null && { expiresAt: new Date(Math.round(expiresAt)).toISOString() }),
    })),
    ...(row.sealed_headers !== null && { sealedHeaders: row.sealed_headers }),
    ...(row.subscriptions && {
      subscriptions: row.subscriptions.map(({ id, eventTypes, transform, suspended }) => ({
        id,
        eventTypes,
        ...(transform && { transform }),
        ...(suspended && { suspended }),
      })),
    }),
    ...(row.max_in_flight !== null && { maxInFlight: row.max_in_flight }),
    ...(row.timeout_ms !== null && { timeoutMs: row.timeout_ms }),
    ...(row.retry_schedule && { retryScheduleSeconds: row.retry_schedule }),
    ...(perSecond !== null && { rateLimit: { perSecond, burst: burst ?? Math.max(1, Math.ceil(perSecond)) } }),
    ...(row.ordering === 'key' && { ordering: row.ordering }),
  };
}
