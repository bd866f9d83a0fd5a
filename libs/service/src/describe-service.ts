import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { loadConfig, type Settings } from '@postrider/config';
import { createLog } from '@postrider/observability';
import { openApiOf } from './http/open-api.js';
import { fastifyAdapter } from './http/start-http.js';
import type { ServiceDefinition } from './start-service.js';

/**
 * The OpenAPI document that a service would serve, without one: its routes are looked at, nothing is made, and nothing
 * connected. Undefined for a service without an API; rejects with a ConfigError for variables that are wrong.
 */
export async function describeService<S extends Settings>(
  { name, settings, module, api }: ServiceDefinition<S>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<OpenAPIObject | undefined> {
  if (!api) return undefined;
  const app = await NestFactory.create<NestFastifyApplication>(
    module(loadConfig(settings, env), createLog(name, 'silent')),
    fastifyAdapter({ maxBodyBytes: 1 }),
    { preview: true, logger: false, abortOnError: false },
  );
  return openApiOf(app, api);
}
