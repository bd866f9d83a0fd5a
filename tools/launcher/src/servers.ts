import { join } from 'node:path';
import {
  checkDatabase,
  checkKafka,
  KafkaServer,
  ownEnvironment,
  PostgresServer,
  StackError,
  type Progress,
} from '@postrider/stack';
import { chooseServers, type Choice, type Origin } from './choose-servers.js';
import { composeStop, composeUp, type ComposeService } from './docker.js';
import type { LauncherConfig } from './launcher.config.js';
import { lookAround } from './look-around.js';
import { serverPort } from './service-ports.js';
import type { Part } from './supervise.js';

/** A Kafka and a Postgres to run on, wherever they came from. */
export interface Servers {
  readonly brokers: string;
  readonly databaseUrl: string;
  /** Whether Kafka is one that we or Docker started, which asks for no log-in. */
  readonly ownKafka: boolean;
  /** One line for each server: what and where it is. */
  readonly descriptions: readonly string[];
  /** Those that are processes of ours, and have to be started again when they die. */
  readonly parts: readonly Part[];
  /** Ends those that were started for this run; what was given goes on. */
  stop(patienceMs: number): Promise<void>;
}

export interface Surroundings {
  readonly config: LauncherConfig;
  /** The folder that servers of ours keep their data under. */
  readonly state: string;
  readonly progress: Progress;
  /** How long a taken port is waited for. */
  readonly portPatienceMs: number;
}

/** One server: how clients reach it, and what it takes to end it when it's ours. */
interface Found {
  readonly address: string;
  readonly description: string;
  readonly own?: Part & { stop(patienceMs: number): Promise<void> };
}

const USUAL_PORT = { KAFKA_PORT: 9092, POSTGRES_PORT: 5432 } as const;
const STOP_PATIENCE_MS = 5000;

/** Finds or starts Kafka and Postgres, in the order that {@link chooseServers} has; rejects with a {@link StackError}. */
export async function findServers(surroundings: Surroundings): Promise<Servers> {
  const choice = await choose(surroundings.config);
  const compose = await upWithCompose(choice, surroundings);
  const finding = [findKafka(choice.kafka, surroundings), findPostgres(choice.postgres, surroundings)] as const;
  const stop = async (patienceMs: number): Promise<void> => {
    const found = await Promise.allSettled(finding);
    const own = found.map((server) => (server.status === 'fulfilled' ? server.value.own?.stop(patienceMs) : undefined));
    await Promise.all([...own, compose.length > 0 ? composeStop(compose, patienceMs) : undefined]);
  };
  try {
    const [kafka, postgres] = await Promise.all(finding);
    return {
      brokers: kafka.address,
      databaseUrl: postgres.address,
      ownKafka: choice.kafka !== 'given',
      descriptions: [kafka.description, postgres.description],
      parts: [kafka, postgres].flatMap(({ own }) => own ?? []),
      stop,
    };
  } catch (error) {
    await stop(STOP_PATIENCE_MS);
    throw error;
  }
}

async function choose({
  KAFKA_BROKERS: brokers,
  KAFKA_SSL: tls,
  DATABASE_URL: databaseUrl,
}: LauncherConfig): Promise<Choice & { kind: 'chosen' }> {
  await Promise.all([
    brokers === undefined ? undefined : checkKafka(brokers, tls),
    databaseUrl === undefined ? undefined : checkDatabase(databaseUrl),
  ]);
  const choice = chooseServers(await lookAround(brokers !== undefined, databaseUrl !== undefined));
  if (choice.kind === 'nothing') throw new StackError('servers-missing', choice.sentence);
  return choice;
}

async function upWithCompose(
  { kafka, postgres }: Choice & { kind: 'chosen' },
  { config, progress }: Surroundings,
): Promise<ComposeService[]> {
  const origins: Record<ComposeService, Origin> = { kafka, postgres };
  const services = (['kafka', 'postgres'] as const).filter((name) => origins[name] === 'docker');
  if (services.length === 0) return services;
  progress('starting Kafka and Postgres with Docker');
  const ports = {
    KAFKA_PORT: String(composePort('KAFKA_PORT', config)),
    POSTGRES_PORT: String(composePort('POSTGRES_PORT', config)),
  };
  try {
    await composeUp(services, { ...ownEnvironment, ...ports });
  } catch (error) {
    // One of the two may be up already.
    await composeStop(services, STOP_PATIENCE_MS).catch(() => undefined);
    throw error;
  }
  return services;
}

async function findKafka(origin: Origin, { config, state, progress, portPatienceMs }: Surroundings): Promise<Found> {
  if (origin === 'given')
    return { address: config.KAFKA_BROKERS ?? '', description: `Kafka ${config.KAFKA_BROKERS} (given)` };
  if (origin === 'docker') {
    const address = `127.0.0.1:${composePort('KAFKA_PORT', config)}`;
    return { address, description: `Kafka ${address} (by Docker)` };
  }
  const port = await serverPort('KAFKA_PORT', config.KAFKA_PORT, USUAL_PORT.KAFKA_PORT, portPatienceMs);
  progress('starting Kafka');
  const kafka = await KafkaServer.start({
    directory: join(state, 'kafka-data'),
    port,
    heapMb: config.KAFKA_HEAP_MB,
    progress,
  });
  return { address: kafka.brokers, description: `Kafka ${kafka.brokers} (its own)`, own: asPart('Kafka', kafka) };
}

async function findPostgres(origin: Origin, { config, state, progress, portPatienceMs }: Surroundings): Promise<Found> {
  if (origin === 'given') {
    const address = config.DATABASE_URL ?? '';
    return { address, description: `Postgres ${new URL(address).host} (given)` };
  }
  if (origin === 'docker') {
    const host = `127.0.0.1:${composePort('POSTGRES_PORT', config)}`;
    return { address: `postgres://postrider:postrider@${host}/postrider`, description: `Postgres ${host} (by Docker)` };
  }
  const port = await serverPort('POSTGRES_PORT', config.POSTGRES_PORT, USUAL_PORT.POSTGRES_PORT, portPatienceMs);
  progress('starting Postgres');
  const directory = join(state, 'postgres');
  const postgres = await PostgresServer.start({ directory, port, settings: { max_connections: '200' } });
  const elsewhere = postgres.home === directory ? '' : `, data in ${postgres.home}`;
  return {
    address: postgres.connectionString,
    description: `Postgres 127.0.0.1:${port} (its own${elsewhere})`,
    own: asPart('Postgres', postgres),
  };
}

const composePort = (variable: keyof typeof USUAL_PORT, config: LauncherConfig): number =>
  config[variable] ?? USUAL_PORT[variable];

const asPart = (name: string, server: KafkaServer | PostgresServer): Found['own'] => ({
  name,
  exited: () => server.exited(),
  start: () => server.start(),
  stop: (patienceMs) => server.stop(patienceMs),
});
