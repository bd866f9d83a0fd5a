import type { FactoryProvider, Provider } from '@nestjs/common';
import {
  ensureTopics,
  GroupCommitProducer,
  KafkaClient,
  PoisonBin,
  TopicMismatch,
  topicSpecs,
  type KafkaConfig,
} from '@postrider/kafka';
import { Metrics, type Log } from '@postrider/observability';
import { Registry } from '@postrider/registry';
import { Clock, SystemClock, untilItWorks } from '@postrider/time';
import { CONFIG, LOG } from './tokens.js';

/** The clock, the log, the metrics and the configuration. */
export function processProviders(name: string, config: object, log: Log): Provider[] {
  return [
    { provide: CONFIG, useValue: config },
    { provide: LOG, useValue: log },
    { provide: Clock, useClass: SystemClock },
    { provide: Metrics, useFactory: () => new Metrics(name) },
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
  ) {}

  /**
   * Resolves once every topic is there, however long Kafka takes. A topic that is other than it must be ends the
   * process: nothing good comes of going on.
   */
  ready(): Promise<void> {
    return (this.#ready ??= this.#prepare());
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

export const topicGateProvider: FactoryProvider<TopicGate> = {
  provide: TopicGate,
  inject: [KafkaClient, CONFIG, Clock, LOG],
  useFactory: (client: KafkaClient, config: KafkaConfig & { INBOX_TOPICS: Inboxes }, clock: Clock, log: Log) =>
    new TopicGate(client, config, clock, log),
};
