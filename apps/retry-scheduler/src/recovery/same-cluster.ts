import type { KafkaClient } from '@postrider/kafka';
import type { Log } from '@postrider/observability';
import { bindCluster, type Sql } from '@postrider/persistence';
import { untilItWorks, type Clock } from '@postrider/time';
import { topicsMadeAnew } from './topics-made-anew.js';

const REMEDY =
  'name the Kafka that it was used with, or go over to this one with `recover new-kafka` (docs/recovery.md)';

/**
 * Resolves when it's known that the database's offsets are of this Kafka, however long either is away. Those of another
 * would have the log take records for some that it has: it would pass them, and they were lost. So that ends the process.
 */
export async function sameCluster(client: KafkaClient, sql: Sql, clock: Clock, log: Log): Promise<void> {
  await untilItWorks(
    async () => {
      const admin = await client.admin();
      const [ofKafka, madeAnew] = await Promise.all([admin.clusterId(), topicsMadeAnew(admin, sql)]).finally(() =>
        admin.disconnect(),
      );
      const ofDatabase = await bindCluster(sql, ofKafka);
      if (ofDatabase === ofKafka && madeAnew.length === 0) return;
      log.fatal({ ofDatabase, ofKafka, madeAnew, remedy: REMEDY }, 'cluster.mismatched');
      process.exit(1);
    },
    {
      clock,
      backOff: { baseMs: 200, capMs: 5000 },
      failed: (error, waitMs) => log.warn({ error, waitMs }, 'cluster.check-failed'),
    },
  );
}
