import type { Kafka } from 'kafkajs';
import type { Cluster } from './partition-reader.js';

/** The isolation level, as the protocol has it. */
export const READ_COMMITTED = 1;

/**
 * Makes every cluster of a client read what is committed: kafkajs lets only consumers choose, and an end offset that
 * counts an open transaction looks like records that nobody fetches. Answers the maker of clusters.
 */
export function readCommitted(client: Kafka): (options: object) => Cluster {
  const name = Object.getOwnPropertySymbols(client).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const kafka = client as unknown as Record<symbol, ((options: object) => Cluster) | undefined>;
  const create = name && kafka[name];
  if (!create) throw new Error('kafkajs no longer has the cluster that a direct read needs');
  return (kafka[name] = (options) => create({ isolationLevel: READ_COMMITTED, ...options }));
}
