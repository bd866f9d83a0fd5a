import type { FactoryProvider, Provider } from '@nestjs/common';
import {
  ensureTopics,
  GroupCommitProducer,
  KafkaClient,
  KafkaTransport,
  ParallelConsumer,
  type ParallelConsumerOptions,
  PoisonBin,
  TopicMismatch,
  topicSpecs,
  type IntakeLimits,
  type KafkaConfig,
} from '@postrider/kafka';
import { Metrics, type Log } from '@postrider/observability';
import { Registry } from '@postrider/registry';
import { topics as topicTable } from '@postrider/schemas';
import { Clock, SystemClock, untilItWorks } from '@postrider/time';
import { Tracing, type TracingConfig } from '@postrider/tracing';
import { PortalTokens } from './access/portal-tokens.js';
import type { SealingConfig } from './service.config.js';
import { Health } from './health.js';
import { BEFORE_READING, CONFIG, LOG } from './tokens.js';

/** The clock, the log, the metrics, the traces and the configuration. */
export function processProviders(name: string, config: TracingConfig, log: Log): Provider[] {
  return [
    { provide: CONFIG, useValue: config },
    { provide: LOG, useValue: log },
    { provide: Clock, useClass: SystemClock },
    { provide: Metrics, useFactory: () => new Metrics(name) },
    { provide: Tracing, inject: [Clock], useFactory: (clock: Clock) => Tracing.of(name, config, clock, log) },
  ];
}

/** A way to Kafka, a producer, and the bin for poison records. */
export function kafkaProviders(name: string): FactoryProvider[] {
  return [
    {
      provide: KafkaClient,
      inject: [CONFIG, LOG],
      useFactory: (config: KafkaConfig, log: Log) => new KafkaClient(config, `postrider-${name}`, log),
    },
    {
      provide: GroupCommitProducer,
      inject: [KafkaClient, Clock, LOG, Metrics],
      useFactory: (client: KafkaClient, clock: Clock, log: Log, metrics: Metrics) =>
        new GroupCommitProducer(client, clock, log, metrics),
    },
    {
      provide: PoisonBin,
      inject: [GroupCommitProducer, Clock, LOG, Metrics],
      useFactory: (producer: GroupCommitProducer, clock: Clock, log: Log, metrics: Metrics) =>
        new PoisonBin(producer, clock, log, metrics),
    },
  ];
}

/** This process's copy of the configuration that postrider.registry carries. */
export const registryProvider: FactoryProvider<Registry> = {
  provide: Registry,
  inject: [KafkaClient, Clock, LOG, Metrics],
  useFactory: (client: KafkaClient, clock: Clock, log: Log, metrics: Metrics) =>
    new Registry(client, clock, log, metrics),
};

/** What makes and knows portal tokens, by keys that follow from POSTRIDER_SECRET_KEY. */
export const portalTokensProvider: FactoryProvider<PortalTokens> = {
  provide: PortalTokens,
  inject: [CONFIG],
  useFactory: ({ POSTRIDER_SECRET_KEY: box }: SealingConfig) => new PortalTokens(box.signer('portal')),
};

/** Where publishers write, as INBOX_TOPICS has it. */
export type Inboxes = readonly { readonly topic: string; readonly tenant?: string | undefined }[];

/** Waits for Kafka, and for the topics to be as they must. */
export class TopicGate {
  #ready: Promise<void> | undefined;

  constructor(
    private readonly client: KafkaClient,
    private readonly config: KafkaConfig & { readonly INBOX_TOPICS: Inboxes },
    private readonly clock: Clock,
    private readonly log: Log,
    /** What else has to be so before anything is read; for a service that has something. */
    private readonly also: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /**
   * Resolves once every topic is there, however long Kafka takes. A topic that is other than it must be ends the
   * process: nothing good comes of going on.
   */
  ready(): Promise<void> {
    return (this.#ready ??= this.#prepare().then(() => this.also()));
  }

  #prepare(): Promise<void> {
    const { client, config, clock, log } = this;
    const inboxes = config.INBOX_TOPICS.map(({ topic }) => topic);
    return untilItWorks(
      () =>
        ensureTopics(client, topicSpecs(config, inboxes), log).catch((error: unknown) => {
          if (!(error instanceof TopicMismatch)) throw error;
          log.fatal({ reason: error.message }, 'topic.mismatched');
          process.exit(1);
        }),
      {
        clock,
        backOff: { baseMs: 200, capMs: 5000 },
        failed: (error, waitMs) => log.warn({ error, waitMs }, 'topic.check-failed'),
      },
    );
  }
}

type TopicConfig = KafkaConfig & { readonly INBOX_TOPICS: Inboxes };

/** The group in which the processes of a service share what they read. */
export const consumerGroupOf = (service: string): string => `postrider.${service}`;

/**
 * What a service needs to consume: topics that are as they must be, and a member of its group that reads them.
 */
export function consumerProviders(
  name: string,
  limits: IntakeLimits,
  { together, fetchPace }: Pick<ParallelConsumerOptions, 'together' | 'fetchPace'> = {},
): FactoryProvider[] {
  return [
    {
      provide: TopicGate,
      inject: [KafkaClient, CONFIG, Clock, LOG, { token: BEFORE_READING, optional: true }],
      useFactory: (client: KafkaClient, config: TopicConfig, clock: Clock, log: Log, also?: () => Promise<void>) =>
        new TopicGate(client, config, clock, log, also),
    },
    {
      provide: KafkaTransport,
      inject: [KafkaClient, PoisonBin, TopicGate, CONFIG, Clock, LOG, Metrics],
      useFactory: (
        client: KafkaClient,
        poison: PoisonBin,
        gate: TopicGate,
        { INBOX_TOPICS: inboxes }: TopicConfig,
        clock: Clock,
        log: Log,
        metrics: Metrics,
      ) =>
        new KafkaTransport({
          ready: () => gate.ready(),
          topicsOf: (pattern) => (pattern === topicTable.inbox.name ? inboxes.map(({ topic }) => topic) : [pattern]),
          consumerOf: (topics) => {
            const options: ParallelConsumerOptions = {
              groupId: consumerGroupOf(name),
              topics,
              limits,
              ...(together && { together }),
              fetchPace,
              gaveUp: (reason) => {
                log.error({ group: consumerGroupOf(name), reason }, 'consumer.gave-up');
                process.exit(1);
              },
            };
            return new ParallelConsumer(client, options, poison, clock, log, metrics);
          },
        }),
    },
  ];
}

/** The health of a service whose first duty needs Kafka and a loaded registry, and no database. */
export const streamHealthProvider: FactoryProvider<Health> = {
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
};
