import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@postrider/stack';
import { parse } from 'yaml';
import { z } from 'zod';

const ComposeService = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.coerce.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
});

export type ComposeService = z.infer<typeof ComposeService>;

/** The services of docker-compose.yml, each variable as it is where the caller sets none. */
export function composeServices(): Record<string, ComposeService> {
  const text = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
  const plain = text.replaceAll(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1');
  return z.looseObject({ services: z.record(z.string(), ComposeService) }).parse(parse(plain, { merge: true }))
    .services;
}
