import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Settings } from '@postrider/config';
import { dashboardFiles } from '@postrider/dashboards';
import { repositoryRoot } from '@postrider/stack';
import { format, resolveConfig } from 'prettier';
import { apiDocuments } from './api-documents.js';
import { cliSections } from './cli-sections.js';
import { flowDiagram } from './flow-diagram.js';
import { kafkaTopics } from './kafka-topics.js';
import { metricCatalogue, processMetrics } from './metric-catalogue.js';
import { labelTable, metricTable, processMetricTable } from './metric-tables.js';
import { withSection } from './marked-section.js';
import { prometheusRules } from './prometheus-rules.js';
import { failureTable, logEventTable, problemTable, settingsTable, topicTable } from './tables.js';

/* `npm run docs` writes the parts of the documentation that follow from the code; `npm run docs:check` fails when one is out of date. */

const SERVICES = ['ingestion', 'subscription', 'dispatcher', 'retry-scheduler'] as const;

/** The settings of a service, from its build: a tool doesn't depend on an app, it looks at it. */
async function settingsOf(service: string): Promise<Settings> {
  const file = join(repositoryRoot, 'apps', service, 'dist', `${service}.config.js`);
  const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const [settings] = Object.entries(exports).flatMap(([name, value]) =>
    name.endsWith('Settings') ? [value as Settings] : [],
  );
  if (!settings) throw new Error(`${file} exports no settings`);
  return settings;
}

async function sections(): Promise<
  readonly { readonly file: string; readonly name: string; readonly content: string }[]
> {
  const services = new Map(
    await Promise.all(SERVICES.map(async (service) => [service, await settingsOf(service)] as const)),
  );
  return [
    { file: 'README.md', name: 'flow', content: flowDiagram() },
    { file: 'README.md', name: 'topics', content: topicTable() },
    { file: 'docs/configuration.md', name: 'settings', content: settingsTable(services) },
    { file: 'docs/problems.md', name: 'problems', content: problemTable() },
    { file: 'docs/attempts.md', name: 'failures', content: failureTable() },
    ...(await cliSections()),
    { file: 'docs/logs.md', name: 'log-events', content: logEventTable() },
    { file: 'docs/metrics.md', name: 'metrics', content: metricTable(await metricCatalogue()) },
    { file: 'docs/metrics.md', name: 'labels', content: labelTable() },
    { file: 'docs/metrics.md', name: 'process', content: processMetricTable(await processMetrics()) },
    ...(await Promise.all(EXAMPLES.map(exampleSection))),
  ];
}

/** Code of the SDK's README: what stands there is what the end-to-end tests run. */
const EXAMPLES = ['publish', 'manage', 'verify', 'express', 'fastify', 'nest', 'lambda'];

async function exampleSection(name: string) {
  const code = await readFile(join(repositoryRoot, 'e2e', 'src', 'examples', `${name}.ts`), 'utf8');
  return { file: 'libs/sdk/README.md', name, content: `\`\`\`ts\n${code}\`\`\`` };
}

/** Every file that follows from the code, whole or in part, as it should be. */
async function filesAsTheyShouldBe(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const { file, name, content } of await sections()) {
    const text = files.get(file) ?? (await readFile(join(repositoryRoot, file), 'utf8'));
    files.set(file, withSection(text, name, content));
  }
  const whole = [...(await apiDocuments()), ...dashboardFiles(), await kafkaTopics(), await prometheusRules()];
  for (const { file, content } of whole) files.set(file, content);
  return files;
}

const command = process.argv[2];
const stale: string[] = [];
for (const [file, text] of await filesAsTheyShouldBe()) {
  const path = join(repositoryRoot, file);
  const before = await readFile(path, 'utf8').catch(() => '');
  const after = await format(text, { ...(await resolveConfig(path)), filepath: path });
  if (before === after) continue;
  if (command === 'write') await writeFile(path, after);
  else stale.push(file);
}
if (stale.length > 0) {
  process.stderr.write(`Out of date: ${stale.join(', ')}. Run \`npm run docs\`.\n`);
  process.exitCode = 1;
}
