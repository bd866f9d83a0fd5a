import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { metricLabels, Metrics, type LabelMeaning } from '@postrider/observability';
import { repositoryRoot, serviceNames, type ServiceName } from '@postrider/stack';
import ts from 'typescript';

/** A metric as its declaration in the code has it. */
export interface CatalogueEntry {
  /** As Prometheus has it; a histogram's series have `_bucket`, `_sum` and `_count` behind it. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
  /** The services that have it. */
  readonly services: readonly ServiceName[];
  /** More series than this it never has in one process. */
  readonly maxSeries: number;
}

/** A method of Metrics, and what it declares. */
const DECLARING: Readonly<Record<string, CatalogueEntry['type']>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  tracedHistogram: 'histogram',
};

/** What a lib declares, these services have; the end-to-end test of the metrics sees that they do, and no others. */
const USERS: Readonly<Record<string, readonly ServiceName[]>> = {
  kafka: serviceNames,
  service: serviceNames,
  registry: ['ingestion', 'subscription', 'dispatcher'],
  persistence: ['ingestion', 'subscription', 'retry-scheduler'],
};

/** Buckets, `+Inf`, sum and count: more than any histogram of ours has. */
const HISTOGRAM_SERIES = 20;

/** Every metric of ours, by name: the declarations are read in the source, where name, help and labels are literals. */
export async function metricCatalogue(): Promise<readonly CatalogueEntry[]> {
  const entries: CatalogueEntry[] = [];
  for (const [folder, users] of projects()) {
    const source = join(repositoryRoot, folder, 'src');
    for (const file of await readdir(source, { recursive: true })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const text = await readFile(join(source, file), 'utf8');
      if (!text.includes('metrics.')) continue;
      entries.push(...declaredIn(join(folder, 'src', file), text).map((found) => ({ ...found, services: users })));
    }
  }
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

const projects = (): readonly (readonly [folder: string, users: readonly ServiceName[]])[] => [
  ...serviceNames.map((name) => [`apps/${name}`, [name]] as const),
  ...Object.entries(USERS).map(([lib, users]) => [`libs/${lib}`, users] as const),
];

/** The metrics that a source file declares; throws for a declaration that it can't read. */
export function declaredIn(file: string, text: string): readonly Omit<CatalogueEntry, 'services'>[] {
  const found: Omit<CatalogueEntry, 'services'>[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const type = DECLARING[node.expression.name.text];
      if (type && node.expression.expression.getText().endsWith('metrics')) found.push(declared(file, type, node));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function declared(file: string, type: CatalogueEntry['type'], call: ts.CallExpression) {
  const [declaration] = call.arguments;
  const fields = new Map<string, unknown>();
  if (declaration && ts.isObjectLiteralExpression(declaration))
    for (const property of declaration.properties)
      if (ts.isPropertyAssignment(property)) fields.set(property.name.getText(), literal(property.initializer));
  const { name, help, labels = [] } = Object.fromEntries(fields);
  if (typeof name !== 'string' || typeof help !== 'string' || !Array.isArray(labels))
    throw new Error(`${file}: name, help and labels of a metric are literals, so that its catalogue can be read`);
  const names = labels.map(String);
  const sets = names.reduce((product, label) => product * meaningOf(label).atMost, 1);
  const maxSeries = sets * (type === 'histogram' ? HISTOGRAM_SERIES : 1);
  return { name: `postrider_${name}`, type, help, labels: names, maxSeries };
}

function literal(node: ts.Expression): unknown {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(literal);
  return undefined;
}

/** What a label means; throws for one that isn't described. */
export function meaningOf(label: string): LabelMeaning {
  const meaning = Object.entries(metricLabels).find(([name]) => name === label)?.[1];
  if (!meaning) throw new Error(`the label ${label} is not among those that libs/observability describes`);
  return meaning;
}

/** What every process of Node shows beside ours: prom-client's own, by name. */
export async function processMetrics(): Promise<readonly Pick<CatalogueEntry, 'name' | 'type' | 'help'>[]> {
  const text = await new Metrics('documentation').text();
  const types = new Map(Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name = '', type]) => [name, type]));
  return Array.from(text.matchAll(/^# HELP (\S+) (.*)$/gm), ([, name = '', help = '']) => {
    const type = types.get(name);
    if (type !== 'counter' && type !== 'gauge' && type !== 'histogram') throw new Error(`${name} is a ${type}`);
    return { name, type, help };
  });
}
