import { describe, expect, it } from '@jest/globals';
import { metricLabels } from '@postrider/observability';
import { declaredIn, metricCatalogue, processMetrics } from './metric-catalogue.js';

/** A Prometheus of 4 GiB holds a million series: so many processes as this allows are more than anybody has. */
const MAX_SERIES = 12_000;

describe('the catalogue of metrics', () => {
  it('is read from the source: name, type, help and labels', () => {
    const source = `this.#count = metrics.counter({ name: 'polls_total', help: 'Polls.', labels: ['topic'] });
      this.metrics.tracedHistogram({ name: 'poll_seconds', help: 'A poll’s time.' }, [1, 2]);
      metrics.counter.length; others.counter({ name: 'none' });`;
    expect(declaredIn('a.ts', source)).toEqual([
      {
        name: 'postrider_polls_total',
        type: 'counter',
        help: 'Polls.',
        labels: ['topic'],
        maxSeries: metricLabels.topic.atMost,
      },
      { name: 'postrider_poll_seconds', type: 'histogram', help: 'A poll’s time.', labels: [], maxSeries: 20 },
    ]);
  });

  it('refuses what it can’t read, and a label that nobody described', () => {
    expect(() => declaredIn('a.ts', 'metrics.gauge({ name, help: "" })')).toThrow('a.ts: name, help and labels');
    const source = `metrics.gauge({ name: 'things', help: 'Things.', labels: ['event_type'] })`;
    expect(() => declaredIn('a.ts', source)).toThrow('the label event_type');
  });

  it('has names by the conventions: a base unit, `_total` for what only counts up, and a sentence', async () => {
    const all = await metricCatalogue();
    expect(all.length).toBeGreaterThan(60);
    for (const { name, type, help } of all) {
      expect(name).toMatch(/^postrider_[a-z]+(_[a-z]+)*$/);
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|hours|kib|mib|count|sum|bucket)(_total)?$/);
      expect(help).toMatch(/\.$/);
    }
  });

  it('declares each name once in a service', async () => {
    const all = await metricCatalogue();
    const inServices = all.flatMap(({ name, services }) => services.map((service) => `${service} ${name}`));
    expect(inServices.length).toBe(new Set(inServices).size);
  });

  it('bounds how many series a process may come to have', async () => {
    const all = await metricCatalogue();
    for (const service of ['ingestion', 'subscription', 'dispatcher', 'retry-scheduler'] as const) {
      const most = all.filter(({ services }) => services.includes(service));
      expect(most.reduce((sum, { maxSeries }) => sum + maxSeries, 0)).toBeLessThan(MAX_SERIES);
    }
  });

  it('knows what Node’s processes show by themselves', async () => {
    expect((await processMetrics()).map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'process_cpu_seconds_total',
        'nodejs_eventloop_lag_p99_seconds',
        'nodejs_gc_duration_seconds',
      ]),
    );
  });
});
