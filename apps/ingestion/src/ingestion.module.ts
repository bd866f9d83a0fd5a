import { randomUUID } from 'node:crypto';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { GroupCommitProducer } from '@postrider/kafka';
import { Metrics, type Log } from '@postrider/observability';
import { noteKeyUses, shareEventCounts, Sql } from '@postrider/persistence';
import { Registry } from '@postrider/registry';
import {
  Access,
  AccessGuard,
  CONFIG,
  consumerProviders,
  kafkaProviders,
  KeyUses,
  LOG,
  ProbesController,
  PortalTokens,
  processProviders,
  portalTokensProvider,
  registryProvider,
  streamHealthProvider,
  type ServiceDefinition,
} from '@postrider/service';
import { Clock } from '@postrider/time';
import { Tracing } from '@postrider/tracing';
import { AcceptMetrics } from './accept/accept-metrics.js';
import { Accept } from './accept/accept.js';
import { EventQuotas } from './accept/event-quotas.js';
import { mostAheadMs } from './accept/schedule.js';
import { EventSchemas } from './accept/event-schemas.js';
import { KnownIds } from './accept/known-ids.js';
import { PublishLimits } from './accept/publish-limits.js';
import type { CloudEventLimits } from './cloud-events/cloud-event.js';
import { InboxController } from './inbox/inbox.controller.js';
import { Inbox } from './inbox/inbox.js';
import { ingestionSettings, type IngestionConfig } from './ingestion.config.js';
import { IngestionLifecycle } from './ingestion.lifecycle.js';
import { PUBLISH_ROUTE, PublishController } from './publish/publish.controller.js';
import { maxBodyBytes, Publishing } from './publish/publishing.js';

const NAME = 'ingestion';

const INTAKE_LIMITS = { recordsPerPartition: 1000, bytes: 32 * 1024 * 1024 };
/** A publisher waits for the database 50 ms at most; a statement that takes longer is of no more use. */
const STATEMENT_TIMEOUT_MS = 500;
/** What can be searched by has to fit into an index. */
const MAX_ATTRIBUTE_BYTES = 1024;

@Module({})
export class IngestionModule {
  static with(config: IngestionConfig, log: Log): DynamicModule {
    return {
      module: IngestionModule,
      controllers: [ProbesController, PublishController, InboxController],
      providers: [
        ...processProviders(NAME, config, log),
        ...kafkaProviders(NAME),
        registryProvider,
        ...consumerProviders(NAME, INTAKE_LIMITS),
        {
          provide: Sql,
          inject: [CONFIG, LOG, Metrics],
          useFactory: ({ DATABASE_URL: url }: IngestionConfig, log: Log, metrics: Metrics) =>
            new Sql({ url, connections: 2, statementTimeoutMs: STATEMENT_TIMEOUT_MS }, log, metrics),
        },
        portalTokensProvider,
        {
          provide: KeyUses,
          inject: [Sql, Clock, LOG],
          useFactory: (sql: Sql, clock: Clock, log: Log) =>
            new KeyUses((lastMs) => noteKeyUses(sql, lastMs), clock, log),
        },
        {
          provide: Access,
          inject: [CONFIG, Registry, KeyUses, PortalTokens, Clock],
          useFactory: (
            { POSTRIDER_ADMIN_KEY }: IngestionConfig,
            registry: Registry,
            uses: KeyUses,
            portal: PortalTokens,
            clock: Clock,
          ) => new Access(POSTRIDER_ADMIN_KEY, registry, uses, portal, clock),
        },
        {
          provide: APP_GUARD,
          inject: [Access, Reflector],
          useFactory: (access: Access, reflector: Reflector) => new AccessGuard(access, reflector),
        },
        { provide: EventSchemas, useFactory: () => new EventSchemas() },
        { provide: PublishLimits, inject: [Clock], useFactory: (clock: Clock) => new PublishLimits(clock) },
        {
          provide: KnownIds,
          inject: [Sql, CONFIG, Clock, LOG, Metrics],
          useFactory: (
            sql: Sql,
            { DEDUPE_WINDOW_SECONDS }: IngestionConfig,
            clock: Clock,
            log: Log,
            metrics: Metrics,
          ) => new KnownIds(sql, DEDUPE_WINDOW_SECONDS, clock, log, metrics),
        },
        {
          provide: EventQuotas,
          inject: [Sql, Clock, LOG],
          useFactory: (sql: Sql, clock: Clock, log: Log) => {
            const process = randomUUID();
            return new EventQuotas((day, counts) => shareEventCounts(sql, process, day, counts), clock, log);
          },
        },
        {
          provide: Accept,
          inject: [Registry, EventSchemas, KnownIds, EventQuotas, GroupCommitProducer, Clock, CONFIG],
          useFactory: (
            registry: Registry,
            schemas: EventSchemas,
            ids: KnownIds,
            quotas: EventQuotas,
            producer: GroupCommitProducer,
            clock: Clock,
            settings: IngestionConfig,
          ) =>
            new Accept(registry, schemas, ids, quotas, producer, clock, settings, {
              maxEventBytes: settings.MAX_EVENT_BYTES,
              scheduleAheadMs: mostAheadMs(settings.RETENTION_DAYS),
            }),
        },
        {
          provide: AcceptMetrics,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => new AcceptMetrics(metrics),
        },
        {
          provide: Publishing,
          inject: [Accept, PublishLimits, Registry, Clock, AcceptMetrics, CONFIG, Tracing],
          useFactory: (
            accept: Accept,
            limits: PublishLimits,
            registry: Registry,
            clock: Clock,
            metrics: AcceptMetrics,
            settings: IngestionConfig,
            tracing: Tracing,
          ) => new Publishing(accept, limits, registry, clock, metrics, sizesOf(settings), tracing),
        },
        {
          provide: Inbox,
          inject: [Accept, Access, CONFIG, Clock, AcceptMetrics, Tracing],
          useFactory: (
            accept: Accept,
            access: Access,
            settings: IngestionConfig,
            clock: Clock,
            metrics: AcceptMetrics,
            tracing: Tracing,
          ) => new Inbox(accept, access, settings.INBOX_TOPICS, sizesOf(settings), clock, metrics, tracing),
        },
        streamHealthProvider,
        IngestionLifecycle,
      ],
    };
  }
}

const sizesOf = ({ MAX_EVENT_BYTES }: IngestionConfig): CloudEventLimits => ({
  maxDataBytes: MAX_EVENT_BYTES,
  maxAttributeBytes: MAX_ATTRIBUTE_BYTES,
});

/** Ingestion, as it's started. */
export const ingestionDefinition: ServiceDefinition<typeof ingestionSettings> = {
  name: NAME,
  settings: ingestionSettings,
  defaultPort: 8080,
  http: ({ MAX_EVENT_BYTES, TRUSTED_PROXY_CIDRS: trustedProxies, API_PATH_PREFIX: pathPrefix }) => ({
    bodies: 'bytes',
    maxBodyBytes: maxBodyBytes(MAX_EVENT_BYTES),
    trustedProxies,
    pathPrefix,
  }),
  api: {
    title: 'Postrider: publishing',
    description: 'Publish an event once; it reaches every endpoint that subscribed to it, signed and retried.',
  },
  // Here, since much of it never comes to the controller: keys that may not, bodies that are too large or no JSON.
  refused: (app) => {
    const metrics = app.get(AcceptMetrics);
    return (code, { method, routeOptions }) => {
      if (method === 'POST' && routeOptions.url?.startsWith(PUBLISH_ROUTE)) metrics.rejected('http', code);
    };
  },
  module: (config, log) => IngestionModule.with(config, log),
};
