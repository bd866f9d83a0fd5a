import { Module, type DynamicModule } from '@nestjs/common';
import { GroupCommitProducer, KafkaClient, KafkaTransport } from '@postrider/kafka';
import { Metrics, type Log } from '@postrider/observability';
import { Notifications, Sql } from '@postrider/persistence';
import {
  BEFORE_READING,
  CONFIG,
  consumerProviders,
  Health,
  kafkaProviders,
  LOG,
  ProbesController,
  processProviders,
  scriptLimits,
  type ServiceDefinition,
} from '@postrider/service';
import { Clock } from '@postrider/time';
import { Tracing } from '@postrider/tracing';
import { Transformer } from '@postrider/transform';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { JobRunner } from './jobs/job-runner.js';
import { DeadLetters } from './log/dead-letters.js';
import { LogController } from './log/log.controller.js';
import { LogWriter } from './log/log-writer.js';
import { OperationalRelay } from './operational-events/operational-relay.js';
import { sameCluster } from './recovery/same-cluster.js';
import { retrySchedulerSettings, type RetrySchedulerConfig } from './retry-scheduler.config.js';
import { RetrySchedulerLifecycle } from './retry-scheduler.lifecycle.js';
import { Releaser } from './retries/releaser.js';
import { TransformAgain } from './retries/transform-again.js';
import { StatsRoller } from './stats/stats-roller.js';
import { TopMetrics } from './stats/top-metrics.js';

const NAME = 'retry-scheduler';

/** While the database is away, what was taken in waits in memory, some batches of the log; the rest waits in Kafka. */
const INTAKE_LIMITS = { recordsPerPartition: 1000, bytes: 32 * 1024 * 1024 };
const STATEMENT_TIMEOUT_MS = 30_000;

/** The log is written every 100 ms: nobody waits for what it reads. */
const FETCH_PACE = { calmPerSecond: 50, busyPerSecond: 300, maxGapMs: 50 };

/** What failed and is to be tried again waits for less than a lease; what finds no time then is leased anew. */
const AGAIN_SHARES = { waiting: 500, waitMs: 15_000 };

@Module({})
export class RetrySchedulerModule {
  static with(config: RetrySchedulerConfig, log: Log): DynamicModule {
    return {
      module: RetrySchedulerModule,
      controllers: [ProbesController, LogController],
      providers: [
        ...processProviders(NAME, config, log),
        ...kafkaProviders(NAME),
        ...consumerProviders(NAME, INTAKE_LIMITS, { fetchPace: FETCH_PACE }),
        {
          provide: Sql,
          inject: [CONFIG, LOG, Metrics],
          useFactory: (settings: RetrySchedulerConfig, log: Log, metrics: Metrics) =>
            new Sql(
              {
                url: settings.DATABASE_URL,
                connections: settings.DATABASE_POOL,
                statementTimeoutMs: STATEMENT_TIMEOUT_MS,
              },
              log,
              metrics,
            ),
        },
        {
          provide: BEFORE_READING,
          inject: [KafkaClient, Sql, Clock, LOG],
          useFactory: (client: KafkaClient, sql: Sql, clock: Clock, log: Log) => () =>
            sameCluster(client, sql, clock, log),
        },
        {
          provide: DeadLetters,
          inject: [GroupCommitProducer, CONFIG, Metrics],
          useFactory: (producer: GroupCommitProducer, settings: RetrySchedulerConfig, metrics: Metrics) =>
            new DeadLetters(producer, settings, metrics),
        },
        {
          provide: Transformer,
          inject: [CONFIG, Clock],
          useFactory: (settings: RetrySchedulerConfig, clock: Clock) =>
            new Transformer({ ...scriptLimits(settings), ...AGAIN_SHARES, threads: settings.TRANSFORM_THREADS }, clock),
        },
        {
          provide: TransformAgain,
          inject: [Sql, Transformer, DeadLetters, Clock, LOG],
          useFactory: (sql: Sql, transformer: Transformer, letters: DeadLetters, clock: Clock, log: Log) =>
            new TransformAgain(sql, transformer, letters, clock, log),
        },
        {
          provide: Releaser,
          inject: [Sql, GroupCommitProducer, Clock, LOG, TransformAgain, CONFIG, Metrics, Tracing],
          useFactory: (
            sql: Sql,
            producer: GroupCommitProducer,
            clock: Clock,
            log: Log,
            transforms: TransformAgain,
            settings: RetrySchedulerConfig,
            metrics: Metrics,
            tracing: Tracing,
          ) => new Releaser(sql, producer, clock, log, transforms, settings, metrics, tracing),
        },
        {
          provide: LogWriter,
          inject: [Sql, DeadLetters, Releaser, CONFIG, Clock, LOG, Metrics, Tracing],
          useFactory: (
            sql: Sql,
            letters: DeadLetters,
            releaser: Releaser,
            settings: RetrySchedulerConfig,
            clock: Clock,
            log: Log,
            metrics: Metrics,
            tracing: Tracing,
          ) =>
            new LogWriter(
              sql,
              letters,
              {
                retentionDays: settings.RETENTION_DAYS,
                disableAfterMs: settings.DISABLE_AFTER_FAILING_SECONDS * 1000,
              },
              () => releaser.wake(),
              clock,
              log,
              metrics,
              tracing,
            ),
        },
        {
          provide: JobRunner,
          inject: [Sql, KafkaClient, Releaser, Clock, LOG, Metrics],
          useFactory: (sql: Sql, client: KafkaClient, releaser: Releaser, clock: Clock, log: Log, metrics: Metrics) =>
            new JobRunner(sql, client, () => releaser.wake(), clock, log, metrics),
        },
        {
          provide: OperationalRelay,
          inject: [Sql, GroupCommitProducer, CONFIG, Clock, LOG, Metrics],
          useFactory: (
            sql: Sql,
            producer: GroupCommitProducer,
            settings: RetrySchedulerConfig,
            clock: Clock,
            log: Log,
            metrics: Metrics,
          ) => new OperationalRelay(sql, producer, settings.DATABASE_URL, clock, log, settings, metrics),
        },
        {
          provide: StatsRoller,
          inject: [Sql, Clock, LOG, Metrics],
          useFactory: (sql: Sql, clock: Clock, log: Log, metrics: Metrics) => new StatsRoller(sql, clock, log, metrics),
        },
        {
          provide: TopMetrics,
          inject: [Sql, Clock, CONFIG, Metrics],
          useFactory: (sql: Sql, clock: Clock, settings: RetrySchedulerConfig, metrics: Metrics) =>
            new TopMetrics(sql, clock, settings.METRICS_TOP, metrics),
        },
        {
          provide: Housekeeping,
          inject: [Sql, CONFIG, Clock, LOG, Metrics],
          useFactory: (sql: Sql, settings: RetrySchedulerConfig, clock: Clock, log: Log, metrics: Metrics) =>
            new Housekeeping(
              sql,
              {
                retentionDays: settings.RETENTION_DAYS,
                dedupeWindowSeconds: settings.DEDUPE_WINDOW_SECONDS,
                statsDays: settings.STATS_DAYS,
              },
              clock,
              log,
              metrics,
            ),
        },
        {
          provide: Notifications,
          inject: [CONFIG, Releaser, JobRunner, OperationalRelay, Clock, LOG],
          useFactory: (
            settings: RetrySchedulerConfig,
            releaser: Releaser,
            jobs: JobRunner,
            relay: OperationalRelay,
            clock: Clock,
            log: Log,
          ) => {
            const woken = {
              postrider_retries: releaser,
              postrider_jobs: jobs,
              postrider_operational_events: relay,
            };
            const channels = Object.keys(woken) as (keyof typeof woken)[];
            return new Notifications(settings.DATABASE_URL, channels, (channel) => woken[channel].wake(), clock, log);
          },
        },
        {
          provide: Health,
          inject: [GroupCommitProducer, KafkaTransport, Sql],
          useFactory: (producer: GroupCommitProducer, transport: KafkaTransport, sql: Sql) =>
            new Health(
              { consuming: () => transport.consumer?.alive ?? true },
              {
                producer: () => producer.connected,
                consumer: () => transport.consumer?.joined ?? false,
                database: () => sql.reachable,
              },
            ),
        },
        RetrySchedulerLifecycle,
      ],
    };
  }
}

/** The retry-scheduler, as it's started. */
export const retrySchedulerDefinition: ServiceDefinition<typeof retrySchedulerSettings> = {
  name: NAME,
  settings: retrySchedulerSettings,
  defaultPort: 8083,
  http: { bodies: 'json', maxBodyBytes: 1024 },
  module: (config, log) => RetrySchedulerModule.with(config, log),
};
