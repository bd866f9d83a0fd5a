import type {
  ApiKeyScope,
  Compatibility,
  DisabledReason,
  EndpointStatus,
  FailingPart,
  ShownAuth,
  SigningProfile,
  Transform,
} from '@postrider/schemas';
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/* What is configured: small tables, changed by the management API alone, each change announced through the outbox. */

@Entity('tenants')
export class TenantRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  @Column({ type: 'double precision', name: 'publish_per_second', nullable: true })
  publishPerSecond!: number | null;

  @Column({ type: 'integer', name: 'publish_burst', nullable: true })
  publishBurst!: number | null;

  @Column({ type: 'integer', name: 'quota_events_per_day', nullable: true })
  quotaEventsPerDay!: number | null;

  @Column({ type: 'integer', name: 'quota_endpoints', nullable: true })
  quotaEndpoints!: number | null;

  @Column({ type: 'integer', name: 'quota_max_event_bytes', nullable: true })
  quotaMaxEventBytes!: number | null;

  @Column({ type: 'boolean', name: 'https_only', default: false })
  httpsOnly!: boolean;

  @Column({ type: 'boolean', name: 'verified_only', default: false })
  verifiedOnly!: boolean;

  @Column({ type: 'integer', name: 'retention_days', nullable: true })
  retentionDays!: number | null;

  @Column({ type: 'text', array: true, nullable: true })
  redact!: string[] | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'updated_at' })
  updatedAt!: Date;
}

/** What the portal tokens of a tenant have to say to be of use; there is one once the first was made. */
@Entity('portal_epochs')
export class PortalEpochRow {
  @PrimaryColumn({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text' })
  epoch!: string;
}

/** What was once a key's hash. */
export interface PreviousHash {
  readonly hash: string;
  readonly expiresAt: string;
}

@Entity('api_keys')
export class ApiKeyRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  hint!: string;

  @Column({ type: 'text', unique: true })
  hash!: string;

  @Column({ type: 'text', array: true })
  scopes!: ApiKeyScope[];

  @Column({ type: 'text', nullable: true })
  tenant!: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'text', array: true, name: 'allowed_cidrs', nullable: true })
  allowedCidrs!: string[] | null;

  @Column({ type: 'double precision', name: 'rate_per_second', nullable: true })
  ratePerSecond!: number | null;

  @Column({ type: 'integer', name: 'rate_burst', nullable: true })
  rateBurst!: number | null;

  /** Of keys that it had before, newest first; each opens the same until its time. */
  @Column({ type: 'json', name: 'previous_hashes', nullable: true })
  previousHashes!: PreviousHash[] | null;

  /** Written now and then from what processes remember, and no change of the key. */
  @Column({ type: 'timestamp with time zone', precision: 3, name: 'last_used_at', nullable: true, update: false })
  lastUsedAt!: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;
}

@Entity('event_types')
export class EventTypeRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'boolean' })
  deprecated!: boolean;

  /** It takes no events. */
  @Column({ type: 'boolean', default: false })
  archived!: boolean;

  @Column({ type: 'text', default: 'warn' })
  compatibility!: Compatibility;

  @Column({ type: 'text', array: true, nullable: true })
  redact!: string[] | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'updated_at' })
  updatedAt!: Date;
}

/** One form of an event type's data. Version 1 is made with the type, and is there as long as it is. */
@Entity('event_type_versions')
export class EventTypeVersionRow {
  @PrimaryColumn({ type: 'text' })
  type!: string;

  @PrimaryColumn({ type: 'integer' })
  version!: number;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** `json`, not `jsonb`: a schema is given back as it was written. */
  @Column({ type: 'json', nullable: true })
  schema!: object | boolean | null;

  @Column({ type: 'json', nullable: true })
  example!: object | string | number | boolean | null;

  @Column({ type: 'boolean', default: false })
  deprecated!: boolean;

  /** It takes no events. */
  @Column({ type: 'boolean', default: false })
  archived!: boolean;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'updated_at' })
  updatedAt!: Date;
}

@Entity('endpoints')
export class EndpointRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text' })
  url!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** The names alone; the values are sealed. */
  @Column({ type: 'text', array: true, name: 'header_names' })
  headerNames!: string[];

  @Column({ type: 'text', name: 'sealed_headers', nullable: true })
  sealedHeaders!: string | null;

  @Column({ type: 'double precision', name: 'rate_per_second', nullable: true })
  ratePerSecond!: number | null;

  @Column({ type: 'integer', name: 'rate_burst', nullable: true })
  rateBurst!: number | null;

  @Column({ type: 'integer', name: 'max_in_flight', nullable: true })
  maxInFlight!: number | null;

  @Column({ type: 'integer', name: 'timeout_ms', nullable: true })
  timeoutMs!: number | null;

  @Column({ type: 'integer', array: true, name: 'retry_schedule', nullable: true })
  retrySchedule!: number[] | null;

  @Column({ type: 'text', default: 'none' })
  ordering!: 'none' | 'key';

  @Column({ type: 'text', default: 'full' })
  payload!: 'full' | 'thin';

  @Column({ type: 'text', default: 'standard' })
  format!: 'standard' | 'cloudevents';

  @Column({ type: 'json', nullable: true })
  metadata!: Record<string, string> | null;

  /** Null: `v1` alone. */
  @Column({ type: 'json', nullable: true })
  signing!: SigningProfile[] | null;

  /** The secrets that custom profiles have of their own. */
  @Column({ type: 'text', name: 'sealed_signing', nullable: true })
  sealedSigning!: string | null;

  /** What may be shown of it; all of it is sealed. */
  @Column({ type: 'json', nullable: true })
  auth!: ShownAuth | null;

  @Column({ type: 'text', name: 'sealed_auth', nullable: true })
  sealedAuth!: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'verified_at', nullable: true })
  verifiedAt!: Date | null;

  /** The event of the challenge that hasn't been answered. */
  @Column({ type: 'text', name: 'verification_event', nullable: true })
  verificationEvent!: string | null;

  @Column({ type: 'text' })
  status!: EndpointStatus;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'status_since' })
  statusSince!: Date;

  @Column({ type: 'text', name: 'disabled_reason', nullable: true })
  disabledReason!: DisabledReason | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'updated_at' })
  updatedAt!: Date;
}

@Entity('subscriptions')
export class SubscriptionRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text', name: 'endpoint_id' })
  endpointId!: string;

  /** The order they were given in: the first that matches decides. */
  @Column({ type: 'integer' })
  position!: number;

  @Column({ type: 'text', array: true, name: 'event_types' })
  eventTypes!: string[];

  /** Events in this version alone; null: in whichever they are published. */
  @Column({ type: 'integer', nullable: true })
  version!: number | null;

  @Column({ type: 'text', array: true, nullable: true })
  labels!: string[] | null;

  @Column({ type: 'json', nullable: true })
  filter!: object | null;

  /** `json`, not `jsonb`: its code is given back as it was written. */
  @Column({ type: 'json', nullable: true })
  transform!: Transform | null;

  /** How many of its last runs have timed out, one after another. */
  @Column({ type: 'integer', name: 'transform_timeouts', default: 0 })
  transformTimeouts!: number;

  /** Since then its transformation isn't run. */
  @Column({ type: 'timestamp with time zone', precision: 3, name: 'transform_suspended_at', nullable: true })
  transformSuspendedAt!: Date | null;
}

@Entity('endpoint_secrets')
export class EndpointSecretRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column({ type: 'text', name: 'endpoint_id' })
  endpointId!: string;

  /** `symmetric` for v1 and custom signatures, `private` for v1a. */
  @Column({ type: 'text', default: 'symmetric' })
  kind!: 'symmetric' | 'private';

  @Column({ type: 'text' })
  sealed!: string;

  /** Only of a private key. */
  @Column({ type: 'text', name: 'public_key', nullable: true })
  publicKey!: string | null;

  /** Set once a newer one took its place: until then both sign. */
  @Column({ type: 'timestamp with time zone', precision: 3, name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;
}

/** An endpoint that has only failed of late. */
@Entity('endpoint_failures')
export class EndpointFailureRow {
  @PrimaryColumn({ type: 'text', name: 'endpoint_id' })
  endpointId!: string;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'failing_since' })
  failingSince!: Date;

  /** The part of the time until it's disabled that was warned of last. */
  @Column({ type: 'double precision', nullable: true })
  warned!: FailingPart | null;

  /** Said with the first warning; null before. */
  @Column({ type: 'timestamp with time zone', precision: 3, name: 'disables_at', nullable: true })
  disablesAt!: Date | null;
}

/** What has been decided to be told of endpoints and tenants, and isn't on Kafka yet. */
@Entity('operational_events')
export class OperationalEventRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  place!: string;

  @Column({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  type!: string;

  /** The endpoint or the tenant: what is told of one comes in its order. */
  @Column({ type: 'text' })
  about!: string;

  @Column({ type: 'json' })
  data!: object;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;
}

/** Which parts of which quotas were told of: of a day, or while a tenant has as many. */
@Entity('quotas_told')
export class QuotaToldRow {
  @PrimaryColumn({ type: 'text' })
  tenant!: string;

  @PrimaryColumn({ type: 'text' })
  quota!: string;

  /** Of the events that are counted; of endpoints, the day on which it was told. */
  @PrimaryColumn({ type: 'date' })
  day!: string;

  @PrimaryColumn({ type: 'integer' })
  limit!: number;

  @PrimaryColumn({ type: 'double precision' })
  part!: number;
}

/** One row for each entity that changed: what the relay still has to send, and what it sent of late. */
@Entity('registry_outbox')
export class RegistryOutboxRow {
  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ type: 'bigint' })
  version!: string;

  @Column({ type: 'bigint', name: 'sent_version', nullable: true })
  sentVersion!: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'changed_at' })
  changedAt!: Date;
}

/** The answers to requests that came with an Idempotency-Key. */
@Entity('idempotency_keys')
export class IdempotencyKeyRow {
  /** Whose key it is: the API key that the request came with. */
  @PrimaryColumn({ type: 'text' })
  caller!: string;

  @PrimaryColumn({ type: 'text' })
  key!: string;

  /** A hash of method, path and body: the same key for another request is a mistake. */
  @Column({ type: 'text' })
  request!: string;

  @Column({ type: 'integer', nullable: true })
  status!: number | null;

  /** Sealed: an answer may hold a secret. */
  @Column({ type: 'text', name: 'sealed_body', nullable: true })
  sealedBody!: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;
}
