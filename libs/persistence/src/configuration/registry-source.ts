import type {
  ApiKeyScope,
  EndpointStatus,
  RegistryEntity,
  RegistryKind,
  SigningProfile,
  Transform,
} from '@postrider/schemas';
import type { PreviousHash } from '../entities/configuration.entity.js';
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

const TENANTS = `
  select id, publish_per_second, publish_burst, https_only, verified_only, quota_events_per_day, quota_max_event_bytes,
    (select epoch from portal_epochs where tenant = id) as portal_epoch
  from tenants where id = any($1)`;

interface TenantFields extends Row {
  readonly id: string;
  readonly publish_per_second: number | null;
  readonly publish_burst: number | null;
  readonly quota_events_per_day: number | null;
  readonly quota_max_event_bytes: number | null;
  readonly portal_epoch: string | null;
  readonly https_only: boolean;
  readonly verified_only: boolean;
}

function tenantOf(row: TenantFields): RegistryEntity {
  const { id, publish_per_second: perSecond, publish_burst: burst } = row;
  const { quota_events_per_day: eventsPerDay, quota_max_event_bytes: maxEventBytes } = row;
  const quota = {
    ...(eventsPerDay !== null && { eventsPerDay }),
    ...(maxEventBytes !== null && { maxEventBytes }),
  };
  return {
    kind: 'tenant',
    id,
    ...(perSecond !== null && burst !== null && { publishLimit: { perSecond, burst } }),
    ...(Object.keys(quota).length > 0 && { quota }),
    ...(row.portal_epoch !== null && { portalEpoch: row.portal_epoch }),
    ...(row.https_only && { httpsOnly: true }),
    ...(row.verified_only && { verifiedOnly: true }),
  };
}

const API_KEYS = `
  select id, hash, scopes, tenant, expires_at, allowed_cidrs, rate_per_second, rate_burst, previous_hashes
  from api_keys where id = any($1)`;

interface ApiKeyFields extends Row {
  readonly id: string;
  readonly hash: string;
  readonly scopes: ApiKeyScope[];
  readonly tenant: string | null;
  readonly expires_at: Date | null;
  readonly allowed_cidrs: string[] | null;
  readonly rate_per_second: number | null;
  readonly rate_burst: number | null;
  readonly previous_hashes: PreviousHash[] | null;
}

function apiKeyOf(row: ApiKeyFields): RegistryEntity {
  const { id, hash, scopes, tenant, expires_at: expiresAt, allowed_cidrs: allowedCidrs } = row;
  const { rate_per_second: perSecond, rate_burst: burst, previous_hashes: previous } = row;
  return {
    kind: 'api-key',
    id,
    hash,
    scopes,
    ...(tenant !== null && { tenant }),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    ...(previous && { previous }),
    ...(allowedCidrs && { allowedCidrs }),
    ...(perSecond !== null && burst !== null && { rateLimit: { perSecond, burst } }),
  };
}

const EVENT_TYPES = `
  select t.id, t.archived,
    (select json_agg(json_build_object('version', v.version, 'archived', v.archived, 'schema', case when v.archived then null else v.schema end) order by v.version)
       from event_type_versions v where v.type = t.id) as versions
  from event_types t where t.id = any($1)`;

interface EventTypeFields extends Row {
  readonly id: string;
  readonly archived: boolean;
  readonly versions: { version: number; archived: boolean; schema: unknown }[];
}

function eventTypeOf({ id, archived, versions }: EventTypeFields): RegistryEntity {
  return {
    kind: 'event-type',
    id,
    ...(archived && { archived }),
    versions: versions.map((each) => ({
      version: each.version,
      ...(each.archived && { archived: each.archived }),
      ...(each.schema !== null && { schema: each.schema as never }),
    })),
  };
}

const ENDPOINTS = `
  select e.id, e.tenant, e.url, e.status, e.sealed_headers, e.max_in_flight, e.timeout_ms, e.retry_schedule, e.rate_per_second, e.rate_burst, e.ordering, e.payload, e.format,
    e.signing, e.sealed_signing, e.sealed_auth, e.verified_at,
    (select json_agg(json_build_object('id', s.id, 'eventTypes', s.event_types, 'version', s.version, 'labels', s.labels, 'filter', s.filter,
       'transform', s.transform, 'suspended', s.transform_suspended_at is not null) order by s.position)
       from subscriptions s where s.endpoint_id = e.id) as subscriptions,
    (select json_agg(json_build_object('sealed', x.sealed, 'expiresAt', extract(epoch from x.expires_at) * 1000) order by x.id desc)
       from endpoint_secrets x where x.endpoint_id = e.id and x.kind = 'symmetric' and (x.expires_at is null or x.expires_at > now())) as secrets,
    (select json_agg(json_build_object('publicKey', k.public_key, 'sealed', k.sealed, 'expiresAt', extract(epoch from k.expires_at) * 1000) order by k.id desc)
       from endpoint_secrets k where k.endpoint_id = e.id and k.kind = 'private' and (k.expires_at is null or k.expires_at > now())) as keys
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
  readonly payload: 'full' | 'thin';
  readonly format: 'standard' | 'cloudevents';
  readonly subscriptions: SubscriptionFields[] | null;
  readonly secrets: SealedFields[] | null;
  readonly signing: SigningProfile[] | null;
  readonly sealed_signing: string | null;
  readonly sealed_auth: string | null;
  readonly verified_at: Date | null;
  readonly keys: (SealedFields & { publicKey: string })[] | null;
}

interface SealedFields {
  readonly sealed: string;
  /** In milliseconds. */
  readonly expiresAt: number | null;
}

const liveUntil = ({ expiresAt }: SealedFields): { expiresAt?: string } =>
  expiresAt === null ? {} : { expiresAt: new Date(Math.round(expiresAt)).toISOString() };

function endpointOf(row: EndpointFields): RegistryEntity {
  const { rate_per_second: perSecond, rate_burst: burst } = row;
  return {
    kind: 'endpoint',
    id: row.id,
    tenant: row.tenant,
    url: row.url,
    status: row.status,
    secrets: (row.secrets ?? []).map((secret) => ({ sealed: secret.sealed, ...liveUntil(secret) })),
    ...(row.sealed_headers !== null && { sealedHeaders: row.sealed_headers }),
    ...(row.subscriptions && { subscriptions: row.subscriptions.map(subscriptionOf) }),
    ...(row.max_in_flight !== null && { maxInFlight: row.max_in_flight }),
    ...(row.timeout_ms !== null && { timeoutMs: row.timeout_ms }),
    ...(row.retry_schedule && { retryScheduleSeconds: row.retry_schedule }),
    ...(perSecond !== null && { rateLimit: { perSecond, burst: burst ?? Math.max(1, Math.ceil(perSecond)) } }),
    ...(row.ordering === 'key' && { ordering: row.ordering }),
    ...(row.payload === 'thin' && { payload: row.payload }),
    ...(row.format === 'cloudevents' && { format: row.format }),
    ...(row.signing && { signing: row.signing }),
    ...(row.sealed_signing !== null && { sealedSigning: row.sealed_signing }),
    ...(row.sealed_auth !== null && { sealedAuth: row.sealed_auth }),
    ...(row.verified_at && { verified: true }),
    ...(row.keys && {
      keys: row.keys.map((key) => ({ publicKey: key.publicKey, sealed: key.sealed, ...liveUntil(key) })),
    }),
  };
}

interface SubscriptionFields {
  readonly id: string;
  readonly eventTypes: string[];
  readonly version: number | null;
  readonly labels: string[] | null;
  readonly filter: unknown;
  readonly transform: Transform | null;
  readonly suspended: boolean;
}

const subscriptionOf = ({ id, eventTypes, version, labels, filter, transform, suspended }: SubscriptionFields) => ({
  id,
  eventTypes,
  ...(version !== null && { version }),
  ...(labels && { labels }),
  ...(filter !== null && { filter }),
  ...(transform && { transform }),
  ...(suspended && { suspended }),
});
