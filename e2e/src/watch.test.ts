import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { panelQueries, type PanelQuery } from '@postrider/dashboards';
import { metricCatalogue, processMetrics } from '@postrider/docs';
import { Deployment, metricsOf, Refused, status, type Tenant } from '@postrider/outside';
import {
  monitoringDirectory,
  PrometheusServer,
  promtool,
  rules,
  runbook,
  scrapeConfig,
  type Series,
} from '@postrider/prometheus';
import { topics } from '@postrider/schemas';
import { repositoryRoot, serviceNames } from '@postrider/stack';
import { eventually } from '@postrider/testing';
import pg from 'pg';
import { withoutData } from './outside/dashboard-data.js';
import { produce } from './outside/kafka-console.js';

jest.setTimeout(240_000);

const run = promisify(execFile);

/** What is there only for a moment, or after a fault that would take long to bring about here, and why. */
const ONLY_AFTER_A_FAULT: Readonly<Record<string, string>> = {
  nodejs_active_requests: 'something is asked of the system that takes a thread of it',
  postrider_events_dropped_total: 'two requests with one id at the same moment, of which ingestion recognises neither',
  postrider_filters_undecided_total: 'a filter that takes more work than one may',
  postrider_kafka_produce_failures_total: 'Kafka refuses a record',
  postrider_records_retried_total: 'what a handler needs is away',
};
/** Panels of which a part shows what is there only after a fault, with the labels that say so. */
const PARTS_AFTER_A_FAULT: readonly RegExp[] = [
  // A row that Postgres refuses.
  /outcome="refused"/,
];
/** A number of partitions, of which each has a day, and no duration: seconds would say nothing. */
const IN_DAYS = 'postrider_log_partitions_ahead_days ';
/** In one process after a small load; what it may come to at most is bounded by the labels of the catalogue. */
const MAX_SERIES = 1500;
const PATIENCE_MS = 60_000;

let postrider: Deployment;
let prometheus: PrometheusServer;
let acme: Tenant;

/** Once of everything that is cheap: what goes well, what fails, is parked, dies, is redriven, transformed, refused. */
async function everythingOnce(): Promise<void> {
  const to = (type: string) => [{ eventTypes: [type] }];
  const mailbox = (code = 204) => {
    const made = postrider.receiver.mailbox();
    made.otherwise = status(code);
    return made;
  };
  await acme.register(mailbox(), { subscriptions: to('watch.delivered') });
  const transform = { language: 'javascript', code: 'const transform = ({ data }) => ({ body: data });' };
  await acme.register(mailbox(), { subscriptions: [{ eventTypes: ['watch.delivered'], transform }] });
  const dying = await acme.register(mailbox(404), {
    subscriptions: to('watch.dead'),
    retry: { scheduleSeconds: [1] },
  });
  const ill = await acme.register(mailbox(500), {
    subscriptions: to('watch.ill'),
    ordering: 'key',
    retry: { scheduleSeconds: [3600] },
  });
  for (let count = 0; count < 8; count++) await acme.publish({ type: 'watch.ill' });
  const dead = await acme.publish({ type: 'watch.dead' });
  await acme.settled(dead.id, 'dead');
  await acme.redrive({ endpoint: dying.id });
  const opened = async () => {
    const page = await metricsOf(postrider.stack.service('dispatcher'));
    return (page.value('postrider_breaker_transitions_total', { to: 'open' }) ?? 0) > 0;
  };
  await eventually('the breaker of the one that is ill to open', opened);
  await acme.disable(ill.id);
  await acme.register(mailbox(500), { subscriptions: to('watch.failing') });
  await acme.publish({ type: 'watch.failing' });
  const limited = await postrider.tenant('watch.delivered');
  const quota = { eventsPerDay: 1 };
  const limiting = await limited.client.ask('subscription', 'PUT', `/v1/tenants/${limited.id}`, { body: { quota } });
  expect(limiting.status).toBe(200);
  await eventually('a quota to be used up', () => limited.refusal());
  await acme.publish({ type: 'watch.ill' });
  await expect(acme.publishBytes('{"type":')).rejects.toThrow(Refused);
  await produce(postrider.stack, topics.inbox.name, [{ headers: { mine: 'kept' }, value: 'no event at all' }]);
}

beforeAll(async () => {
  postrider = await Deployment.start();
  const targets = Object.fromEntries(postrider.stack.services.map(({ name, port }) => [name, `127.0.0.1:${port}`]));
  const config = scrapeConfig(targets, { rules: [join(monitoringDirectory, 'rules', '*.yml')] });
  prometheus = await PrometheusServer.start({ config });
  acme = await postrider.tenant('watch.delivered', 'watch.dead', 'watch.ill', 'watch.failing');
  // Counters' zeros have to be seen before the first that they count.
  await eventually('every service to be scraped', async () => (await up()) === serviceNames.length, PATIENCE_MS);
  await everythingOnce();
});
afterAll(async () => {
  await prometheus.stop();
  await postrider.stop();
});

const up = async (): Promise<number> => (await prometheus.api.targets()).filter(({ health }) => health === 'up').length;

/** Publishes, and looks, until nothing is missing; answers what still is when time is up. */
async function missing<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
  let left: readonly T[] = [];
  const none = async (): Promise<boolean> => {
    await acme.publish();
    left = await look();
    return left.length === 0;
  };
  await eventually('nothing to be missing', none, PATIENCE_MS).catch(() => undefined);
  return left;
}

const hasData = ({ value }: Series): boolean => !Number.isNaN(value);

/** Every series but buckets, with data, as `service name`. */
async function seriesNames(): Promise<ReadonlySet<string>> {
  const series = await prometheus.api.query('{job="postrider", __name__!~".+_bucket"}');
  return new Set(series.filter(hasData).map(({ labels: { service, __name__: name } }) => `${service} ${name}`));
}

const isOfAFault = ({ expr, metrics }: PanelQuery): boolean =>
  metrics.every((name) => name in ONLY_AFTER_A_FAULT) || PARTS_AFTER_A_FAULT.some((part) => part.test(expr));

/** The metrics that an expression is about. */
const metricsIn = (expression: string): readonly string[] =>
  expression.match(/\b(?:postrider[_:]|nodejs_|process_)[a-z0-9_:]+/g) ?? [];

/** The names, of those that were asked for, that Prometheus doesn't know, other than after a fault. */
async function unknownAmong(names: readonly string[]): Promise<readonly string[]> {
  const known = new Set([...(await prometheus.api.metricNames()), ...Object.keys(ONLY_AFTER_A_FAULT)]);
  return [...new Set(names)].filter((name) => !known.has(name));
}

describe('a real Prometheus', () => {
  it('has every series of the catalogue, of each service that is to have it, and none of ours beside them', async () => {
    const catalogue = await metricCatalogue();
    const ofProcesses = (await processMetrics()).map((entry) => ({ ...entry, services: serviceNames }));
    const all = [...catalogue, ...ofProcesses].filter(({ name }) => !(name in ONLY_AFTER_A_FAULT));
    const wanted = all.flatMap(({ name, type, services }) =>
      services.map((service) => `${service} ${name}${type === 'histogram' ? '_count' : ''}`),
    );
    const absent = async () => {
      const there = await seriesNames();
      return wanted.filter((one) => !there.has(one));
    };
    expect(await missing(absent)).toEqual([]);
    const known = new Set([...wanted, ...wanted.map((one) => one.replace(/_count$/, '_sum'))]);
    const more = [...(await seriesNames())].filter((one) => one.includes(' postrider_') && !known.has(one));
    expect(more.filter((one) => !((one.split(' ')[1] ?? '') in ONLY_AFTER_A_FAULT))).toEqual([]);
  });

  it('finds nothing against the conventions in what services show', async () => {
    for (const { address } of postrider.stack.services) {
      const input = await (await fetch(`${address}/metrics`)).text();
      const { said } = await promtool(['check', 'metrics'], { input });
      const faults = said.split('\n').filter((line) => line.startsWith('postrider_') && !line.startsWith(IN_DAYS));
      expect(faults).toEqual([]);
    }
  });

  it('is not flooded with series', async () => {
    for (const { labels, value } of await prometheus.api.query('count by (service) ({job="postrider"})'))
      expect([labels.service, value < MAX_SERIES]).toEqual([labels.service, true]);
  });

  it('evaluates every rule, and what is recorded has data', async () => {
    const recorded = (await rules()).flatMap((rule) => ('record' in rule ? [rule.record] : []));
    const empty = async () => {
      const found = await Promise.all(recorded.map((name) => prometheus.api.query(name)));
      return recorded.filter((_, index) => !found[index]?.some(hasData));
    };
    expect(await missing(empty)).toEqual([]);
    const broken = (await prometheus.api.rules()).filter(({ health }) => health !== 'ok');
    expect(broken).toEqual([]);
    expect(await unknownAmong((await rules()).flatMap(({ expr }) => metricsIn(expr)))).toEqual([]);
  });

  it('fires the alert of the one fault that there was, and of no other', async () => {
    const firing = async () =>
      (await prometheus.api.rules()).filter(({ state }) => state === 'firing').map(({ name }) => name);
    await eventually('an alert', async () => (await firing()).length > 0, PATIENCE_MS);
    expect(await firing()).toEqual(['PostriderPoisonRecords']);
  });

  it('has data for every query of every panel, with the variables as Grafana puts them in', async () => {
    const wanted = panelQueries().filter((query) => !isOfAFault(query));
    let left: readonly PanelQuery[] = wanted;
    const empty = await missing(async () => (left = await withoutData(prometheus.api, left)));
    expect(empty.map(({ dashboard, panel, legend }) => `${dashboard} / ${panel} / ${legend}`)).toEqual([]);
    // What shows nothing without a fault is right as far as Prometheus takes it.
    const ofFaults = panelQueries().filter(isOfAFault);
    expect((await withoutData(prometheus.api, ofFaults)).length).toBeLessThanOrEqual(ofFaults.length);
  });
});

describe('the runbook', () => {
  it('has queries that Prometheus takes, about series that are there', async () => {
    for (const { queries } of await runbook()) {
      for (const query of queries) await prometheus.api.query(query);
      expect(await unknownAmong(queries.flatMap(metricsIn))).toEqual([]);
    }
  });

  it('has statements that Postgres takes', async () => {
    const database = new pg.Client({ connectionString: postrider.stack.postgres.connectionString });
    await database.connect();
    try {
      for (const { statements } of await runbook()) for (const statement of statements) await database.query(statement);
    } finally {
      await database.end();
    }
  });

  it('has commands that work', async () => {
    const address = (name: (typeof serviceNames)[number]): string => postrider.stack.service(name).address;
    const env = {
      ...process.env,
      ...postrider.stack.env,
      INGESTION: address('ingestion'),
      SUBSCRIPTION: address('subscription'),
      DISPATCHER: address('dispatcher'),
      RETRY_SCHEDULER: address('retry-scheduler'),
      NODE_OPTIONS: '',
    };
    for (const { alert, commands } of await runbook())
      for (const command of commands) {
        // Built already: npm would look whether it is.
        const built = command.replace('npm run dlt --', `'${process.execPath}' tools/launcher/dist/main.js cli dlt`);
        const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', built], { cwd: repositoryRoot, env });
        expect([alert, command, stdout.length > 0]).toEqual([alert, command, true]);
        expect([alert, command, stdout]).toEqual([alert, command, expect.not.stringMatching(/"code":"|away/)]);
      }
  });
});
