import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { KAFKA_VERSION, repositoryRoot } from '@postrider/stack';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import { z } from 'zod';

// Its declarations can't be resolved by ECMAScript modules.
const Linter: new (options: object) => {
  lintFiles(files: readonly string[], recursive: boolean): readonly { readonly messages: readonly unknown[] }[];
} = DCLinter;

// They stand in the order in which an event passes them.
const rules = { 'services-alphabetical-order': 0 };
const file = join(repositoryRoot, 'docker-compose.yml');

const servers = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      ports: z.array(z.string()).optional(),
      volumes: z.array(z.string()).optional(),
      healthcheck: z.object({}).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
});

/** There may be no Docker to ask: the linter carries the JSON schema of the Compose specification. */
describe('docker-compose.yml', () => {
  it('is valid by the schema of the Compose specification, and passes a linter', () => {
    const findings = new Linter({ rules, quiet: false, debug: false, exclude: [] }).lintFiles([file], false);
    expect(findings.flatMap(({ messages }) => messages)).toEqual([]);
  });

  it('has the two servers, each with a health check, on loopback only, its data in a volume of its own', () => {
    const { services, volumes } = servers.parse(parse(readFileSync(file, 'utf8'), { merge: true }));
    for (const name of ['kafka', 'postgres']) {
      expect(services[name]?.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
      expect(services[name]?.volumes).toEqual([expect.stringMatching(`^${name}:/`)]);
      expect(services[name]).toHaveProperty('healthcheck');
      expect(volumes).toHaveProperty(name);
    }
  });

  it('runs the same Kafka as the one that is started without Docker', () => {
    const { services } = servers.parse(parse(readFileSync(file, 'utf8'), { merge: true }));
    // A digest may follow.
    expect(services.kafka?.image.replace(/@.*/, '')).toBe(`apache/kafka:${KAFKA_VERSION}`);
  });
});
