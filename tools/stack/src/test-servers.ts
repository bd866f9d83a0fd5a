import { join } from 'node:path';
import { KafkaServer } from './kafka-server.js';
import { PostgresServer } from './postgres-server.js';
import type { Progress } from './progress.js';
import { TemporaryFolder } from './temporary-folder.js';

/** A broker and a database for one run of tests. */
export interface TestServers {
  /** As KAFKA_BROKERS. */
  readonly brokers: string;
  /** As DATABASE_URL. */
  readonly databaseUrl: string;
  /** Ends both and removes what they wrote. */
  stop(): Promise<void>;
}

/** What is committed outlives the server's death either way; this gives up outliving the machine's, for speed. */
const HURRIED = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/**
 * Starts an empty Kafka and an empty Postgres in a temporary folder, on free ports. They end with this process at the
 * latest, and their folder with them.
 */
export async function startTestServers(progress: Progress = toStandardError): Promise<TestServers> {
  const folder = await TemporaryFolder.create();
  const starting = [
    KafkaServer.start({ directory: join(folder.path, 'kafka'), progress }),
    PostgresServer.start({ directory: join(folder.path, 'postgres'), settings: HURRIED }),
  ] as const;
  const stop = async (): Promise<void> => {
    for (const server of await Promise.allSettled(starting)) {
      if (server.status === 'fulfilled') await server.value.stop();
    }
    await folder.remove();
  };
  try {
    const [kafka, postgres] = await Promise.all(starting);
    return { brokers: kafka.brokers, databaseUrl: postgres.connectionString, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function toStandardError(text: string): void {
  process.stderr.write(`${text}\n`);
}
