import type { ApiKeyScope, DisabledReason, EndpointStatus, FailingPart, Transform } from '@postrider/schemas';
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

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'updated_at' })
  updatedAt!: Date;
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

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;
}

@Entity('event_types')
export class EventTypeRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** `json`, not `jsonb`: a schema is given back as it was written. */
  @Column({ type: 'json', nullable: true })
  schema!: object | boolean | null;

  @Column({ type: 'json', nullable: true })
  example!: object | string | number | boolean | null;

  @Column({ type: 'boolean' })
  deprecated!: boolean;

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

  @Column({ type: 'json', nullable: true })
  metadata!: Record<string, string> | null;

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

  @Column({ type: 'text' })
  sealed!: string;

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

/** What has been decided to be told of endpoints, and isn't on Kafka yet. */
@Entity('operational_events')
export class OperationalEventRow {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  place!: string;

  @Column({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text', name: 'endpoint_id' })
  endpointId!: string;

  @Column({ type: 'json' })
  data!: object;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;
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
