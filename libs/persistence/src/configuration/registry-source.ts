import type { ApiKeyScope, RegistryEntity, RegistryKind } from '@postrider/schemas';
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
    ...(await load(statements, TENANTS, idsOf('tenant'), tenantOf)),
    ...(await load(statements, API_KEYS, idsOf('api-key'), apiKeyOf)),
    ...(await load(statements, EVENT_TYPES, idsOf('event-type'), eventTypeOf)),
    ...(await load(statements, ENDPOINTS, idsOf('endpoint'), endpointOf)),
  ];
  return new Map(entities.map((entity) => [`${entity.kind}:${entity.id}`, entity]));
}

async function load<R extends Row>(
  statements: Statements,
  text: string,
  ids: readonly string[],
  entityOf: (row: R) => RegistryEntity,
): Promise<RegistryEntity[]> {
  return ids.length === 0 ? [] : (await statements.query<R>(text, [ids])).map(entityOf);
}

const TENANTS = 'select id, publish_per_second, publish_burst from tenants where id = any($1)';

function tenantOf(row: {
  id: string;
  publish_per_second: number | null;
  publish_burst: number | null;
}): RegistryEntity {
  const { id, publish_per_second: perSecond, publish_burst: burst } = row;
  return { kind: 'tenant', id, ...(perSecond !== null && burst !== null && { publishLimit: { perSecond, burst } }) };
}

const API_KEYS = 'select id, hash, scopes, tenant, expires_at from api_keys where id = any($1)';

function apiKeyOf(row: {
  id: string;
  hash: string;
  scopes: ApiKeyScope[];
  tenant: string | null;
  expires_at: Date | null;
}): RegistryEntity {
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

function eventTypeOf({ id, schema }: { id: string; schema: unknown }): RegistryEntity {
  return { kind: 'event-type', id, ...(schema !== null && { schema: schema as never }) };
}

const ENDPOINTS = `
  select e.id, e.tenant, e.url, e.status, e.sealed_headers, e.max_in_flight, e.timeout_ms, e.retry_schedule, e.rate_per_second, e.rate_burst,
    (select json_agg(json_build_object('id', s.id, 'eventTypes', s.event_types) order by s.position)
       from subscriptions s where s.endpoint_id = e.id) as subscriptions,
    (select json_agg(json_build_object('sealed', x.sealed, 'expiresAt', extract(epoch from x.expires_at) * 1000) order by x.id desc)
       from endpoint_secrets x where x.endpoint_id = e.id and (x.expires_at is null or x.expires_at > now())) as secrets
  from endpoints e where e.id = any($1)`;

function endpointOf(row: {
  id: string;
  tenant: string;
  url: string;
  status: 'enabled' | 'disabled';
  sealed_headers: string | null;
  max_in_flight: number | null;
  timeout_ms: number | null;
  retry_schedule: number[] | null;
  rate_per_second: number | null;
  rate_burst: number | null;
  subscriptions: { id: string; eventTypes: string[] }[] | null;
  secrets: { sealed: string; expiresAt: number | null }[] | null;
}): RegistryEntity {
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
    ...(row.subscriptions && { subscriptions: row.subscriptions }),
    ...(row.max_in_flight !== null && { maxInFlight: row.max_in_flight }),
    ...(row.timeout_ms !== null && { timeoutMs: row.timeout_ms }),
    ...(row.retry_schedule && { retryScheduleSeconds: row.retry_schedule }),
    ...(perSecond !== null && { rateLimit: { perSecond, burst: burst ?? Math.max(1, Math.ceil(perSecond)) } }),
  };
}
