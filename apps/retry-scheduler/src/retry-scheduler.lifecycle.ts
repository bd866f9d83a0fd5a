import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { GroupCommitProducer, KafkaTransport } from '@postrider/kafka';
import { Notifications, Sql } from '@postrider/persistence';
import { CONFIG, TopicGate } from '@postrider/service';
import { Transformer } from '@postrider/transform';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { JobRunner } from './jobs/job-runner.js';
import { LogWriter } from './log/log-writer.js';
import { OperationalRelay } from './operational-events/operational-relay.js';
import type { RetrySchedulerConfig } from './retry-scheduler.config.js';
import { Releaser } from './retries/releaser.js';
import { StatsRoller } from './stats/stats-roller.js';

/** The order in which the retry-scheduler comes up and goes down. */
@Injectable()
export class RetrySchedulerLifecycle
  implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(CONFIG) private readonly config: RetrySchedulerConfig,
    private readonly topics: TopicGate,
    private readonly producer: GroupCommitProducer,
    private readonly transport: KafkaTransport,
    private readonly writer: LogWriter,
    private readonly releaser: Releaser,
    private readonly transformer: Transformer,
    private readonly jobs: JobRunner,
    private readonly relay: OperationalRelay,
    private readonly housekeeping: Housekeeping,
    private readonly stats: StatsRoller,
    private readonly notifications: Notifications,
    private readonly sql: Sql,
  ) {}

  onApplicationBootstrap(): void {
    this.housekeeping.start();
    this.stats.start();
    this.notifications.start();
    void this.topics.ready().then(() => {
      // Rejects only when it's closed before it could connect.
      this.producer.start().catch(() => undefined);
      this.releaser.start();
      this.jobs.start();
      this.relay.start();
    });
  }

  onModuleDestroy(): void {
    this.transport.consumer?.stopIntake();
    this.releaser.stop();
    this.jobs.stop();
    this.housekeeping.stop();
    this.stats.stop();
  }

  /** The batch under way is finished; what it doesn't reach is read again. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.transport.consumer?.drain(Math.min(2000, this.config.SHUTDOWN_GRACE_MS));
    this.writer.stop();
    await this.relay.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.producer.close(1000);
    await this.notifications.stop();
    await this.transformer.close();
    await this.sql.close();
  }
}
