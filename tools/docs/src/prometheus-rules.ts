import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@postrider/stack';
import { parse, stringify } from 'yaml';
import type { GeneratedFile } from './api-documents.js';

const FOLDER = 'monitoring/prometheus/rules';

/** Prometheus's rules as resources of its operator, one for each file. */
export async function prometheusRules(): Promise<GeneratedFile> {
  const names = (await readdir(join(repositoryRoot, FOLDER))).filter((name) => name.endsWith('.yml')).sort();
  const resources = await Promise.all(
    names.map(async (name) =>
      stringify({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { name: `postrider-${name.replace(/\.yml$/, '')}`, namespace: 'postrider' },
        spec: parse(await readFile(join(repositoryRoot, FOLDER, name), 'utf8')) as unknown,
      }),
    ),
  );
  return {
    file: 'k8s/components/prometheus-operator/rules.yaml',
    content: `# Follows from ${FOLDER}: npm run docs.\n${resources.join('---\n')}`,
  };
}
