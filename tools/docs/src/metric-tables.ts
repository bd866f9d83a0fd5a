import { metricLabels } from '@postrider/observability';
import { serviceNames } from '@postrider/stack';
import type { CatalogueEntry } from './metric-catalogue.js';
import { table } from './tables.js';

/** What a name's end says of its unit; without one it's a number of things. */
const UNITS = ['seconds', 'bytes', 'records', 'days'];

const unitOf = (name: string): string => UNITS.find((unit) => name.replace(/_total$/, '').endsWith(`_${unit}`)) ?? '';

/** Every metric of ours. */
export function metricTable(entries: readonly CatalogueEntry[]): string {
  const rows = entries.map(({ name, type, labels, help, services }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    unitOf(name),
    help,
    services.length === serviceNames.length ? 'all' : services.join(', '),
  ]);
  return table(['metric', 'type', 'labels', 'unit', 'meaning', 'of'], rows);
}

/** Every label, and how many values it may have. */
export function labelTable(): string {
  const rows = Object.entries(metricLabels).map(([label, { meaning, atMost }]) => [
    `\`${label}\``,
    meaning,
    String(atMost),
  ]);
  return table(['label', 'meaning', 'values at most'], rows);
}

/** What any process of Node shows. */
export function processMetricTable(entries: readonly Pick<CatalogueEntry, 'name' | 'type' | 'help'>[]): string {
  return table(
    ['metric', 'type', 'meaning'],
    entries.map(({ name, type, help }) => [`\`${name}\``, type, help]),
  );
}
