import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { GroupCommitProducer, KafkaTransport } from '@postrider/kafka';
import { Sql } from '@postrider/persistence';
import { Registry } from '@postrider/registry';
import { CONFIG, KeyUses, TopicGate } from '@postrider/service';
import { EventQuotas } from './accept/event-quotas.js';
import type { IngestionConfig } from './ingestion.config.js';

/** The order in which ingestion comes up and goes down: what others rest on is there first and goes last. */
@Injectable()
export class IngestionLifecycle
  implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(CONFIG) private readonly config: IngestionConfig,
    private readonly topics: TopicGate,
    private readonly registry: Registry,
    private readonly producer: GroupCommitProducer,
    private readonly transport: KafkaTransport,
    private readonly uses: KeyUses,
    private readonly quotas: EventQuotas,
    private readonly sql: Sql,
  ) {}

  onApplicationBootstrap(): void {
    this.uses.start();
    void this.topics.ready().then(() => {
      this.registry.start();
      // Rejects only when it's closed before it could connect.
      this.producer.start().catch(() => undefined);
    });
  }

  onModuleDestroy(): void {
    this.transport.consumer?.stopIntake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.transport.consumer?.drain(this.config.SHUTDOWN_GRACE_MS / 2);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.producer.close(this.config.SHUTDOWN_GRACE_MS / 2);
    await this.registry.stop();
    await this.uses.stop();
    await this.quotas.stop();
    await this.sql.close();
  }
}
