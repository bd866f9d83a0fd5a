import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { panelQueries } from '@postrider/dashboards';
import { repositoryRoot } from '@postrider/stack';
import { metricCatalogue, processMetrics } from './metric-catalogue.js';

/** What Prometheus itself adds for whatever it scrapes and for every alert. */
const PROMETHEUS = ['up', 'ALERTS'];

describe('the dashboards', () => {
  it('ask for metrics of the catalogue alone, by the labels that these have', async () => {
    const known = new Map<string, readonly string[]>(
      PROMETHEUS.map((name) => [name, ['alertname', 'alertstate', 'severity', 'topic']]),
    );
    for (const { name, type, labels } of await metricCatalogue()) {
      for (const series of seriesOf(name, type)) known.set(series, labels);
    }
    for (const { name, type } of await processMetrics()) {
      for (const series of seriesOf(name, type)) known.set(series, ['kind', 'version']);
    }
    for (const name of await recorded()) known.set(name, []);
    const wrong = panelQueries().flatMap(({ dashboard, panel, metrics, labels }) => [
      ...metrics.filter((metric) => !known.has(metric)).map((metric) => `${dashboard} / ${panel}: no ${metric}`),
      ...labels
        .filter((label) => !OF_TARGETS.includes(label) && !metrics.some((metric) => known.get(metric)?.includes(label)))
        .map((label) => `${dashboard} / ${panel}: no ${label} of ${metrics.join(', ')}`),
    ]);
    expect(wrong).toEqual([]);
  });

  it('show every metric of ours somewhere, or say why not', async () => {
    const shown = new Set(panelQueries().flatMap(({ metrics }) => metrics));
    const missing = (await metricCatalogue())
      .filter(({ name, type }) => !seriesOf(name, type).some((series) => shown.has(series)))
      .map(({ name }) => name);
    expect(missing.sort()).toEqual(Object.keys(NOT_SHOWN).sort());
  });
});

/** What rules record. */
async function recorded(): Promise<readonly string[]> {
  const text = await readFile(join(repositoryRoot, 'monitoring/prometheus/rules/objectives.yml'), 'utf8');
  return Array.from(text.matchAll(/record: (\S+)/g), ([, name = '']) => name);
}

/** A histogram's buckets have `le`. */
const OF_TARGETS = ['namespace', 'job', 'instance', 'service', 'le'];

/** By metric, why no panel shows it. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  postrider_attempts_in_flight: 'slots_in_use has the same by share',
};

const seriesOf = (name: string, type: string): readonly string[] =>
  type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name];
