import { Module, type DynamicModule } from '@nestjs/common';
import { GroupCommitProducer, KafkaClient, KafkaTransport, ParallelConsumer, PoisonBin } from '@postrider/kafka';
import { Metrics, type Log } from '@postrider/observability';
import { Registry } from '@postrider/registry';
import {
  CONFIG,
  Health,
  kafkaProviders,
  LOG,
  ProbesController,
  processProviders,
  registryProvider,
  TopicGate,
  topicGateProvider,
  type ServiceDefinition,
} from '@postrider/service';
import { Clock } from '@postrider/time';
import { AttemptReports } from './dispatch/attempt-reports.js';
import { Dispatch } from './dispatch/dispatch.js';
import { EndpointQueues } from './dispatch/endpoint-queues.js';
import { EndpointTargets } from './dispatch/endpoint-targets.js';
import { dispatcherSettings, type DispatcherConfig } from './dispatcher.config.js';
import { DispatcherLifecycle } from './dispatcher.lifecycle.js';
import { HttpSender } from './exchange/http-sender.js';
import { DeliveriesController } from './intake/deliveries.controller.js';
import { Intake } from './intake/intake.js';

const NAME = 'dispatcher';

/** What may be taken in: enough to keep every slot busy, and no more than a restart may repeat. */
const INTAKE_LIMITS = { recordsPerPartition: 4000, bytes: 128 * 1024 * 1024 };
const WAITING_PER_ENDPOINT = 20_000;

@Module({})
export class DispatcherModule {
  static with(config: DispatcherConfig, log: Log): DynamicModule {
    return {
      module: DispatcherModule,
      controllers: [ProbesController, DeliveriesController],
      providers: [
        ...processProviders(NAME, config, log),
        ...kafkaProviders(NAME),
        registryProvider,
        topicGateProvider,
        {
          provide: KafkaTransport,
          inject: [KafkaClient, PoisonBin, TopicGate, Clock, LOG, Metrics],
          useFactory: (
            client: KafkaClient,
            poison: PoisonBin,
            topics: TopicGate,
            clock: Clock,
            log: Log,
            metrics: Metrics,
          ) =>
            new KafkaTransport({
              ready: () => topics.ready(),
              consumerOf: (handlers) =>
                new ParallelConsumer(
                  client,
                  {
                    groupId: 'postrider.dispatcher',
                    topics: handlers,
                    limits: INTAKE_LIMITS,
                    gaveUp: () => process.exit(1),
                  },
                  poison,
                  clock,
                  log,
                  metrics,
                ),
            }),
        },
        {
          provide: HttpSender,
          inject: [CONFIG, Clock],
          useFactory: (settings: DispatcherConfig, clock: Clock) =>
            new HttpSender({ policy: settings.EGRESS_ALLOW_CIDRS, clock }),
        },
        {
          provide: EndpointTargets,
          inject: [CONFIG, LOG],
          useFactory: (settings: DispatcherConfig, log: Log) => new EndpointTargets(settings.POSTRIDER_SECRET_KEY, log),
        },
        {
          provide: AttemptReports,
          inject: [GroupCommitProducer, Clock, LOG, CONFIG],
          useFactory: (producer: GroupCommitProducer, clock: Clock, log: Log, settings: DispatcherConfig) =>
            new AttemptReports(producer, clock, log, settings),
        },
        {
          provide: Dispatch,
          inject: [Registry, EndpointTargets, HttpSender, AttemptReports, Clock, LOG, CONFIG, Metrics],
          useFactory: (
            registry: Registry,
            targets: EndpointTargets,
            sender: HttpSender,
            reports: AttemptReports,
            clock: Clock,
            log: Log,
            settings: DispatcherConfig,
            metrics: Metrics,
          ) => new Dispatch(registry, targets, sender, reports, clock, log, settings, metrics),
        },
        {
          provide: EndpointQueues,
          inject: [Registry, Dispatch, Clock, CONFIG, Metrics],
          useFactory: (
            registry: Registry,
            dispatch: Dispatch,
            clock: Clock,
            settings: DispatcherConfig,
            metrics: Metrics,
          ) =>
            new EndpointQueues(
              registry.copy,
              dispatch,
              clock,
              { concurrency: settings.DISPATCH_CONCURRENCY, waitingPerEndpoint: WAITING_PER_ENDPOINT },
              metrics,
            ),
        },
        {
          provide: Intake,
          inject: [Registry, EndpointQueues],
          useFactory: (registry: Registry, queues: EndpointQueues) => new Intake(registry, queues),
        },
        {
          provide: Health,
          inject: [Registry, GroupCommitProducer, KafkaTransport],
          useFactory: (registry: Registry, producer: GroupCommitProducer, transport: KafkaTransport) =>
            new Health(
              { consuming: () => transport.consumer?.alive ?? true },
              {
                registry: () => registry.loaded,
                producer: () => producer.connected,
                consumer: () => transport.consumer?.joined ?? false,
              },
            ),
        },
        DispatcherLifecycle,
      ],
    };
  }
}

/** The dispatcher, as it's started. */
export const dispatcherDefinition: ServiceDefinition<typeof dispatcherSettings> = {
  name: NAME,
  settings: dispatcherSettings,
  defaultPort: 8082,
  http: { bodies: 'json', maxBodyBytes: 1024 },
  module: (config, log) => DispatcherModule.with(config, log),
};
