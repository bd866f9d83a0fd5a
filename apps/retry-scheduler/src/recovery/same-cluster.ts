import type { KafkaClient } from '@postrider/kafka';
import type { Log } from '@postrider/observability';
import { bindCluster, type Sql } from '@postrider/persistence';
import { untilItWorks, type Clock } from '@postrider/time';

/** What this waits for, however long it's away. */
export interface SameClusterParts {
  readonly client: KafkaClient;
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when the database is of another Kafka, with both ids; ends the process. */
  readonly refuse: (ofDatabase: string, ofKafka: string) => void;
}

/**
 * Resolves when it's known that the database's offsets are of this Kafka. Those of another would have the log take
 * records for some that it has: it would pass them, and they were lost.
 */
export async function sameCluster({ client, sql, clock, log, refuse }: SameClusterParts): Promise<void> {
  await untilItWorks(
    async () => {
      const admin = await client.admin();
      const ofKafka = await admin.clusterId().finally(() => admin.disconnect());
      const ofDatabase = await bindCluster(sql, ofKafka);
      if (ofDatabase !== ofKafka) refuse(ofDatabase, ofKafka);
    },
    {
      clock,
      backOff: { baseMs: 200, capMs: 5000 },
      failed: (error, waitMs) => log.warn({ error, waitMs }, 'cluster.check-failed'),
    },
  );
}

/** Says what is wrong and what to do, and ends the process: nothing good comes of going on. */
export const endProcess =
  (log: Log) =>
  (ofDatabase: string, ofKafka: string): void => {
    const remedy = 'name the Kafka that it was used with, or run `npm run recover -- new-kafka` (docs/recovery.md)';
    log.fatal({ ofDatabase, ofKafka, remedy }, 'cluster.mismatched');
    process.exit(1);
  };
