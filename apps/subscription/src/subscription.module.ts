import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, Reflector } from '@nestjs/core';
import { SystemResolver } from '@postrider/egress';
import { GroupCommitProducer } from '@postrider/kafka';
import { Metrics, type Log } from '@postrider/observability';
import {
  ApiKeyRepository,
  Database,
  DeliveryActionRepository,
  EndpointRepository,
  EventLogRepository,
  EventTypeRepository,
  IdempotencyRepository,
  JobRepository,
  Notifications,
  Sql,
  TenantRepository,
} from '@postrider/persistence';
import { Registry } from '@postrider/registry';
import {
  Access,
  AccessGuard,
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
import { IdClaims } from './fan-out/id-claims.js';
import { RepeatWindow } from './fan-out/repeat-window.js';
import { SubscriptionIndex } from './fan-out/subscription-index.js';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { ApiKeysController } from './management/api-keys/api-keys.controller.js';
import { ApiKeys } from './management/api-keys/api-keys.js';
import { DeadLettersController } from './management/deliveries/dead-letters.controller.js';
import { DeliveriesController } from './management/deliveries/deliveries.controller.js';
import { Deliveries } from './management/deliveries/deliveries.js';
import { Redriving } from './management/deliveries/redriving.js';
import { EndpointUrls } from './management/endpoints/endpoint-urls.js';
import { EndpointsController } from './management/endpoints/endpoints.controller.js';
import { Endpoints } from './management/endpoints/endpoints.js';
import { EventTypesController } from './management/event-types/event-types.controller.js';
import { EventTypes } from './management/event-types/event-types.js';
import { EventLog } from './management/events/event-log.js';
import { EventsLogController } from './management/events/events-log.controller.js';
import { IdempotencyInterceptor } from './management/idempotency/idempotency.interceptor.js';
import { InForceInterceptor } from './management/in-force.interceptor.js';
import { JobsController } from './management/jobs/jobs.controller.js';
import { Jobs } from './management/jobs/jobs.js';
import { TenantsController } from './management/tenants/tenants.controller.js';
import { Tenants } from './management/tenants/tenants.js';
import { TransformTrials } from './management/transforms/transform-trials.js';
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
        EndpointsController,
        EventsLogController,
        DeliveriesController,
        DeadLettersController,
        JobsController,
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
        ...managementProviders,
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
  ].map((Repository): FactoryProvider => ({
    provide: Repository,
    inject: [Database],
    useFactory: (database: Database) => new Repository(database),
  })),
];

const fanOutProviders: FactoryProvider[] = [
  { provide: SubscriptionIndex, useFactory: () => new SubscriptionIndex() },
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
    provide: Access,
    inject: [CONFIG, Registry, Clock],
    useFactory: ({ POSTRIDER_ADMIN_KEY }: SubscriptionConfig, registry: Registry, clock: Clock) =>
      new Access(POSTRIDER_ADMIN_KEY, registry, clock),
  },
  {
    provide: APP_GUARD,
    inject: [Access, Reflector],
    useFactory: (access: Access, reflector: Reflector) => new AccessGuard(access, reflector),
  },
  // The first is the outermost: it waits for what the second has kept.
  { provide: APP_INTERCEPTOR, inject: [InForce], useFactory: (inForce: InForce) => new InForceInterceptor(inForce) },
  {
    provide: APP_INTERCEPTOR,
    inject: [IdempotencyRepository, CONFIG, Clock],
    useFactory: (keys: IdempotencyRepository, { POSTRIDER_SECRET_KEY }: SubscriptionConfig, clock: Clock) =>
      new IdempotencyInterceptor(keys, POSTRIDER_SECRET_KEY, clock),
  },
  {
    provide: Tenants,
    inject: [TenantRepository, Clock],
    useFactory: (tenants: TenantRepository, clock: Clock) => new Tenants(tenants, clock),
  },
  {
    provide: ApiKeys,
    inject: [ApiKeyRepository, Clock],
    useFactory: (keys: ApiKeyRepository, clock: Clock) => new ApiKeys(keys, clock),
  },
  {
    provide: EventTypes,
    inject: [EventTypeRepository, Clock],
    useFactory: (types: EventTypeRepository, clock: Clock) => new EventTypes(types, clock),
  },
  {
    provide: EndpointUrls,
    inject: [CONFIG],
    useFactory: ({ EGRESS_ALLOW_CIDRS: policy }: SubscriptionConfig) =>
      new EndpointUrls(policy, new SystemResolver().resolve),
  },
  {
    provide: Endpoints,
    inject: [EndpointRepository, EndpointUrls, TransformTrials, CONFIG, Clock],
    useFactory: (
      endpoints: EndpointRepository,
      urls: EndpointUrls,
      trials: TransformTrials,
      config: SubscriptionConfig,
      clock: Clock,
    ) => new Endpoints(endpoints, urls, trials, config.POSTRIDER_SECRET_KEY, clock, config),
  },
  { provide: EventLog, inject: [EventLogRepository], useFactory: (log: EventLogRepository) => new EventLog(log) },
  {
    provide: Deliveries,
    inject: [EventLogRepository, DeliveryActionRepository],
    useFactory: (log: EventLogRepository, actions: DeliveryActionRepository) => new Deliveries(log, actions),
  },
  {
    provide: Redriving,
    inject: [EventLogRepository, JobRepository, Clock],
    useFactory: (log: EventLogRepository, jobs: JobRepository, clock: Clock) => new Redriving(log, jobs, clock),
  },
  {
    provide: Jobs,
    inject: [JobRepository, Clock],
    useFactory: (jobs: JobRepository, clock: Clock) => new Jobs(jobs, clock),
  },
  {
    provide: Housekeeping,
    inject: [Sql, IdempotencyRepository, Clock, LOG],
    useFactory: (sql: Sql, idempotency: IdempotencyRepository, clock: Clock, log: Log) =>
      new Housekeeping(sql, idempotency, clock, log),
  },
];

/** The subscription service, as it's started. */
export const subscriptionDefinition: ServiceDefinition<typeof subscriptionSettings> = {
  name: NAME,
  settings: subscriptionSettings,
  faults: deliveryFaults,
  defaultPort: 8081,
  http: { bodies: 'json', maxBodyBytes: MAX_BODY_BYTES },
  api: {
    title: 'Postrider: subscribing',
    description:
      'Tenants, event types, endpoints and keys; and what became of every event: deliveries, attempts, dead letters.',
  },
  module: (config, log) => SubscriptionModule.with(config, log),
};
