import { z } from 'zod';
import { SigningProfile } from '../api/endpoint-signing.js';
import { ApiKeyId, EndpointId, SubscriptionId } from '../ids.js';
import { Transform } from '../api/transforms.js';
import { EventTypePattern } from '../event-type-pattern.js';
import { EventTypeName, Label, TenantId, Timestamp } from '../text.js';
import { VersionNumber } from '../version-number.js';
import { decodeJson, undecodable, type Decoded, type RecordParts, type RecordToWrite } from './record.js';

const RateLimit = z.object({ perSecond: z.number().positive(), burst: z.number().positive() });

const TenantEntity = z.object({
  kind: z.literal('tenant'),
  id: TenantId,
  publishLimit: RateLimit.optional(),
  /** Of what the tenant may have, what is judged where events come in. */
  quota: z
    .object({ eventsPerDay: z.int().nonnegative().optional(), maxEventBytes: z.int().positive().optional() })
    .optional(),
  /** What a portal token has to say to be of use; absent: there never was one. */
  portalEpoch: z.string().optional(),
  /** Nothing is sent to its endpoints but by https. */
  httpsOnly: z.literal(true).optional(),
  /** Nothing is sent to its endpoints that aren't verified, but the challenge that verifies them. */
  verifiedOnly: z.literal(true).optional(),
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
  /** Hashes of keys that it had before and that open the same until then. */
  previous: z.array(z.object({ hash: z.string(), expiresAt: Timestamp })).optional(),
  /** Where it may be used from; absent: everywhere. */
  allowedCidrs: z.array(z.string()).optional(),
  /** Requests, for each process by itself. */
  rateLimit: RateLimit.optional(),
});

const EventTypeEntity = z.object({
  kind: z.literal('event-type'),
  id: EventTypeName,
  /** It takes no events. */
  archived: z.literal(true).optional(),
  /** In their order; there is one at least. */
  versions: z.array(
    z.object({
      version: VersionNumber,
      archived: z.literal(true).optional(),
      /** A JSON Schema (2020-12) for `data`; of an archived version nothing is checked, and none is carried. */
      schema: z.json().optional(),
    }),
  ),
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
        /** Events in this version alone; absent: in whichever they are published. */
        version: VersionNumber.optional(),
        /** Absent: whatever its labels; else it has to have one of these. */
        labels: z.array(Label).optional(),
        /** As libs/filter reads it. */
        filter: z.unknown().optional(),
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
  /** Absent: all of the event, in the platform's own form. */
  payload: z.literal('thin').optional(),
  format: z.literal('cloudevents').optional(),
  /** Its URL answered a challenge. */
  verified: z.literal(true).optional(),
  /** Absent: `v1` alone. */
  signing: z.array(SigningProfile).optional(),
  /** Sealed as one JSON object: the secrets that custom profiles have of their own, by the name of the header. */
  sealedSigning: z.string().optional(),
  /** Sealed as one JSON object: how Postrider shows the endpoint who it is. */
  sealedAuth: z.string().optional(),
  /** The key pairs of `v1a`, newest first, private keys sealed; one that has expired no longer signs. */
  keys: z.array(z.object({ publicKey: z.string(), sealed: z.string(), expiresAt: Timestamp.optional() })).optional(),
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

/** What an endpoint takes of its tenant's events. */
export type Subscription = NonNullable<EndpointEntity['subscriptions']>[number];

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

/** Whether a text names a kind of entity that the registry carries: those that have versions. */
export const isRegistryKind = (text: string): text is RegistryKind => Kind.safeParse(text).success;

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
