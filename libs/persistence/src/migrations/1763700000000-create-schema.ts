import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first schema: configuration, the log with its time partitions, what is due, jobs, and the outbox. */
export class CreateSchema1763700000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...configuration, ...log, ...work, ...operational]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table if exists operational_events, endpoint_failures, idempotency_keys, registry_outbox, endpoint_secrets, subscriptions, endpoints, event_types, api_keys, tenants,
        attempts, delivery_changes, deliveries, events, retries, endpoint_flows, jobs, log_positions, event_claims cascade`);
    await queryRunner.query('drop sequence if exists registry_version');
  }
}

const configuration = [
  `create table tenants (
    id text primary key,
    name text,
    publish_per_second double precision,
    publish_burst integer,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  )`,
  `create table api_keys (
    id text primary key,
    name text not null,
    hint text not null,
    hash text not null,
    scopes text[] not null,
    tenant text references tenants (id) on delete cascade,
    expires_at timestamptz(3),
    created_at timestamptz(3) not null,
    constraint api_keys_hash_unique unique (hash)
  )`,
  'create index api_keys_tenant on api_keys (tenant)',
  `create table event_types (
    id text primary key,
    description text,
    schema json,
    example json,
    deprecated boolean not null,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
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
    metadata json,
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
    transform json,
    transform_timeouts integer not null default 0,
    transform_suspended_at timestamptz(3)
  )`,
  'create index subscriptions_endpoint on subscriptions (endpoint_id, position)',
  `create table endpoint_secrets (
    id bigint generated always as identity primary key,
    endpoint_id text not null references endpoints (id) on delete cascade,
    sealed text not null,
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
    id_chosen boolean not null,
    ce_source text,
    ce_id text,
    data bytea not null,
    primary key (tenant, id, accepted_at)
  ) partition by range (accepted_at)`,
  'create index events_tenant on events (tenant, accepted_at desc, id desc)',
  'create index events_type on events (tenant, type, accepted_at desc, id desc)',
  'create index events_source on events (tenant, ce_source, ce_id, accepted_at desc, id desc) where ce_source is not null',
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
    transformed boolean not null default false,
    primary key (id, accepted_at)
  ) partition by range (accepted_at)`,
  'create index deliveries_tenant on deliveries (tenant, accepted_at desc, id desc)',
  'create index deliveries_endpoint on deliveries (endpoint_id, accepted_at desc, id desc)',
  'create index deliveries_type on deliveries (tenant, event_type, accepted_at desc, id desc)',
  'create index deliveries_event on deliveries (tenant, event_id)',
  // Most rows are delivered: a list of those is the list of all. The rest is what people look for, and jobs work on.
  `create index deliveries_open on deliveries (tenant, status, accepted_at desc, id desc) where status <> 'delivered'`,
  `create index deliveries_open_endpoint on deliveries (endpoint_id, status, accepted_at, id) where status <> 'delivered'`,
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
  `create table log_positions (
    topic text not null,
    partition integer not null,
    next_offset bigint not null,
    primary key (topic, partition)
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
  'create index retries_behind on retries (endpoint_id, due_at, accepted_at) where leased_until is null and not ahead',
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
    waits_for json,
    cursor_at timestamptz(3),
    cursor_id text,
    created_at timestamptz(3) not null,
    finished_at timestamptz(3)
  )`,
  'create index jobs_tenant on jobs (tenant, id desc)',
  `create index jobs_open on jobs (id) where status in ('waiting', 'running')`,
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
  `create table operational_events (
    place bigint generated always as identity primary key,
    id text not null,
    type text not null,
    endpoint_id text not null,
    data json not null,
    created_at timestamptz(3) not null
  )`,
  `insert into tenants (id, name, created_at, updated_at) values ('postrider', 'Postrider', now(), now())`,
  `insert into event_types (id, description, example, deprecated, created_at, updated_at)
   select id, description, example, false, now(), now() from (values
     ('postrider.endpoint.failing', 'An endpoint has only failed for a part of the time after which it is disabled: 0.5, 0.7 and 0.9.',
      '{"tenant":"acme","endpoint":"ep_01JZZZZZZZ0000000000000000","url":"https://example.com/hooks","failingSince":"2026-01-01T00:00:00.000Z","disablesAt":"2026-01-06T00:00:00.000Z","part":0.5}'::json),
     ('postrider.endpoint.disabled', 'An endpoint is disabled: requested, gone (it answered 410), or failing (it only failed for too long).',
      '{"tenant":"acme","endpoint":"ep_01JZZZZZZZ0000000000000000","url":"https://example.com/hooks","reason":"failing"}'::json),
     ('postrider.endpoint.recovered', 'An endpoint that was failing succeeded, or one that was disabled is enabled.',
      '{"tenant":"acme","endpoint":"ep_01JZZZZZZZ0000000000000000","url":"https://example.com/hooks","reason":"succeeded"}'::json)
   ) as own (id, description, example)`,
  `insert into registry_outbox (key, version, changed_at)
   select key, nextval('registry_version'), now() from (
     select 'tenant:' || id as key from tenants union all select 'event-type:' || id from event_types) own`,
];
