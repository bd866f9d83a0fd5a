import { loadConfig, type ConfigOf } from '@postrider/config';
import { kafkaSettings } from '@postrider/kafka';
import { findRun, launcherConfig, stateOf } from '@postrider/launcher';
import { inboxSettings } from '@postrider/service';
import { withoutKafkaLogin, type Environment } from '@postrider/stack';

/** What the services read of Kafka, read in the same way. */
export const dltSettings = { ...kafkaSettings, ...inboxSettings };

export type DltConfig = ConfigOf<typeof dltSettings>;

/** Where a Kafka that `npm start` has is, when nothing else is said. */
const USUAL_PORT = 9092;

/**
 * Reads the variables; without KAFKA_BROKERS, Kafka is where a running `npm start` has it, or else where the next one
 * would. Such a Kafka asks for no log-in. Throws a ConfigError with all that is wrong.
 */
export function dltConfig(environment: Environment, brokersOfRun = findBrokersOfRun): DltConfig {
  if ((environment.KAFKA_BROKERS ?? '').trim() !== '') return loadConfig(dltSettings, environment);
  const given = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  const KAFKA_BROKERS =
    brokersOfRun(environment) ?? `127.0.0.1:${launcherConfig(environment).KAFKA_PORT ?? USUAL_PORT}`;
  return loadConfig(dltSettings, { ...withoutKafkaLogin(given), KAFKA_BROKERS });
}

const findBrokersOfRun = (environment: Environment): string | undefined =>
  findRun(stateOf(launcherConfig(environment)))?.brokers;
