import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { GroupCommitProducer, KafkaTransport, partitionOf } from '@postrider/kafka';
import { Registry } from '@postrider/registry';
import { topics } from '@postrider/schemas';
import { CONFIG, TopicGate } from '@postrider/service';
import { AttemptReports } from './dispatch/attempt-reports.js';
import { EndpointQueues } from './dispatch/endpoint-queues.js';
import type { DispatcherConfig } from './dispatcher.config.js';
import { HttpSender } from './exchange/http-sender.js';
import { DeliveryRepeats } from './intake/delivery-repeats.js';
import { Lanes } from './lanes/lanes.js';

/** The order in which the dispatcher comes up and goes down. */
@Injectable()
export class DispatcherLifecycle
  implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(CONFIG) private readonly config: DispatcherConfig,
    private readonly gate: TopicGate,
    private readonly registry: Registry,
    private readonly producer: GroupCommitProducer,
    private readonly transport: KafkaTransport,
    private readonly queues: EndpointQueues,
    private readonly lanes: Lanes,
    private readonly repeats: DeliveryRepeats,
    private readonly sender: HttpSender,
    private readonly reports: AttemptReports,
  ) {}

  onApplicationBootstrap(): void {
    this.#ownEndpoints();
    void this.gate.ready().then(() => {
      this.registry.start();
      // Rejects only when it's closed before it could connect.
      this.producer.start().catch(() => undefined);
    });
  }

  /** One process at a time calls an endpoint: the one that has its partition, and knows that it still has. */
  #ownEndpoints(): void {
    this.queues.startOnlyWhile(() => this.transport.consumer?.owns() ?? false);
    this.transport.consumer?.follow({
      inFlight: () => this.queues.unreported,
      cut: () => this.lanes.cutAttempts(),
      begunAnew: (topic, partition) => {
        if (topic === topics.deliveries.name) this.repeats.forget(partition);
      },
      lost: (partitions) => {
        const lost = new Set(partitions.map(({ partition }) => partition));
        this.lanes.disown(lost);
        for (const partition of lost) this.repeats.forget(partition);
        this.queues.disown((endpoint) => lost.has(partitionOf(endpoint, this.config.KAFKA_ENDPOINT_PARTITIONS)));
      },
    });
  }

  onModuleDestroy(): void {
    this.transport.consumer?.stopIntake();
    this.queues.stop();
    this.lanes.stop();
  }

  /** Attempts under way get the grace; what is cut off then, and what waited, is read again by whoever comes next. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.sender.close({ graceMs: this.config.SHUTDOWN_GRACE_MS });
    await this.transport.consumer?.drain(500);
  }

  async onApplicationShutdown(): Promise<void> {
    this.reports.stop();
    await this.producer.close(2000);
    await this.registry.stop();
  }
}
