import type { KafkaClient, TopicAdmin } from '@postrider/kafka';
import type { Sql } from '@postrider/persistence';
import { consumerGroupOf } from '@postrider/service';
import { serviceNames } from '@postrider/stack';
import type { Clock } from '@postrider/time';
import { CommandFailed } from './command-failed.js';
import type { RecoveryConfig } from './recovery.config.js';

/** A Postgres and a Kafka that answered, and where the answers go. */
export interface BothSides {
  readonly config: RecoveryConfig;
  readonly sql: Sql;
  readonly client: KafkaClient;
  readonly admin: TopicAdmin;
  readonly clock: Clock;
  readonly say: (line: string) => void;
}

/** What is done under a running service would be undone by it. Throws {@link CommandFailed}. */
export async function checkStopped({ admin }: BothSides): Promise<void> {
  for (const service of serviceNames) {
    if (!(await admin.isEmpty(consumerGroupOf(service))))
      throw new CommandFailed(
        `${service} is running: stop all services, wait for its session to end (30 s), and try again.`,
      );
  }
}
