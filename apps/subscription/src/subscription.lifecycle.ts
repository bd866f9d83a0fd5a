import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { GroupCommitProducer, KafkaTransport } from '@postrider/kafka';
import { Database, Notifications, Sql } from '@postrider/persistence';
import { Registry } from '@postrider/registry';
import { CONFIG, KeyUses, TopicGate } from '@postrider/service';
import { Transformer } from '@postrider/transform';
import { SubscriptionIndex } from './fan-out/subscription-index.js';
import { SubscriptionTransforms } from './fan-out/subscription-transforms.js';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { TransformTrials } from './management/transforms/transform-trials.js';
import { RegistryRelay } from './relay/registry-relay.js';
import type { SubscriptionConfig } from './subscription.config.js';

/** The order in which the subscription service comes up and goes down. */
@Injectable()
export class SubscriptionLifecycle
  implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(CONFIG) private readonly config: SubscriptionConfig,
    private readonly topics: TopicGate,
    private readonly registry: Registry,
    private readonly index: SubscriptionIndex,
    private readonly transforms: SubscriptionTransforms,
    private readonly transformer: Transformer,
    private readonly trials: TransformTrials,
    private readonly producer: GroupCommitProducer,
    private readonly transport: KafkaTransport,
    private readonly relay: RegistryRelay,
    private readonly notifications: Notifications,
    private readonly housekeeping: Housekeeping,
    private readonly database: Database,
    private readonly uses: KeyUses,
    private readonly sql: Sql,
  ) {}

  onApplicationBootstrap(): void {
    this.registry.copy.onChange((before, after) => {
      this.index.change(before, after);
      this.transforms.change(before, after);
    });
    this.database.start();
    this.notifications.start();
    this.housekeeping.start();
    this.uses.start();
    void this.topics.ready().then(() => {
      this.registry.start();
      // Rejects only when it's closed before it could connect.
      this.producer.start().catch(() => undefined);
      this.relay.start();
    });
  }

  onModuleDestroy(): void {
    this.transport.consumer?.stopIntake();
    this.housekeeping.stop();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.transport.consumer?.drain(this.config.SHUTDOWN_GRACE_MS / 2);
  }

  async onApplicationShutdown(): Promise<void> {
    // Not before HTTP has ended: the answer to a change waits until the change is sent.
    await this.relay.stop();
    await this.producer.close(this.config.SHUTDOWN_GRACE_MS / 4);
    await this.notifications.stop();
    await this.registry.stop();
    await this.uses.stop();
    await Promise.all([this.transformer.close(), this.trials.close()]);
    await this.database.close();
    await this.sql.close();
  }
}
