import { loadConfig, type ConfigOf } from '@postrider/config';
import { isKafkaFault, KafkaClient, kafkaSettings } from '@postrider/kafka';
import { createLog } from '@postrider/observability';
import { inboxSettings } from '@postrider/service';
import { reasonOf, within } from '@postrider/time';
import { CommandFailed, Unreachable } from '../command-failed.js';
import type { Surroundings } from '../surroundings.js';
import type { KafkaAccess } from './kafka-access.js';

/** What the services read of Kafka, read in the same way. */
const settings = { ...kafkaSettings, ...inboxSettings };

/** A broker that answers at all does so long before. */
const CONNECT_PATIENCE_MS = 15_000;
const DISCONNECT_MS = 2000;

/** Does something with Kafka, and leaves it; throws {@link Unreachable} when it can't be had, and {@link CommandFailed} when it fails on the way. */
export async function withKafka<T>(
  { environment, clock }: Surroundings,
  work: (access: KafkaAccess, config: ConfigOf<typeof settings>) => Promise<T>,
): Promise<T> {
  const config = loadConfig(settings, { KAFKA_BROKERS: '127.0.0.1:9092', ...given(environment) });
  const client = new KafkaClient(config, 'postrider-cli', createLog('cli', 'silent'));
  const brokers = config.KAFKA_BROKERS.join();
  const admin = await within(clock, CONNECT_PATIENCE_MS, 'connecting', client.admin()).catch((error: unknown) => {
    throw new Unreachable(
      `No Kafka can be used at ${brokers} (${words(error)}). Start it (\`npm start\`), or name yours with KAFKA_BROKERS.`,
    );
  });
  try {
    return await work({ client, clock, admin }, config);
  } catch (error) {
    if (!isKafkaFault(error)) throw error;
    throw new CommandFailed(`Kafka at ${brokers} couldn't do it: ${words(error)}.`);
  } finally {
    await within(clock, DISCONNECT_MS, 'disconnecting', admin.disconnect()).catch(() => undefined);
  }
}

/** A variable that is empty counts as one that is unset. */
const given = (environment: Surroundings['environment']): Surroundings['environment'] =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => (value ?? '').trim() !== ''));

/** What an error says, to be part of a sentence. */
const words = (error: unknown): string => reasonOf(error).replace(/[.\s]+$/, '');
