import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Settings } from '@postrider/config';
import { repositoryRoot, serviceNames, type ServiceName } from '@postrider/stack';
import { z } from 'zod';
import { ofKind, type Container, type KubernetesObject } from './kubernetes-object.js';

/** The settings of a service, from its build: a tool doesn't depend on an app, it looks at it. */
async function settingsOf(service: ServiceName): Promise<Settings> {
  const file = join(repositoryRoot, 'apps', service, 'dist', `${service}.config.js`);
  const exports = (await import(pathToFileURL(file).href)) as Record<string, Settings>;
  const found = Object.entries(exports).find(([name]) => name.endsWith('Settings'));
  if (!found) throw new Error(`${file} exports no settings`);
  return found[1];
}

/** The settings of all services. One after another: modules that are loaded at the same time would be linked at the same time. */
export async function allSettings(): Promise<ReadonlyMap<ServiceName, Settings>> {
  const all = new Map<ServiceName, Settings>();
  for (const service of serviceNames) all.set(service, await settingsOf(service));
  return all;
}

/** Variables that Node itself reads. */
export const isNodes = (name: string): boolean => name.startsWith('NODE_');

/** Where a container has a variable from. */
export type Given =
  | { readonly from: 'value'; readonly value: string }
  | { readonly from: 'config map'; readonly value: string }
  | { readonly from: 'secret'; readonly key: string; readonly optional: boolean };

/** A container's variables by name; one of its own goes before one of the config map. */
export function variablesOf(container: Container, objects: readonly KubernetesObject[]): Map<string, Given> {
  const given = new Map<string, Given>();
  for (const { configMapRef } of container.envFrom) {
    for (const [name, value] of Object.entries(configMap(objects, configMapRef?.name))) {
      given.set(name, { from: 'config map', value });
    }
  }
  for (const { name, value = '', valueFrom } of container.env) {
    const secret = valueFrom?.secretKeyRef;
    given.set(name, secret ? { from: 'secret', key: secret.key, optional: secret.optional } : { from: 'value', value });
  }
  return given;
}

const ConfigMap = z.looseObject({ data: z.record(z.string(), z.string()) });

function configMap(objects: readonly KubernetesObject[], name: string | undefined): Record<string, string> {
  const found = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`there is no ConfigMap ${name}`);
  return ConfigMap.parse(found).data;
}

/** A value for each secret that the objects refer to, as an operator would make it. */
export const secretValues: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgres://postrider:password@postgres.example:5432/postrider',
  POSTRIDER_ADMIN_KEY: 'x'.repeat(32),
  POSTRIDER_SECRET_KEY: Buffer.alloc(32).toString('base64'),
  KAFKA_SASL_PASSWORD: 'password',
  EGRESS_PROXY_URL: 'http://proxy.example:3128',
};
