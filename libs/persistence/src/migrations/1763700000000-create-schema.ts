import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first schema: configuration, the log with its time partitions, what is due, jobs, and the outbox. */
export class CreateSchema1763700000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...configuration, ...audit, ...log, ...work, ...stats, ...operational])
      await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table if exists operational_events, quotas_told, untold_dead_letters, endpoint_failures, expunged, idempotency_keys, registry_outbox, portal_epochs, endpoint_secrets, subscriptions, endpoints, event_type_versions, event_types, api_keys, tenants,
        attempts, delivery_changes, deliveries, events, retries, endpoint_flows, jobs, kafka_cluster, log_positions, event_claims, audit_log, entity_versions, event_counts, stats_noted, stats_minutes, stats_hours, stats_days cascade`);
    await queryRunner.query('drop sequence if exists registry_version');
  }
}

/**
 * Postgres keeps no statistics of columns that lists go by: it takes each of their values for as frequent, and goes along the
 * index that knows most of what is asked for. Statistics of a day's partition are older than most of its rows while it's
 * written; what they don't know yet would be taken for none, and then any index is as good as another. Partitions are made like that.
 */
function withoutStatistics(table: string, ...columns: readonly string[]): string {
  return `alter table ${table} ${columns.map((column) => `alter column ${column} set statistics 0`).join(', ')}`;
}

const configuration = [
  `create table tenants (
    id text primary key,
    name text,
    publish_per_second double precision,
    publish_burst integer,
    quota_events_per_day integer,
    quota_endpoints integer,
    quota_max_event_bytes integer,
    https_only boolean not null default false,
    verified_only boolean not null default false,
    retention_days integer,
    redact text[],
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  )`,
  // Portal tokens of another epoch open nothing. A tenant that is made again has another one.
  `create table portal_epochs (
    tenant text primary key references tenants (id) on delete cascade,
    epoch text not null
  )`,
  `create table api_keys (
    id text primary key,
    name text not null,
    hint text not null,
    hash text not null,
    scopes text[] not null,
    tenant text references tenants (id) on delete cascade,
    expires_at timestamptz(3),
    allowed_cidrs text[],
    rate_per_second double precision,
    rate_burst integer,
    previous_hashes json,
    last_used_at timestamptz(3),
    created_at timestamptz(3) not null,
    constraint api_keys_hash_unique unique (hash)
  )`,
  'create index api_keys_tenant on api_keys (tenant)',
  `create table event_types (
    id text primary key,
    description text,
    deprecated boolean not null,
    archived boolean not null default false,
    compatibility text not null default 'warn',
    redact text[],
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  )`,
  `create table event_type_versions (
    type text not null references event_types (id) on delete cascade,
    version integer not null,
    description text,
    schema json,
    example json,
    deprecated boolean not null default false,
    archived boolean not null default false,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null,
    primary key (type, version)
  )`,
  `create table endpoints (
    id text primary key,
    tenant text not null references tenants (id) on delete cascade,
    url text not null,
    description text,
    header_names text[] not null,
    sealed_headers text,
    rate_per_second double precision,
    rate_burst integer,
    max_in_flight integer,
    timeout_ms integer,
    retry_schedule integer[],
    ordering text not null default 'none',
    payload text not null default 'full',
    format text not null default 'standard',
    metadata json,
    signing json,
    sealed_signing text,
    auth json,
    sealed_auth text,
    verified_at timestamptz(3),
    verification_event text,
    status text not null,
    status_since timestamptz(3) not null default now(),
    disabled_reason text,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  )`,
  'create index endpoints_tenant on endpoints (tenant, id desc)',
  `create table subscriptions (
    id text primary key,
    endpoint_id text not null references endpoints (id) on delete cascade,
    position integer not null,
    event_types text[] not null,
    version integer,
    labels text[],
    filter json,
    transform json,
    transform_timeouts integer not null default 0,
    transform_suspended_at timestamptz(3)
  )`,
  'create index subscriptions_endpoint on subscriptions (endpoint_id, position)',
  `create table endpoint_secrets (
    id bigint generated always as identity primary key,
    endpoint_id text not null references endpoints (id) on delete cascade,
    kind text not null default 'symmetric',
    sealed text not null,
    public_key text,
    expires_at timestamptz(3),
    created_at timestamptz(3) not null
  )`,
  'create index endpoint_secrets_endpoint on endpoint_secrets (endpoint_id, id desc)',
  'create index endpoint_secrets_expiry on endpoint_secrets (expires_at) where expires_at is not null',
  'create sequence registry_version',
  `create table registry_outbox (
    key text primary key,
    version bigint not null,
    sent_version bigint,
    changed_at timestamptz(3) not null
  )`,
  'create index registry_outbox_unsent on registry_outbox (version) where sent_version is null or sent_version < version',
  'create index registry_outbox_changed on registry_outbox (changed_at)',
  `create table idempotency_keys (
    caller text not null,
    key text not null,
    request text not null,
    status integer,
    sealed_body text,
    created_at timestamptz(3) not null,
    primary key (caller, key)
  )`,
  'create index idempotency_keys_created on idempotency_keys (created_at)',
];

/** Who changed what; and the version of each entity with how it was, which is what the next change is compared with. */
const audit = [
  `create table audit_log (
    id text not null,
    at timestamptz(3) not null,
    operation text not null,
    kind text not null,
    entity_id text,
    tenant text,
    actor_kind text not null,
    actor_id text not null,
    actor_name text,
    address text,
    request_id text,
    before json,
    after json,
    primary key (id, at)
  ) partition by range (at)`,
  'create index audit_log_at on audit_log (at desc, id desc)',
  'create index audit_log_tenant on audit_log (tenant, at desc, id desc)',
  'create index audit_log_entity on audit_log (entity_id, at desc, id desc)',
  'create index audit_log_kind on audit_log (kind, at desc, id desc)',
  'create index audit_log_actor on audit_log (actor_id, at desc, id desc)',
  withoutStatistics('audit_log', 'at', 'kind', 'entity_id', 'tenant', 'actor_id'),
  // One row of each process of ingestion: what it has accepted, as it says itself, so that saying it twice counts once.
  `create table event_counts (
    tenant text not null,
    day date not null,
    process text not null,
    count bigint not null,
    primary key (tenant, day, process)
  )`,
  `create table entity_versions (
    key text primary key,
    version bigint not null,
    tenant text,
    shown json
  )`,
];

/** A unique index on a partitioned table must hold the time, so every key does, and every row's time comes with its record. */
const log = [
  `create table events (
    tenant text not null,
    id text not null,
    accepted_at timestamptz(3) not null,
    type text not null,
    version integer,
    timestamp timestamptz(3) not null,
    ordering_key text,
    deliver_at timestamptz(3),
    id_chosen boolean not null,
    ce_source text,
    ce_id text,
    labels text[],
    traceparent text,
    tracestate text,
    data bytea,
    expunged_at timestamptz(3),
    primary key (tenant, id, accepted_at)
  ) partition by range (accepted_at)`,
  'create index events_tenant on events (tenant, accepted_at desc, id desc)',
  'create index events_type on events (tenant, type, accepted_at desc, id desc)',
  'create index events_source on events (tenant, ce_source, accepted_at desc, id desc) where ce_source is not null',
  `create index events_labels on events using gin ((labels || ('@' || tenant))) where labels is not null`,
  'create index events_source_id on events (tenant, ce_id, accepted_at desc, id desc) where ce_id is not null',
  `create table deliveries (
    id text not null,
    accepted_at timestamptz(3) not null,
    tenant text not null,
    event_id text not null,
    event_type text not null,
    endpoint_id text not null,
    subscription_id text,
    ordering_key text,
    status text not null,
    reason text,
    run integer not null,
    attempts integer not null,
    last_attempt_at timestamptz(3),
    next_attempt_at timestamptz(3),
    last_failure text,
    last_status_code integer,
    labels text[],
    transformed boolean not null default false,
    primary key (id, accepted_at)
  ) partition by range (accepted_at)`,
  'create index deliveries_tenant on deliveries (tenant, accepted_at desc, id desc)',
  'create index deliveries_endpoint on deliveries (tenant, endpoint_id, accepted_at desc, id desc)',
  'create index deliveries_type on deliveries (tenant, event_type, accepted_at desc, id desc)',
  // The tenant is in it as one more label: what is common elsewhere and rare here is found by itself.
  `create index deliveries_labels on deliveries using gin ((labels || ('@' || tenant))) where labels is not null`,
  'create index deliveries_event on deliveries (tenant, event_id)',
  // A delivery that arrives the first time, in no order, is in none of these.
  'create index deliveries_ordering_key on deliveries (tenant, ordering_key, accepted_at desc, id desc) where ordering_key is not null',
  'create index deliveries_failure on deliveries (tenant, last_failure, accepted_at desc, id desc) where last_failure is not null',
  'create index deliveries_failed_code on deliveries (tenant, last_status_code, accepted_at desc, id desc) where last_failure is not null',
  // Most rows are delivered: a list of those is the list of all. The rest is what people look for, and jobs work on.
  `create index deliveries_open on deliveries (tenant, status, accepted_at desc, id desc) where status <> 'delivered'`,
  `create index deliveries_open_endpoint on deliveries (tenant, endpoint_id, status, accepted_at, id) where status <> 'delivered'`,
  `create table attempts (
    delivery_id text not null,
    id text not null,
    accepted_at timestamptz(3) not null,
    number integer not null,
    run integer not null,
    trigger text not null,
    started_at timestamptz(3) not null,
    duration_ms real not null,
    outcome text not null,
    reason text,
    detail text,
    address text,
    status_code integer,
    response_headers json,
    response_body bytea,
    response_truncated boolean,
    dns_ms real,
    connect_ms real,
    tls_ms real,
    first_byte_ms real,
    request_headers json,
    primary key (delivery_id, id, accepted_at)
  ) partition by range (accepted_at)`,
  // What transformations made of deliveries: apart, since a delivery's own row is written again with every attempt.
  `create table delivery_changes (
    delivery_id text not null,
    accepted_at timestamptz(3) not null,
    body bytea,
    headers json,
    path text,
    failure text,
    message text,
    primary key (delivery_id, accepted_at)
  ) partition by range (accepted_at)`,
  withoutStatistics('events', 'tenant', 'accepted_at', 'type', 'ce_source', 'ce_id'),
  withoutStatistics(
    'deliveries',
    ...['tenant', 'accepted_at', 'event_type', 'endpoint_id', 'ordering_key'],
    ...['status', 'last_failure', 'last_status_code'],
  ),
  // Up to when everything of a tenant with a retention of its own is expunged.
  `create table expunged (
    tenant text primary key references tenants (id) on delete cascade,
    until timestamptz(3) not null
  )`,
  `create table log_positions (
    topic text not null,
    partition integer not null,
    next_offset bigint not null,
    primary key (topic, partition)
  )`,
  // The Kafka that all offsets here are of, and where its log must be read up to before anything is released.
  `create table kafka_cluster (
    only_one boolean primary key default true check (only_one),
    id text not null,
    releases_wait_for json
  )`,
  `create table event_claims (
    tenant text not null,
    event_id text not null,
    topic text not null,
    partition integer not null,
    record_offset bigint not null,
    type text not null,
    timestamp timestamptz(3) not null,
    accepted_at timestamptz(3) not null,
    primary key (tenant, event_id)
  )`,
  'create index event_claims_accepted on event_claims using brin (accepted_at)',
];

const work = [
  `create table retries (
    delivery_id text primary key,
    accepted_at timestamptz(3) not null,
    tenant text not null,
    event_id text not null,
    endpoint_id text not null,
    subscription_id text,
    trigger text not null,
    ahead boolean not null default false,
    last boolean not null default false,
    run integer not null,
    step integer not null,
    number integer not null,
    origin_partition integer,
    origin_offset bigint,
    due_at timestamptz(3),
    since timestamptz(3),
    held_at timestamptz(3),
    resume_at timestamptz(3),
    lane text,
    order_partition integer,
    order_offset bigint,
    lane_waits boolean not null default false,
    head_since timestamptz(3),
    lease text,
    leased_until timestamptz(3),
    transformed boolean not null default false
  )`,
  // What may be released, what goes before the rest apart from that: the releaser takes the oldest of each for an endpoint.
  'create index retries_ahead on retries (endpoint_id, due_at, accepted_at) where leased_until is null and ahead',
  'create index retries_behind on retries (endpoint_id, due_at, accepted_at) where leased_until is null and not ahead and not last',
  'create index retries_last on retries (endpoint_id, due_at, accepted_at) where leased_until is null and last',
  'create index retries_under_way on retries (endpoint_id, leased_until) where leased_until is not null',
  // What goes in order: who goes before a row of its lane, and who is next.
  'create index retries_lane on retries (endpoint_id, lane, order_offset) where lane is not null',
  'create index retries_lane_active on retries (endpoint_id, lane) where lane is not null and not lane_waits',
  'create index retries_endpoint on retries (endpoint_id, accepted_at, delivery_id)',
  'create index retries_accepted on retries (accepted_at)',
  // look_at is as fine as now(): rounded up, what is to be looked at now would be looked at too early, and then too late.
  `create table endpoint_flows (
    endpoint_id text primary key,
    capacity integer,
    rest_until timestamptz(3),
    reported_at timestamptz(3),
    look_at timestamptz
  )`,
  'create index endpoint_flows_look on endpoint_flows (look_at) where look_at is not null',
  `create table jobs (
    id text primary key,
    kind text not null,
    tenant text not null,
    endpoint_id text,
    since timestamptz(3),
    until timestamptz(3),
    status text not null,
    count integer not null,
    done integer not null,
    scope json not null default '{}',
    per_second double precision,
    waits_for json,
    next_step_at timestamptz,
    cursor_at timestamptz(3),
    cursor_id text,
    created_at timestamptz(3) not null,
    finished_at timestamptz(3)
  )`,
  'create index jobs_tenant on jobs (tenant, id desc)',
  `create index jobs_open on jobs (id) where status in ('waiting', 'running')`,
];

const statsColumns = `
    at timestamptz(0) not null,
    tenant text not null,
    endpoint_id text not null,
    event_type text not null,
    delivered integer not null,
    failed integer not null,
    dead integer not null,
    parked integer not null,
    latency integer[] not null`;

/** What happened, counted. An endpoint or event type that is empty stands for all of them. Minutes and hours go with the log's days. */
const stats = [
  // Added to by every batch of the log and emptied all the time: an index would be most of the work.
  `create table stats_noted (${statsColumns})`,
  `create table stats_minutes (${statsColumns}, primary key (tenant, endpoint_id, event_type, at)) partition by range (at)`,
  // The last minutes of a day, for metrics: rows come about in their order.
  'create index stats_minutes_at on stats_minutes using brin (at) with (autosummarize = on)',
  `create table stats_hours (${statsColumns}, primary key (tenant, endpoint_id, event_type, at)) partition by range (at)`,
  `create table stats_days (${statsColumns}, primary key (tenant, endpoint_id, event_type, at))`,
  'create index stats_days_at on stats_days using brin (at)',
];

/** What is told of endpoints: to whoever subscribes in the platform's own tenant, which is there from the start. */
const operational = [
  // A row for each endpoint that has only failed of late: nothing is written of those that are well.
  `create table endpoint_failures (
    endpoint_id text primary key references endpoints (id) on delete cascade,
    failing_since timestamptz(3) not null,
    warned double precision,
    disables_at timestamptz(3)
  )`,
  // A row for each endpoint of which dead letters are still to be told: one event tells of all of about a minute.
  `create table untold_dead_letters (
    endpoint_id text primary key,
    count integer not null,
    since timestamptz(3) not null,
    until timestamptz(3) not null,
    delivery_id text not null,
    noted_at timestamptz(3) not null
  )`,
  `create table operational_events (
    place bigint generated always as identity primary key,
    id text not null,
    type text not null,
    about text not null,
    data json not null,
    created_at timestamptz(3) not null
  )`,
  // A row for each part of a quota that was told of, with the limit that it was a part of: another limit is told of anew.
  `create table quotas_told (
    tenant text not null references tenants (id) on delete cascade,
    quota text not null,
    day date not null,
    "limit" integer not null,
    part double precision not null,
    primary key (tenant, quota, day, "limit", part)
  )`,
  `insert into tenants (id, name, created_at, updated_at) values ('postrider', 'Postrider', now(), now())`,
  `with own (id, description, example) as (values
     ('postrider.endpoint.failing', 'An endpoint has only failed for a part of the time after which it is disabled: 0.5, 0.7 and 0.9.',
      '{"tenant":"acme","endpoint":"ep_01JZZZZZZZ0000000000000000","url":"https://example.com/hooks","failingSince":"2026-01-01T00:00:00.000Z","disablesAt":"2026-01-06T00:00:00.000Z","part":0.5}'::json),
     ('postrider.endpoint.disabled', 'An endpoint is disabled: requested, gone (it answered 410), or failing (it only failed for too long).',
      '{"tenant":"acme","endpoint":"ep_01JZZZZZZZ0000000000000000","url":"https://example.com/hooks","reason":"failing"}'::json),
     ('postrider.secret.rotated', 'The signing secret or key pair of an endpoint was replaced; the old one signs beside the new one until previousExpiresAt.',
      '{"tenant":"acme","endpoint":"ep_01JZZZZZZZ0000000000000000","url":"https://example.com/hooks","kind":"secret","previousExpiresAt":"2026-01-02T00:00:00.000Z"}'::json),
     ('postrider.delivery.dead', 'Deliveries to an endpoint were given up on: so many within about a minute, and the last of them.',
      '{"tenant":"acme","endpoint":"ep_01JZZZZZZZ0000000000000000","url":"https://example.com/hooks","count":3,"since":"2026-01-01T00:00:00.000Z","until":"2026-01-01T00:00:42.000Z","delivery":"dlv_01JZZZZZZZ0000000000000000"}'::json),
     ('postrider.subscription.suspended', 'The transformation of a subscription timed out so many times in a row that it is not run any more, until it is given anew.',
      '{"tenant":"acme","endpoint":"ep_01JZZZZZZZ0000000000000000","url":"https://example.com/hooks","subscription":"sub_01JZZZZZZZ0000000000000000","timeouts":10}'::json),
     ('postrider.quota.near', 'A tenant came to 0.8, or to all, of its events of a day or of its endpoints.',
      '{"tenant":"acme","quota":"eventsPerDay","part":0.8,"limit":1000,"used":803,"day":"2026-01-01"}'::json),
     ('postrider.endpoint.recovered', 'An endpoint that was failing succeeded, or one that was disabled is enabled.',
      '{"tenant":"acme","endpoint":"ep_01JZZZZZZZ0000000000000000","url":"https://example.com/hooks","reason":"succeeded"}'::json)
   ), types as (
     insert into event_types (id, description, deprecated, created_at, updated_at) select id, description, false, now(), now() from own
   )
   insert into event_type_versions (type, version, example, created_at, updated_at) select id, 1, example, now(), now() from own`,
  `insert into registry_outbox (key, version, changed_at)
   select key, nextval('registry_version'), now() from (
     select 'tenant:' || id as key from tenants union all select 'event-type:' || id from event_types) own`,
  'insert into entity_versions (key, version) select key, version from registry_outbox',
];
