import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { GroupCommitProducer } from '@postrider/kafka';
import { Metrics, type Log } from '@postrider/observability';
import {
  ApiKeyRepository,
  AuditLogRepository,
  Database,
  DeliveryActionRepository,
  EndpointRepository,
  EventLogRepository,
  EventTypeRepository,
  IdempotencyRepository,
  JobCounts,
  JobRepository,
  Notifications,
  PortalEpochRepository,
  Sql,
  TenantRepository,
} from '@postrider/persistence';
import { Registry } from '@postrider/registry';
import {
  CONFIG,
  consumerProviders,
  deliveryFaults,
  kafkaProviders,
  LOG,
  ProbesController,
  processProviders,
  registryProvider,
  streamHealthProvider,
  type ServiceDefinition,
} from '@postrider/service';
import { Clock } from '@postrider/time';
import { DeliveryTransforms } from './fan-out/delivery-transforms.js';
import { EventsController } from './fan-out/events.controller.js';
import { FanOut } from './fan-out/fan-out.js';
import { FilterTroubles } from './fan-out/filter-troubles.js';
import { IdClaims } from './fan-out/id-claims.js';
import { RepeatWindow } from './fan-out/repeat-window.js';
import { SubscriptionIndex } from './fan-out/subscription-index.js';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { AuditLogController } from './management/audit-log/audit-log.controller.js';
import { accessProviders } from './management/access.providers.js';
import { ApiKeysController } from './management/api-keys/api-keys.controller.js';
import { DeadLettersController } from './management/deliveries/dead-letters.controller.js';
import { DeliveriesController } from './management/deliveries/deliveries.controller.js';
import { EgressIpsController } from './management/egress/egress-ips.controller.js';
import { EndpointKeysController } from './management/endpoints/endpoint-keys.controller.js';
import { EndpointTestsController } from './management/endpoints/endpoint-tests.controller.js';
import { endpointProviders } from './management/endpoints/endpoint.providers.js';
import { EndpointsController } from './management/endpoints/endpoints.controller.js';
import { IDEMPOTENCY_KEY } from './management/idempotency/idempotency.interceptor.js';
import { EventTypeDocumentsController } from './management/event-types/event-type-documents.controller.js';
import { EventTypeExports } from './management/event-types/event-type-export.js';
import { EventTypeImports } from './management/event-types/event-type-import.js';
import { EventTypeVersionsController } from './management/event-types/event-type-versions.controller.js';
import { EventTypesController } from './management/event-types/event-types.controller.js';
import { EventTypes } from './management/event-types/event-types.js';
import { EventsLogController } from './management/events/events-log.controller.js';
import { ExportsController } from './management/exports/exports.controller.js';
import { JobStarts } from './management/replays/job-starts.js';
import { ReplaysController } from './management/replays/replays.controller.js';
import { keepExact } from './management/filters/keep-exact.js';
import { FiltersController } from './management/filters/filters.controller.js';
import { JobsController } from './management/jobs/jobs.controller.js';
import { Jobs } from './management/jobs/jobs.js';
import { PortalTokensController } from './management/portal-tokens/portal-tokens.controller.js';
import { payloadProviders } from './management/redaction/payload.providers.js';
import { StatsController } from './management/stats/stats.controller.js';
import { statsProviders } from './management/stats/stats.providers.js';
import { TenantsController } from './management/tenants/tenants.controller.js';
import { Tenants } from './management/tenants/tenants.js';
import { TransformsController } from './management/transforms/transforms.controller.js';
import { InForce } from './relay/in-force.js';
import { RegistryRelay } from './relay/registry-relay.js';
import { subscriptionSettings, type SubscriptionConfig } from './subscription.config.js';
import { SubscriptionLifecycle } from './subscription.lifecycle.js';
import { transformProviders } from './transform.providers.js';

const NAME = 'subscription';

/** Records of a partition that may be under way: enough to keep the producer's groups full. */
const INTAKE_LIMITS = { recordsPerPartition: 2000, bytes: 64 * 1024 * 1024 };
const REPEATS = 100_000;
/** The fan-out waits for the database 50 ms at most; a statement that takes longer is of no more use to it. */
const FAN_OUT_STATEMENT_TIMEOUT_MS = 2000;
const MANAGEMENT_STATEMENT_TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 256 * 1024;

@Module({})
export class SubscriptionModule {
  static with(config: SubscriptionConfig, log: Log): DynamicModule {
    return {
      module: SubscriptionModule,
      controllers: [
        ProbesController,
        EventsController,
        TenantsController,
        ApiKeysController,
        EventTypesController,
        EventTypeVersionsController,
        EventTypeDocumentsController,
        EndpointsController,
        EndpointKeysController,
        EndpointTestsController,
        EgressIpsController,
        FiltersController,
        EventsLogController,
        DeliveriesController,
        DeadLettersController,
        JobsController,
        AuditLogController,
        PortalTokensController,
        ReplaysController,
        ExportsController,
        StatsController,
        TransformsController,
      ],
      providers: [
        ...processProviders(NAME, config, log),
        ...kafkaProviders(NAME),
        registryProvider,
        ...consumerProviders(NAME, INTAKE_LIMITS),
        ...databaseProviders,
        ...transformProviders,
        ...fanOutProviders,
        ...relayProviders,
        ...accessProviders,
        ...managementProviders,
        ...endpointProviders,
        ...statsProviders,
        ...payloadProviders,
        streamHealthProvider,
        SubscriptionLifecycle,
      ],
    };
  }
}

const databaseProviders: FactoryProvider[] = [
  {
    provide: Sql,
    inject: [CONFIG, LOG, Metrics],
    useFactory: ({ DATABASE_URL: url }: SubscriptionConfig, log: Log, metrics: Metrics) =>
      new Sql({ url, connections: 4, statementTimeoutMs: FAN_OUT_STATEMENT_TIMEOUT_MS }, log, metrics),
  },
  {
    provide: Database,
    inject: [CONFIG, Clock, LOG],
    useFactory: ({ DATABASE_URL: url, DATABASE_POOL: connections }: SubscriptionConfig, clock: Clock, log: Log) =>
      new Database({ url, connections, statementTimeoutMs: MANAGEMENT_STATEMENT_TIMEOUT_MS }, clock, log),
  },
  ...[
    TenantRepository,
    ApiKeyRepository,
    EventTypeRepository,
    EndpointRepository,
    EventLogRepository,
    DeliveryActionRepository,
    JobRepository,
    IdempotencyRepository,
    AuditLogRepository,
    PortalEpochRepository,
  ].map((Repository): FactoryProvider => ({
    provide: Repository,
    inject: [Database],
    useFactory: (database: Database) => new Repository(database),
  })),
];

const fanOutProviders: FactoryProvider[] = [
  {
    provide: SubscriptionIndex,
    inject: [LOG, Metrics],
    useFactory: (log: Log, metrics: Metrics) => new SubscriptionIndex(new FilterTroubles(log, metrics)),
  },
  {
    provide: IdClaims,
    inject: [Sql, CONFIG, Clock, LOG, Metrics],
    useFactory: (sql: Sql, config: SubscriptionConfig, clock: Clock, log: Log, metrics: Metrics) =>
      new IdClaims(sql, config.DEDUPE_WINDOW_SECONDS, clock, log, metrics),
  },
  {
    provide: FanOut,
    inject: [Registry, SubscriptionIndex, IdClaims, DeliveryTransforms, GroupCommitProducer, Clock, CONFIG, Metrics],
    useFactory: (
      registry: Registry,
      index: SubscriptionIndex,
      claims: IdClaims,
      transforms: DeliveryTransforms,
      producer: GroupCommitProducer,
      clock: Clock,
      config: SubscriptionConfig,
      metrics: Metrics,
    ) => new FanOut(registry, index, claims, new RepeatWindow(REPEATS), transforms, producer, clock, config, metrics),
  },
];

const relayProviders: FactoryProvider[] = [
  {
    provide: RegistryRelay,
    inject: [Sql, GroupCommitProducer, CONFIG, Clock, LOG, Metrics],
    useFactory: (
      sql: Sql,
      producer: GroupCommitProducer,
      { DATABASE_URL }: SubscriptionConfig,
      clock: Clock,
      log: Log,
      metrics: Metrics,
    ) => new RegistryRelay(sql, producer, DATABASE_URL, clock, log, metrics),
  },
  { provide: InForce, inject: [Sql, Clock], useFactory: (sql: Sql, clock: Clock) => new InForce(sql, clock) },
  {
    provide: Notifications,
    inject: [CONFIG, RegistryRelay, InForce, Clock, LOG],
    useFactory: (
      { DATABASE_URL }: SubscriptionConfig,
      relay: RegistryRelay,
      inForce: InForce,
      clock: Clock,
      log: Log,
    ) =>
      new Notifications(
        DATABASE_URL,
        ['postrider_outbox', 'postrider_relayed'],
        (channel) => (channel === 'postrider_outbox' ? relay.poke() : inForce.look()),
        clock,
        log,
      ),
  },
];

const managementProviders: FactoryProvider[] = [
  {
    provide: Tenants,
    inject: [TenantRepository, Clock, CONFIG],
    useFactory: (tenants: TenantRepository, clock: Clock, { RETENTION_DAYS }: SubscriptionConfig) =>
      new Tenants(tenants, clock, RETENTION_DAYS),
  },
  {
    provide: EventTypes,
    inject: [EventTypeRepository, Clock],
    useFactory: (types: EventTypeRepository, clock: Clock) => new EventTypes(types, clock),
  },
  {
    provide: EventTypeImports,
    inject: [EventTypes],
    useFactory: (types: EventTypes) => new EventTypeImports(types),
  },
  {
    provide: EventTypeExports,
    inject: [EventTypeRepository],
    useFactory: (types: EventTypeRepository) => new EventTypeExports(types),
  },
  {
    provide: JobStarts,
    inject: [EndpointRepository, EventLogRepository, Database, JobRepository, Clock],
    useFactory: (
      endpoints: EndpointRepository,
      log: EventLogRepository,
      database: Database,
      jobs: JobRepository,
      clock: Clock,
    ) => new JobStarts(endpoints, log, new JobCounts(database, clock), jobs, clock),
  },
  {
    provide: Jobs,
    inject: [JobRepository, Clock],
    useFactory: (jobs: JobRepository, clock: Clock) => new Jobs(jobs, clock),
  },
  {
    provide: Housekeeping,
    inject: [Sql, IdempotencyRepository, Clock, LOG, Metrics],
    useFactory: (sql: Sql, idempotency: IdempotencyRepository, clock: Clock, log: Log, metrics: Metrics) =>
      new Housekeeping(sql, idempotency, clock, log, metrics),
  },
];

/** The subscription service, as it's started. */
export const subscriptionDefinition: ServiceDefinition<typeof subscriptionSettings> = {
  name: NAME,
  settings: subscriptionSettings,
  faults: deliveryFaults,
  defaultPort: 8081,
  http: ({ TRUSTED_PROXY_CIDRS: trustedProxies }) => ({
    bodies: 'json',
    maxBodyBytes: MAX_BODY_BYTES,
    finishBody: keepExact,
    trustedProxies,
  }),
  api: {
    title: 'Postrider: subscribing',
    description:
      'Tenants, event types, endpoints and keys; and what became of every event: deliveries, attempts, dead letters.',
    headersOfPosts: [IDEMPOTENCY_KEY],
  },
  module: (config, log) => SubscriptionModule.with(config, log),
};
