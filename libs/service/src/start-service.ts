import type { DynamicModule, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError, loadConfig, redactedConfig, type ConfigOf, type Settings } from '@postrider/config';
import { KafkaTransport } from '@postrider/kafka';
import { createLog, type Log } from '@postrider/observability';
import { faultMessage } from '@postrider/schemas';
import { z } from 'zod';
import { endGently, type EndGently } from './http/end-gently.js';
import { serveOpenApi, type ApiDescription } from './http/open-api.js';
import { ProblemFilter, type Refused } from './http/problem.filter.js';
import { fastifyAdapter, prepareHttp, type HttpOptions } from './http/start-http.js';
import { ValidationPipe } from './http/validation.js';
import { Health } from './health.js';
import { NestLog } from './nest-log.js';
import type { ServiceConfig } from './service.config.js';

/** What one service is. */
export interface ServiceDefinition<S extends Settings> {
  readonly name: string;
  readonly settings: S;
  readonly defaultPort: number;
  /** What is wrong with settings that are right each by itself: none of it may be. */
  readonly faults?: (config: ConfigOf<S>) => readonly string[];
  readonly http: HttpOptions | ((config: ConfigOf<S>) => HttpOptions);
  /** Described at /openapi.json and /docs; absent for a service that only has probes. */
  readonly api?: ApiDescription;
  /** Who is told of requests that are refused. */
  readonly refused?: (app: NestFastifyApplication) => Refused;
  readonly module: (config: ConfigOf<S>, log: Log) => DynamicModule;
}

/** After the grace period, what hangs is left behind: a stop ends in any case. */
export const HARD_STOP_MS = 4000;

/**
 * Starts a service and keeps it until it's told to stop. A configuration that is wrong ends the process at once with
 * every problem named; Kafka or Postgres being away doesn't end it.
 */
export async function startService<S extends Settings>(
  definition: ServiceDefinition<S>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<NestFastifyApplication> {
  z.config({ customError: faultMessage });
  const config = readConfig(definition, env);
  const { PORT, LOG_LEVEL, SHUTDOWN_GRACE_MS } = config as unknown as ServiceConfig;
  const log = createLog(definition.name, LOG_LEVEL);
  log.info({ config: redactedConfig(definition.settings, config), node: process.version }, 'service.starting');

  const http = typeof definition.http === 'function' ? definition.http(config) : definition.http;
  const options: NestApplicationOptions = { logger: new NestLog(log), bodyParser: false, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    definition.module(config, log),
    fastifyAdapter(http),
    options,
  );
  prepareHttp(app, http);
  app.useGlobalFilters(new ProblemFilter(log, definition.refused?.(app)));
  app.useGlobalPipes(new ValidationPipe());
  if (definition.api) serveOpenApi(app, { ...definition.api, pathPrefix: http.pathPrefix });

  const transport = app.get(KafkaTransport, { strict: false });
  app.connectMicroservice({ strategy: transport });

  stopOnSignals(app, log, endGently(app), SHUTDOWN_GRACE_MS);
  await app.startAllMicroservices();
  const port = PORT ?? definition.defaultPort;
  await app.listen(port, '0.0.0.0');
  log.info({ port: app.getHttpServer().address() }, 'service.started');
  return app;
}

function readConfig<S extends Settings>(
  { settings, faults }: ServiceDefinition<S>,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<S> {
  try {
    const config = loadConfig(settings, env);
    const wrong = faults?.(config) ?? [];
    if (wrong.length > 0) throw new ConfigError(wrong);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** Nest's own signal hooks would re-raise the signal; here a stop that works ends with 0, and one that hangs with 1. */
function stopOnSignals(app: NestFastifyApplication, log: Log, endHttp: EndGently, graceMs: number): void {
  const limitMs = graceMs + HARD_STOP_MS;
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'service.stopping');
    app.get(Health, { strict: false }).stopping();
    // The other half is for what the answers rest on: what is still to be produced.
    endHttp(graceMs / 2);
    setTimeout(() => {
      log.error({ limitMs }, 'service.stop-hung');
      process.exit(1);
    }, limitMs).unref();
    app.close().then(
      () => {
        log.info('service.stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ error }, 'service.stop-failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
}
