import { Module, type DynamicModule } from '@nestjs/common';
import { GroupCommitProducer, KafkaClient, KafkaTransport, partitionOf } from '@postrider/kafka';
import { Metrics, type Log } from '@postrider/observability';
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
import { topics } from '@postrider/schemas';
import { Clock } from '@postrider/time';
import { Tracing } from '@postrider/tracing';
import { AttemptReports } from './dispatch/attempt-reports.js';
import { Dispatch } from './dispatch/dispatch.js';
import { EndpointQueues } from './dispatch/endpoint-queues.js';
import { EndpointTargets } from './dispatch/endpoint-targets.js';
import { dispatcherSettings, type DispatcherConfig } from './dispatcher.config.js';
import { DispatcherLifecycle } from './dispatcher.lifecycle.js';
import { HttpSender } from './exchange/http-sender.js';
import { DeliveriesController } from './intake/deliveries.controller.js';
import { DeliveryRepeats } from './intake/delivery-repeats.js';
import { Intake } from './intake/intake.js';
import { LaneMarkers } from './lanes/lane-markers.js';
import { Lanes } from './lanes/lanes.js';

const NAME = 'dispatcher';

/** What may be taken in: enough to keep every slot busy, and no more than a restart may repeat. */
const INTAKE_LIMITS = { recordsPerPartition: 4000, bytes: 64 * 1024 * 1024 };
/** Half of the bytes, so that one endpoint that hangs doesn't stop the intake of all. */
const WAITING_LIMITS = { waitingPerEndpoint: 20_000, waitingBytesPerEndpoint: INTAKE_LIMITS.bytes / 2 };

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
        ...consumerProviders(NAME, INTAKE_LIMITS, { together: [[topics.deliveries.name, topics.redeliveries.name]] }),
        {
          provide: HttpSender,
          inject: [CONFIG, Clock],
          useFactory: (settings: DispatcherConfig, clock: Clock) =>
            new HttpSender({
              policy: settings.EGRESS_ALLOW_CIDRS,
              clock,
              minTls: `TLSv${settings.EGRESS_MIN_TLS}`,
              proxy: settings.EGRESS_PROXY_URL && {
                ...settings.EGRESS_PROXY_URL,
                except: settings.EGRESS_PROXY_EXCEPT,
              },
              limits: { keptSuccessBytes: settings.KEPT_SUCCESS_BODY_BYTES },
            }),
        },
        {
          provide: EndpointTargets,
          inject: [CONFIG, LOG, HttpSender, Clock],
          useFactory: (settings: DispatcherConfig, log: Log, sender: HttpSender, clock: Clock) =>
            new EndpointTargets(settings.POSTRIDER_SECRET_KEY, log, { sender, clock }, settings.PUBLIC_URL),
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
              {
                total: settings.DISPATCH_CONCURRENCY,
                perTenant: settings.DISPATCH_TENANT_CONCURRENCY ?? Math.ceil(settings.DISPATCH_CONCURRENCY / 2),
                ...WAITING_LIMITS,
              },
              metrics,
            ),
        },
        {
          provide: LaneMarkers,
          inject: [KafkaClient, GroupCommitProducer, Clock, LOG, CONFIG],
          useFactory: (
            client: KafkaClient,
            producer: GroupCommitProducer,
            clock: Clock,
            log: Log,
            settings: DispatcherConfig,
          ) => new LaneMarkers(client, producer, clock, log, settings),
        },
        {
          provide: Lanes,
          inject: [EndpointQueues, Dispatch, LaneMarkers, KafkaTransport, Clock, CONFIG, Metrics],
          useFactory: (
            queues: EndpointQueues,
            dispatch: Dispatch,
            markers: LaneMarkers,
            transport: KafkaTransport,
            clock: Clock,
            settings: DispatcherConfig,
            metrics: Metrics,
          ) =>
            new Lanes(
              queues,
              dispatch,
              markers,
              clock,
              {
                partitionOf: (endpoint) => partitionOf(endpoint, settings.KAFKA_ENDPOINT_PARTITIONS),
                owns: () => transport.consumer?.owns() ?? false,
                limits: WAITING_LIMITS,
              },
              metrics,
            ),
        },
        {
          provide: DeliveryRepeats,
          inject: [Clock],
          useFactory: (clock: Clock) => new DeliveryRepeats(clock),
        },
        {
          provide: Intake,
          inject: [Registry, EndpointQueues, Lanes, DeliveryRepeats, Dispatch, Clock, Metrics, Tracing],
          useFactory: (
            registry: Registry,
            queues: EndpointQueues,
            lanes: Lanes,
            repeats: DeliveryRepeats,
            dispatch: Dispatch,
            clock: Clock,
            metrics: Metrics,
            tracing: Tracing,
          ) => new Intake(registry, queues, lanes, repeats, dispatch, clock, metrics, tracing),
        },
        streamHealthProvider,
        DispatcherLifecycle,
      ],
    };
  }
}

/** The dispatcher, as it's started. */
export const dispatcherDefinition: ServiceDefinition<typeof dispatcherSettings> = {
  name: NAME,
  settings: dispatcherSettings,
  faults: deliveryFaults,
  defaultPort: 8082,
  http: { bodies: 'json', maxBodyBytes: 1024 },
  module: (config, log) => DispatcherModule.with(config, log),
};
