import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '@postrider/observability';
import { leasePort } from '@postrider/stack';
import { eventually } from '@postrider/testing';
import { PrometheusServer } from './prometheus-server.js';
import { promtool } from './promtool.js';
import { scrapeConfig } from './scrape-config.js';

const TRACE = 'a1b2c3d4'.repeat(4);
/** The first time it's fetched. */
const PATIENCE_MS = 180_000;

let service: Server;
let prometheus: PrometheusServer;

beforeAll(async () => {
  const metrics = new Metrics('dispatcher');
  metrics.counter({ name: 'attempts_total', help: 'Attempts.', labels: ['outcome'] }).inc({ outcome: 'delivered' }, 42);
  const seconds = metrics.tracedHistogram({ name: 'attempt_seconds', help: 'Attempts.', labels: ['outcome'] });
  seconds.observe({ outcome: 'delivered' }, 0.3, { trace_id: TRACE });
  service = createServer((request, answer) => {
    void metrics.page(request.headers.accept).then(({ contentType, text }) => {
      answer.setHeader('content-type', contentType).end(text);
    });
  });
  const port = await leasePort();
  await new Promise<void>((resolve) => service.listen(port, '127.0.0.1', resolve));
  const config = scrapeConfig({ dispatcher: `127.0.0.1:${port}` }, { intervalMs: 200 });
  prometheus = await PrometheusServer.start({ config });
}, PATIENCE_MS);
afterAll(async () => {
  await prometheus.stop();
  service.close();
});

describe('a Prometheus of our own', () => {
  it('scrapes what it’s told to, and answers queries', async () => {
    // One that takes longer than the interval fails, and what was there is gone until the next.
    const found = await eventually('a scrape', async () => (await prometheus.api.query('postrider_attempts_total'))[0]);
    expect(found).toMatchObject({ labels: { job: 'postrider', service: 'dispatcher' }, value: 42 });
    expect(await prometheus.api.metricNames()).toContain('postrider_attempt_seconds_bucket');
    const targets = await eventually('its target to be up', async () => {
      const all = await prometheus.api.targets();
      return all.every(({ health }) => health === 'up') && all;
    });
    expect(targets).toHaveLength(1);
  });

  it('leads from a bucket to a trace', async () => {
    const [found] = await eventually('an exemplar', async () => {
      const exemplars = await prometheus.api.exemplars('postrider_attempt_seconds_bucket');
      return exemplars.length > 0 && exemplars;
    });
    expect(found?.exemplars).toEqual([{ labels: { trace_id: TRACE }, value: '0.3' }]);
  });

  it('has pages for people', async () => {
    expect((await fetch(prometheus.address)).status).toBe(200);
  });

  it('says what is wrong with a query', async () => {
    await expect(prometheus.api.query('rate(')).rejects.toThrow('parse error');
  });

  it('says what is wrong with its configuration, and leaves nothing running', async () => {
    await expect(PrometheusServer.start({ config: { no_such_thing: 1 } })).rejects.toThrow('no_such_thing');
  });
});

describe('promtool', () => {
  it('says what it finds', async () => {
    expect(await promtool(['check', 'rules', 'no-such-file.yml'])).toMatchObject({ ok: false });
    const page = { input: '# HELP things_total Things.\n# TYPE things_total gauge\nthings_total 1\n' };
    const { ok, said } = await promtool(['check', 'metrics'], page);
    expect([ok, said]).toEqual([false, expect.stringContaining('things_total')]);
  });
});
