import { mkdirSync, renameSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import {
  inheritedEnvironment,
  keptKeys,
  LOOPBACK_CIDRS,
  migrate,
  repositoryRoot,
  Service,
  serviceNames,
  startServices,
  stateDirectory,
  withoutKafkaLogin,
  type PidLock,
  type Progress,
  type ServiceName,
} from '@postrider/stack';
import { SystemClock } from '@postrider/time';
import type { LauncherConfig } from './launcher.config.js';
import { claimRun, type Addresses, type Running } from './run-file.js';
import { findServers, type Servers } from './servers.js';
import { claimPorts, portVariables } from './service-ports.js';
import { supervise } from './supervise.js';

export interface LocalOptions {
  readonly config: LauncherConfig;
  /** The folder that holds each service's project; the checkout's apps when left out. */
  readonly apps?: string;
  /** Told each stage as it's done, and later what becomes of parts that die. */
  readonly say: (line: string) => void;
  /** Told what is being done meanwhile. */
  readonly progress: Progress;
}

/** All of a stop fits in ten seconds: the services first, then the servers that they write to. */
const SERVICE_PATIENCE_MS = 5000;
/** What a service may give to what is under way, so that it ends by itself within that patience. */
const SERVICE_GRACE_MS = 4000;
const SERVER_PATIENCE_MS = 4000;
/** What a run that was killed left behind ends within this, and frees its ports. */
const LEFTOVER_PATIENCE_MS = 8000;
/** A log that grew beyond this is put aside at the next start. */
const MAX_LOG_BYTES = 20 * 1024 * 1024;

/** A whole Postrider as `npm start` runs it: servers found or started, every part started again when it dies. */
export class LocalPostrider {
  readonly #stopping = new AbortController();

  private constructor(
    /** The folder that everything is kept in. */
    readonly state: string,
    /** What every service was given. */
    readonly environment: ServiceEnvironment,
    private readonly servers: Servers,
    private readonly services: Readonly<Record<ServiceName, Service>>,
    private readonly lock: PidLock,
  ) {}

  /**
   * Starts everything and resolves when every service is ready. Rejects with an error whose message is one sentence;
   * nothing of it is left running then.
   */
  static async start(options: LocalOptions): Promise<LocalPostrider> {
    const { config, say, progress } = options;
    const state = stateOf(config);
    const lock = claimRun(state);
    try {
      const portPatienceMs = lock.abandoned ? LEFTOVER_PATIENCE_MS : 0;
      await claimPorts(portsByVariable(config), portPatienceMs);
      progress('looking for Kafka and Postgres');
      const servers = await findServers({ config, state, progress, portPatienceMs });
      say(servers.descriptions.join(', '));
      try {
        const environment = serviceEnvironment(config, state, servers);
        const services = await startOn(environment, join(state, 'logs'), options);
        const postrider = new LocalPostrider(state, environment, servers, services, lock);
        postrider.#announce();
        postrider.#supervise(say);
        return postrider;
      } catch (error) {
        await servers.stop(SERVER_PATIENCE_MS);
        throw error;
      }
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** The root API key. */
  get adminKey(): string {
    return this.environment.POSTRIDER_ADMIN_KEY;
  }

  get addresses(): Addresses {
    const { ingestion, subscription, dispatcher, 'retry-scheduler': retryScheduler } = this.services;
    return {
      ingestion: ingestion.address,
      subscription: subscription.address,
      dispatcher: dispatcher.address,
      'retry-scheduler': retryScheduler.address,
    };
  }

  /** Ends everything that was started, in order; resolves within ten seconds, when no process of it is left. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(Object.values(this.services).map((service) => service.stop(SERVICE_PATIENCE_MS)));
    await this.servers.stop(SERVER_PATIENCE_MS);
    this.lock.release();
  }

  #announce(): void {
    this.lock.describe({
      since: new Date().toISOString(),
      addresses: this.addresses,
      adminKey: this.adminKey,
      brokers: this.environment.KAFKA_BROKERS,
    } satisfies Running);
  }

  #supervise(say: (line: string) => void): void {
    const supervision = { clock: new SystemClock(), say, signal: this.#stopping.signal };
    for (const part of [...this.servers.parts, ...Object.values(this.services)]) void supervise(part, supervision);
  }
}

/** Migrates, and runs the services until all are ready. */
async function startOn(
  environment: ServiceEnvironment,
  logs: string,
  { config, say, progress, apps = join(repositoryRoot, 'apps') }: LocalOptions,
): Promise<Record<ServiceName, Service>> {
  progress('migrating the database');
  await migrate({ apps, environment, logFile: freshLog(logs, 'migration') });
  say('database migrated');
  progress('starting the services');
  const service = (name: ServiceName): Service => {
    const port = config[portVariables[name]];
    return new Service({ name, directory: join(apps, name), port, environment, logFile: freshLog(logs, name) });
  };
  const services = {
    ingestion: service('ingestion'),
    subscription: service('subscription'),
    dispatcher: service('dispatcher'),
    'retry-scheduler': service('retry-scheduler'),
  };
  await startServices(Object.values(services));
  say('services ready');
  return services;
}

/** The folder that a run keeps everything in. */
export function stateOf({ POSTRIDER_STATE_DIR: asked }: LauncherConfig): string {
  if (asked === undefined) return resolve(stateDirectory);
  return isAbsolute(asked) ? asked : resolve(repositoryRoot, asked);
}

/** A service's variables; these are always among them. */
type ServiceEnvironment = Readonly<Record<string, string>> &
  Readonly<
    Record<
      'KAFKA_BROKERS' | 'DATABASE_URL' | 'POSTRIDER_ADMIN_KEY' | 'POSTRIDER_SECRET_KEY' | 'EGRESS_ALLOW_CIDRS',
      string
    >
  >;

/** What every service is given: this process's variables, and on top what was found, made up or chosen. */
function serviceEnvironment(config: LauncherConfig, state: string, servers: Servers): ServiceEnvironment {
  const inherited = inheritedEnvironment();
  const { POSTRIDER_ADMIN_KEY: adminKey, POSTRIDER_SECRET_KEY: secretKey } = config;
  const kept = adminKey !== undefined && secretKey !== undefined ? undefined : keptKeys(join(state, 'keys.json'));
  return {
    ...(servers.ownKafka ? withoutKafkaLogin(inherited) : inherited),
    KAFKA_BROKERS: servers.brokers,
    DATABASE_URL: servers.databaseUrl,
    POSTRIDER_ADMIN_KEY: adminKey ?? kept?.POSTRIDER_ADMIN_KEY ?? '',
    POSTRIDER_SECRET_KEY: secretKey ?? kept?.POSTRIDER_SECRET_KEY ?? '',
    EGRESS_ALLOW_CIDRS: config.EGRESS_ALLOW_CIDRS ?? LOOPBACK_CIDRS,
    SHUTDOWN_GRACE_MS: String(SERVICE_GRACE_MS),
  };
}

const portsByVariable = (config: LauncherConfig): Record<string, number> =>
  Object.fromEntries(serviceNames.map((name) => [portVariables[name], config[portVariables[name]]]));

function freshLog(folder: string, name: string): string {
  const file = join(folder, `${name}.log`);
  mkdirSync(folder, { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
  return file;
}
