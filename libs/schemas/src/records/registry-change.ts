import { z } from 'zod';
import { ApiKeyId, EndpointId, SubscriptionId } from '../ids.js';
import { Transform } from '../api/transforms.js';
import { EventTypePattern } from '../event-type-pattern.js';
import { EventTypeName, TenantId, Timestamp } from '../text.js';
import { decodeJson, undecodable, type Decoded, type RecordParts, type RecordToWrite } from './record.js';

const RateLimit = z.object({ perSecond: z.number().positive(), burst: z.number().positive() });

const TenantEntity = z.object({
  kind: z.literal('tenant'),
  id: TenantId,
  publishLimit: RateLimit.optional(),
});

/** What a key may do: publish events, change configuration, look at things. */
export const ApiKeyScope = z.enum(['publish', 'manage', 'read']);

export type ApiKeyScope = z.infer<typeof ApiKeyScope>;

const ApiKeyEntity = z.object({
  kind: z.literal('api-key'),
  id: ApiKeyId,
  /** SHA-256 of the key, in hex. */
  hash: z.string(),
  scopes: z.array(ApiKeyScope),
  /** The one tenant that it reaches; absent for a key to all. */
  tenant: TenantId.optional(),
  expiresAt: Timestamp.optional(),
});

const EventTypeEntity = z.object({
  kind: z.literal('event-type'),
  id: EventTypeName,
  /** A JSON Schema (2020-12) for `data`. */
  schema: z.json().optional(),
});

/** `paused`: somebody wants nothing sent for a while. `disabled`: it's out of use until somebody enables it. */
export const EndpointStatus = z.enum(['enabled', 'disabled', 'paused']);

export type EndpointStatus = z.infer<typeof EndpointStatus>;

const EndpointEntity = z.object({
  kind: z.literal('endpoint'),
  id: EndpointId,
  tenant: TenantId,
  url: z.string(),
  /** Nothing is sent to one that isn't enabled: its deliveries are held. */
  status: EndpointStatus,
  /** Sealed under POSTRIDER_SECRET_KEY, newest first; one that has expired no longer signs. */
  secrets: z.array(z.object({ sealed: z.string(), expiresAt: Timestamp.optional() })),
  /** Sealed as one JSON object of names and values, since a value may well be a credential. */
  sealedHeaders: z.string().optional(),
  /** Absent: every event type. */
  subscriptions: z
    .array(
      z.object({
        id: SubscriptionId,
        eventTypes: z.array(EventTypePattern),
        transform: Transform.optional(),
        /** Its transformation timed out too often, and isn't run until it's changed. */
        suspended: z.boolean().optional(),
      }),
    )
    .optional(),
  /** Absent, like the next two: the platform's default, which configuration may change. */
  maxInFlight: z.int().positive().optional(),
  timeoutMs: z.int().positive().optional(),
  retryScheduleSeconds: z.array(z.int().positive()).optional(),
  rateLimit: RateLimit.optional(),
  /** Events of one ordering key go one after another; absent: as they come. */
  ordering: z.literal('key').optional(),
});

/** A configured thing, as the data path needs it. */
export const RegistryEntity = z.discriminatedUnion('kind', [
  TenantEntity,
  ApiKeyEntity,
  EventTypeEntity,
  EndpointEntity,
]);

export type RegistryEntity = z.infer<typeof RegistryEntity>;
export type RegistryKind = RegistryEntity['kind'];
export type TenantEntity = z.infer<typeof TenantEntity>;
export type ApiKeyEntity = z.infer<typeof ApiKeyEntity>;
export type EventTypeEntity = z.infer<typeof EventTypeEntity>;
export type EndpointEntity = z.infer<typeof EndpointEntity>;

/** A postrider.registry record: the newest form of one entity, or that it's gone. Of two, the one with the higher version holds. */
export interface RegistryChange {
  readonly kind: RegistryKind;
  readonly id: string;
  readonly version: number;
  /** Absent when the entity was deleted. */
  readonly entity?: RegistryEntity;
}

const VERSION_HEADER = 'version';
const Version = z.int().nonnegative();
const Kind = z.enum(['tenant', 'api-key', 'event-type', 'endpoint']);

/** The key under which compaction keeps the newest record of an entity. */
export const registryKey = (kind: RegistryKind, id: string): string => `${kind}:${id}`;

export function encodeRegistryChange({ kind, id, version, entity }: RegistryChange): RecordToWrite {
  return {
    key: registryKey(kind, id),
    value: entity ? Buffer.from(JSON.stringify(entity)) : null,
    headers: { [VERSION_HEADER]: String(version) },
  };
}

export function decodeRegistryChange({ key, value, headers }: RecordParts): Decoded<RegistryChange> {
  const version = decodeJson(Version, headers[VERSION_HEADER], 'the version header');
  if (version.kind === 'undecodable') return version;
  const [, kindText, id] = /^([^:]*):([^]*)$/.exec(key?.toString('utf8') ?? '') ?? [];
  const kind = Kind.safeParse(kindText);
  if (!kind.success || !id) return undecodable('the key is not the kind and id of an entity');
  if (!value) return { kind: 'decoded', value: { kind: kind.data, id, version: version.value } };
  const entity = decodeJson(RegistryEntity, value, 'the value');
  if (entity.kind === 'undecodable') return entity;
  if (entity.value.kind !== kind.data || entity.value.id !== id)
    return undecodable('the key names another entity than the value');
  return { kind: 'decoded', value: { kind: kind.data, id, version: version.value, entity: entity.value } };
}
