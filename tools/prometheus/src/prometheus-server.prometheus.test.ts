import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leasePort } from '@postrider/stack';
import { eventually } from '@postrider/testing';
import { PrometheusServer } from './prometheus-server.js';
import { promtool } from './promtool.js';
import { scrapeConfig } from './scrape-config.js';

let page: Server;
let prometheus: PrometheusServer;

beforeAll(async () => {
  const port = await leasePort();
  page = createServer((_, answer) => answer.setHeader('content-type', 'text/plain; version=0.0.4').end('answer 42\n'));
  await new Promise<void>((resolve) => page.listen(port, '127.0.0.1', resolve));
  prometheus = await PrometheusServer.start({
    config: scrapeConfig({ page: `127.0.0.1:${port}` }, { intervalMs: 200 }),
  });
}, 180_000);
afterAll(async () => {
  await prometheus.stop();
  page.close();
});

describe('a Prometheus of our own', () => {
  it('scrapes what it’s told to, and answers queries', async () => {
    await eventually('a scrape', async () => (await prometheus.api.query('answer')).length > 0);
    const [found] = await prometheus.api.query('answer');
    expect(found).toMatchObject({ labels: { job: 'postrider', service: 'page' }, value: 42 });
    expect(await prometheus.api.metricNames()).toContain('answer');
    expect((await prometheus.api.targets()).map(({ health }) => health)).toEqual(['up']);
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
    expect(await promtool(['--version'])).toMatchObject({ ok: true, said: expect.stringContaining('promtool') });
  });
});
