import { join } from 'node:path';
import { leasePort } from './free-port.js';
import { KafkaServer } from './kafka-server.js';
import { keptKeys } from './keys.js';
import { migrate } from './migrate.js';
import { PostgresServer } from './postgres-server.js';
import type { Progress } from './progress.js';
import { repositoryRoot } from './repository-root.js';
import { Service, startServices } from './service.js';
import { inheritedEnvironment, LOOPBACK_CIDRS, withoutKafkaLogin } from './environment.config.js';
import { serviceNames, type ServiceName } from './service-table.js';

export interface StackOptions {
  /** Where data, keys and logs live; what is there from an earlier run is kept. */
  readonly dir: string;
  /** Free ones for all that aren't named here. */
  readonly ports?: 'free' | Partial<Readonly<Record<ServiceName | 'kafka' | 'postgres', number>>>;
  /** Variables for every service, in place of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Variables for one service alone. */
  readonly serviceEnv?: Partial<Readonly<Record<ServiceName, Readonly<Record<string, string>>>>>;
  /** Which services to run; all when left out. The migration needs no service to run. */
  readonly services?: readonly ServiceName[];
  /** The folder that holds each service's project. */
  readonly apps?: string;
  /** Settings of Kafka's and Postgres's own. */
  readonly kafkaSettings?: Readonly<Record<string, string>>;
  readonly postgresSettings?: Readonly<Record<string, string>>;
  readonly progress?: Progress;
}

/** Leaves each part the time to end by itself, and all together half of a caller's ten seconds. */
const STOP_PATIENCE_MS = 5000;

/** A whole Postrider on this machine: a Kafka and a Postgres of its own, and the services on them. */
export class Stack {
  readonly #services = new Map<ServiceName, Service>();
  #replicas = 0;

  private constructor(
    readonly kafka: KafkaServer,
    readonly postgres: PostgresServer,
    /** What the services were given. */
    readonly env: Readonly<Record<string, string>>,
    private readonly folders: { readonly logs: string; readonly apps: string },
  ) {}

  /** Starts everything and resolves when every service is ready; when anything fails, nothing of it is left running. */
  static async start(options: StackOptions): Promise<Stack> {
    const { dir, kafkaSettings, postgresSettings, progress, apps = join(repositoryRoot, 'apps') } = options;
    const ports = options.ports === 'free' ? {} : (options.ports ?? {});
    const [kafka, postgres] = await startBoth(
      KafkaServer.start({ directory: join(dir, 'kafka'), port: ports.kafka, settings: kafkaSettings, progress }),
      PostgresServer.start({ directory: join(dir, 'postgres'), port: ports.postgres, settings: postgresSettings }),
    );
    const env = {
      EGRESS_ALLOW_CIDRS: LOOPBACK_CIDRS,
      ...keptKeys(join(dir, 'keys.json')),
      ...withoutKafkaLogin(inheritedEnvironment()),
      ...options.env,
      KAFKA_BROKERS: kafka.brokers,
      DATABASE_URL: postgres.connectionString,
    };
    const logs = join(dir, 'logs');
    const stack = new Stack(kafka, postgres, env, { logs, apps });
    try {
      await migrate({ apps, environment: env, logFile: join(logs, 'migration.log') });
      for (const name of options.services ?? serviceNames) {
        const port = ports[name] ?? (await leasePort());
        stack.#services.set(name, stack.#service(name, name, port, options.serviceEnv?.[name]));
      }
      await startServices(stack.services);
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  get services(): readonly Service[] {
    return [...this.#services.values()];
  }

  /** One of the services; throws when it isn't part of this stack. */
  service(name: ServiceName): Service {
    const service = this.#services.get(name);
    if (!service) throw new Error(`This stack runs no ${name}.`);
    return service;
  }

  /** One more process of a service, not started, on a free port, with variables of its own; whoever asks for it ends it. */
  async replica(name: ServiceName, variables?: Readonly<Record<string, string>>): Promise<Service> {
    return this.#service(name, `${name}-${++this.#replicas}`, await leasePort(), variables);
  }

  #service(name: ServiceName, log: string, port: number, variables: Readonly<Record<string, string>> = {}): Service {
    return new Service({
      name,
      directory: join(this.folders.apps, name),
      port,
      environment: { ...this.env, ...variables },
      logFile: join(this.folders.logs, `${log}.log`),
    });
  }

  get adminKey(): string {
    return this.env.POSTRIDER_ADMIN_KEY ?? '';
  }

  /** Stops the services, then the servers; resolves when no process of the stack is left. */
  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop(STOP_PATIENCE_MS)));
    await Promise.all([this.kafka.stop(STOP_PATIENCE_MS), this.postgres.stop(STOP_PATIENCE_MS)]);
  }
}

async function startBoth(
  startingKafka: Promise<KafkaServer>,
  startingPostgres: Promise<PostgresServer>,
): Promise<[KafkaServer, PostgresServer]> {
  try {
    return await Promise.all([startingKafka, startingPostgres]);
  } catch (error) {
    for (const started of await Promise.allSettled([startingKafka, startingPostgres])) {
      if (started.status === 'fulfilled') await started.value.stop();
    }
    throw error;
  }
}
