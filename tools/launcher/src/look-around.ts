import { findJava, hasMaven, haveKafkaJars, postgresBinaries } from '@postrider/stack';
import type { Findings, KafkaJars } from './choose-servers.js';
import { findDocker } from './docker.js';

/** Finds out what this machine has to offer, looking no further down the order than needed. */
export async function lookAround(kafkaGiven: boolean, databaseGiven: boolean): Promise<Findings> {
  const given = { kafkaGiven, databaseGiven };
  if (kafkaGiven && databaseGiven) return given;
  const docker = await findDocker();
  if (docker === 'ready') return { ...given, docker };
  const [java, kafkaJars, embeddedPostgres] = await Promise.all([
    findJava(),
    findKafkaJars(),
    postgresBinaries().then(
      () => true,
      () => false,
    ),
  ]);
  return { ...given, docker, java, kafkaJars, embeddedPostgres };
}

async function findKafkaJars(): Promise<KafkaJars> {
  if (await haveKafkaJars()) return 'here';
  return (await hasMaven()) ? 'fetchable' : 'out-of-reach';
}
