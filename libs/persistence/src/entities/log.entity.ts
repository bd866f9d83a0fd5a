import type {
  DeliveryStatus,
  FailureReason,
  JobKind,
  JobScope,
  JobStatus,
  TransformFailure,
  Trigger,
} from '@postrider/schemas';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/* What happened: events, deliveries and attempts, partitioned by the event's acceptance time, written by the retry-scheduler. */

@Entity('events')
export class EventRow {
  @PrimaryColumn({ type: 'text' })
  tenant!: string;

  @PrimaryColumn({ type: 'text' })
  id!: string;

  @PrimaryColumn({ type: 'timestamp with time zone', precision: 3, name: 'accepted_at' })
  acceptedAt!: Date;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'integer', nullable: true })
  version!: number | null;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  timestamp!: Date;

  @Column({ type: 'text', name: 'ordering_key', nullable: true })
  orderingKey!: string | null;

  /** Nothing is sent before this; null: at once. */
  @Column({ type: 'timestamp with time zone', precision: 3, name: 'deliver_at', nullable: true })
  deliverAt!: Date | null;

  @Column({ type: 'boolean', name: 'id_chosen' })
  idChosen!: boolean;

  @Column({ type: 'text', name: 'ce_source', nullable: true })
  ceSource!: string | null;

  @Column({ type: 'text', name: 'ce_id', nullable: true })
  ceId!: string | null;

  /** Null for none. */
  @Column({ type: 'text', array: true, nullable: true })
  labels!: string[] | null;

  /** Where whoever goes on with its trace goes on; null where nobody traces. */
  @Column({ type: 'text', nullable: true })
  traceparent!: string | null;

  @Column({ type: 'text', nullable: true })
  tracestate!: string | null;

  /** The exact bytes that were published; null once they're expunged. */
  @Column({ type: 'bytea', nullable: true })
  data!: Buffer | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'expunged_at', nullable: true })
  expungedAt!: Date | null;
}

@Entity('deliveries')
export class DeliveryRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @PrimaryColumn({ type: 'timestamp with time zone', precision: 3, name: 'accepted_at' })
  acceptedAt!: Date;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text', name: 'event_id' })
  eventId!: string;

  @Column({ type: 'text', name: 'event_type' })
  eventType!: string;

  @Column({ type: 'text', name: 'endpoint_id' })
  endpointId!: string;

  @Column({ type: 'text', name: 'subscription_id', nullable: true })
  subscriptionId!: string | null;

  @Column({ type: 'text', name: 'ordering_key', nullable: true })
  orderingKey!: string | null;

  @Column({ type: 'text' })
  status!: DeliveryStatus;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'integer' })
  run!: number;

  @Column({ type: 'integer' })
  attempts!: number;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'last_attempt_at', nullable: true })
  lastAttemptAt!: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'next_attempt_at', nullable: true })
  nextAttemptAt!: Date | null;

  @Column({ type: 'text', name: 'last_failure', nullable: true })
  lastFailure!: FailureReason | null;

  @Column({ type: 'integer', name: 'last_status_code', nullable: true })
  lastStatusCode!: number | null;

  /** Its event's; null for none. */
  @Column({ type: 'text', array: true, nullable: true })
  labels!: string[] | null;

  /** Its subscription has a transformation, and delivery_changes what that made of it. */
  @Column({ type: 'boolean', default: false })
  transformed!: boolean;
}

/** What a transformation made of a delivery: what its request has instead of what the event would give, or why there is none. */
@Entity('delivery_changes')
export class DeliveryChangeRow {
  @PrimaryColumn({ type: 'text', name: 'delivery_id' })
  deliveryId!: string;

  @PrimaryColumn({ type: 'timestamp with time zone', precision: 3, name: 'accepted_at' })
  acceptedAt!: Date;

  /** The exact bytes of the request's body. */
  @Column({ type: 'bytea', nullable: true })
  body!: Buffer | null;

  @Column({ type: 'json', nullable: true })
  headers!: Record<string, string> | null;

  @Column({ type: 'text', nullable: true })
  path!: string | null;

  /** `not_run`: it's to be run before there is anything to send. */
  @Column({ type: 'text', nullable: true })
  failure!: TransformFailure | 'not_run' | null;

  @Column({ type: 'text', nullable: true })
  message!: string | null;
}

@Entity('attempts')
export class AttemptRow {
  @PrimaryColumn({ type: 'text', name: 'delivery_id' })
  deliveryId!: string;

  @PrimaryColumn({ type: 'text' })
  id!: string;

  @PrimaryColumn({ type: 'timestamp with time zone', precision: 3, name: 'accepted_at' })
  acceptedAt!: Date;

  @Column({ type: 'integer' })
  number!: number;

  @Column({ type: 'integer' })
  run!: number;

  @Column({ type: 'text' })
  trigger!: Trigger;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'started_at' })
  startedAt!: Date;

  @Column({ type: 'real', name: 'duration_ms' })
  durationMs!: number;

  @Column({ type: 'text' })
  outcome!: 'delivered' | 'failed';

  @Column({ type: 'text', nullable: true })
  reason!: FailureReason | null;

  @Column({ type: 'text', nullable: true })
  detail!: string | null;

  @Column({ type: 'text', nullable: true })
  address!: string | null;

  @Column({ type: 'integer', name: 'status_code', nullable: true })
  statusCode!: number | null;

  @Column({ type: 'json', name: 'response_headers', nullable: true })
  responseHeaders!: Record<string, string> | null;

  @Column({ type: 'bytea', name: 'response_body', nullable: true })
  responseBody!: Buffer | null;

  @Column({ type: 'boolean', name: 'response_truncated', nullable: true })
  responseTruncated!: boolean | null;

  /** How long the steps took; null for what a connection that was kept had done before, or what was never reached. */
  @Column({ type: 'real', name: 'dns_ms', nullable: true })
  dnsMs!: number | null;

  @Column({ type: 'real', name: 'connect_ms', nullable: true })
  connectMs!: number | null;

  @Column({ type: 'real', name: 'tls_ms', nullable: true })
  tlsMs!: number | null;

  @Column({ type: 'real', name: 'first_byte_ms', nullable: true })
  firstByteMs!: number | null;

  /** What differs from the headers that every request has; null when nothing does. */
  @Column({ type: 'json', name: 'request_headers', nullable: true })
  requestHeaders!: Record<string, string | null> | null;
}

/**
 * What is to be attempted again. A row stays while its redelivery is under way, and counts against what its endpoint can
 * take; the report of that attempt replaces or removes it.
 */
@Entity('retries')
export class RetryRow {
  @PrimaryColumn({ type: 'text', name: 'delivery_id' })
  deliveryId!: string;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'accepted_at' })
  acceptedAt!: Date;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text', name: 'event_id' })
  eventId!: string;

  @Column({ type: 'text', name: 'endpoint_id' })
  endpointId!: string;

  @Column({ type: 'text', name: 'subscription_id', nullable: true })
  subscriptionId!: string | null;

  @Column({ type: 'text' })
  trigger!: Trigger;

  /** It goes before its endpoint's others: it was never tried, was held, or is asked for by somebody. */
  @Column({ type: 'boolean', default: false })
  ahead!: boolean;

  /** It goes after its endpoint's others: a job that somebody asked for brought it. */
  @Column({ type: 'boolean', default: false })
  last!: boolean;

  @Column({ type: 'integer' })
  run!: number;

  @Column({ type: 'integer' })
  step!: number;

  @Column({ type: 'integer' })
  number!: number;

  /** Where in postrider.deliveries it came from: its event is in the log once that was applied. */
  @Column({ type: 'integer', name: 'origin_partition', nullable: true })
  originPartition!: number | null;

  @Column({ type: 'bigint', name: 'origin_offset', nullable: true })
  originOffset!: string | null;

  /** By the database's clock; null while it's held. */
  @Column({ type: 'timestamp with time zone', precision: 3, name: 'due_at', nullable: true })
  dueAt!: Date | null;

  /** When its run began, held time aside; null: with the event's acceptance. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  since!: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'held_at', nullable: true })
  heldAt!: Date | null;

  /** When the schedule's own attempt is due, while a manual one goes before it. */
  @Column({ type: 'timestamp with time zone', precision: 3, name: 'resume_at', nullable: true })
  resumeAt!: Date | null;

  /** The ordering key, where it goes in order: behind all of its endpoint's with that key whose place is lower. */
  @Column({ type: 'text', nullable: true })
  lane!: string | null;

  /** Its event's place in postrider.events. */
  @Column({ type: 'integer', name: 'order_partition', nullable: true })
  orderPartition!: number | null;

  @Column({ type: 'bigint', name: 'order_offset', nullable: true })
  orderOffset!: string | null;

  /** Others of its lane go before it: it has no time until those are through. */
  @Column({ type: 'boolean', name: 'lane_waits', default: false })
  laneWaits!: boolean;

  /** When the first of its attempts that failed began, held time aside: since then it holds its lane back. */
  @Column({ type: 'timestamp with time zone', precision: 3, name: 'head_since', nullable: true })
  headSince!: Date | null;

  /** Who is putting it on Kafka; null again once it's there. */
  @Column({ type: 'text', nullable: true })
  lease!: string | null;

  /** It's under way until its report comes, or until then: whoever was to send or report it has died, and it's released again. */
  @Column({ type: 'timestamp with time zone', precision: 3, name: 'leased_until', nullable: true })
  leasedUntil!: Date | null;

  /** What is sent of it is in delivery_changes, and not the event's alone. */
  @Column({ type: 'boolean', default: false })
  transformed!: boolean;
}

/** What an endpoint's owner can take, as it last reported, and when the releaser has to look at the endpoint. */
@Entity('endpoint_flows')
export class EndpointFlowRow {
  @PrimaryColumn({ type: 'text', name: 'endpoint_id' })
  endpointId!: string;

  /** How many of its redeliveries may be under way at once; null while nothing is known. */
  @Column({ type: 'integer', nullable: true })
  capacity!: number | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'rest_until', nullable: true })
  restUntil!: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'reported_at', nullable: true })
  reportedAt!: Date | null;

  /** Null while there is nothing that could be released. */
  @Column({ type: 'timestamp with time zone', name: 'look_at', nullable: true })
  lookAt!: Date | null;
}

@Entity('jobs')
export class JobRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  kind!: JobKind;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text', name: 'endpoint_id', nullable: true })
  endpointId!: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  since!: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  until!: Date | null;

  @Column({ type: 'text' })
  status!: JobStatus;

  @Column({ type: 'integer' })
  count!: number;

  @Column({ type: 'integer' })
  done!: number;

  /** Which of the deliveries, or events, of its tenant, endpoint and time it's about. */
  @Column({ type: 'json', default: {} })
  scope!: JobScope;

  /** How many deliveries it may begin in a second; null: the default. */
  @Column({ type: 'double precision', name: 'per_second', nullable: true })
  perSecond!: number | null;

  /** How far into the log the job has to wait for before it starts: what was on Kafka when it was made. */
  @Column({ type: 'json', name: 'waits_for', nullable: true })
  waitsFor!: { topic: string; partition: number; offset: number }[] | null;

  /** No step is made before this, so that it keeps its rate; null: at once. */
  @Column({ type: 'timestamp with time zone', name: 'next_step_at', nullable: true })
  nextStepAt!: Date | null;

  /** The last delivery, event or endpoint that it has dealt with: acceptance time and id. */
  @Column({ type: 'timestamp with time zone', precision: 3, name: 'cursor_at', nullable: true })
  cursorAt!: Date | null;

  @Column({ type: 'text', name: 'cursor_id', nullable: true })
  cursorId!: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}

/** How far the log has come: the next offset to apply, moved in the transaction that applies. */
@Entity('log_positions')
export class LogPositionRow {
  @PrimaryColumn({ type: 'text' })
  topic!: string;

  @PrimaryColumn({ type: 'integer' })
  partition!: number;

  @Column({ type: 'bigint', name: 'next_offset' })
  nextOffset!: string;
}

/** The Kafka whose offsets are kept here: one row, once the log was written. */
@Entity('kafka_cluster')
export class KafkaClusterRow {
  @PrimaryColumn({ type: 'boolean', name: 'only_one' })
  onlyOne!: boolean;

  @Column({ type: 'text' })
  id!: string;

  /** After a recovery: nothing is released before the log has come here. */
  @Column({ type: 'json', name: 'releases_wait_for', nullable: true })
  releasesWaitFor!: { topic: string; partition: number; next: number }[] | null;
}

/** The ids that callers chose: the record that came first has it. */
@Entity('event_claims')
export class EventClaimRow {
  @PrimaryColumn({ type: 'text' })
  tenant!: string;

  @PrimaryColumn({ type: 'text', name: 'event_id' })
  eventId!: string;

  @Column({ type: 'text' })
  topic!: string;

  @Column({ type: 'integer' })
  partition!: number;

  @Column({ type: 'bigint', name: 'record_offset' })
  recordOffset!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  timestamp!: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, name: 'accepted_at' })
  acceptedAt!: Date;
}
