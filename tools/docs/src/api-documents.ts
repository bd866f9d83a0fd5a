import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Settings } from '@postrider/config';
import { describeService, type ServiceDefinition } from '@postrider/service';
import { repositoryRoot } from '@postrider/stack';
import openapiTypescript, { astToString } from 'openapi-typescript';

const SERVICES = ['ingestion', 'subscription'] as const;

/** What no document depends on: services are looked at, and nothing is connected. */
const VARIABLES = {
  KAFKA_BROKERS: '127.0.0.1:9092',
  DATABASE_URL: 'postgres://127.0.0.1/postrider',
  POSTRIDER_ADMIN_KEY: 'x'.repeat(32),
  POSTRIDER_SECRET_KEY: Buffer.alloc(32).toString('base64'),
};

/** A file that follows from the code as a whole. */
export interface GeneratedFile {
  readonly file: string;
  readonly content: string;
}

/** What the services say of their APIs, as files: their OpenAPI documents, and the SDK's types of them. */
export async function apiDocuments(): Promise<readonly GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  for (const service of SERVICES) {
    const document = await describeService(await definitionOf(service), VARIABLES);
    if (!document) throw new Error(`${service} has no API`);
    const types = astToString(
      await openapiTypescript(structuredClone(document) as Parameters<typeof openapiTypescript>[0]),
    );
    files.push(
      { file: `docs/openapi/${service}.json`, content: JSON.stringify(document) },
      {
        file: `libs/sdk/src/api/${service}.ts`,
        content: `// Follows from docs/openapi/${service}.json: npm run docs.\n${types}`,
      },
    );
  }
  return files;
}

/** A service as it's started, from its build: a tool doesn't depend on an app, it looks at it. */
async function definitionOf(service: string): Promise<ServiceDefinition<Settings>> {
  const file = join(repositoryRoot, 'apps', service, 'dist', `${service}.module.js`);
  const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const definition = exports[`${service}Definition`];
  if (!definition) throw new Error(`${file} exports no definition`);
  return definition as ServiceDefinition<Settings>;
}
