import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from '@postrider/persistence';
import { measure } from '../load/measured.js';
import type { Route } from '../load/publish.js';
import type { Postrider } from '../postrider.js';
import type { PostriderApi } from '../postrider-api.js';
import { median } from '../statistics.js';
import { closedPace, faultsOf, healthyTenant } from './loads.js';
import type { Scenario } from './scenario.js';
import { sqlOf } from './sql-of.js';

const FAN = 10;
/** Events at a time while the log is filled: progress is shown between. */
const CHUNK = 10_000;
const LOG_PATIENCE_MS = 300_000;
const ASKED = 11;

/** Whether it's as fast with a long log as with none. */
export const flat: Scenario = {
  name: 'flat',
  what: 'closed loop with an empty log → after many recorded deliveries; the slowest list then',
  runs: 1,
  async prepare(bench) {
    const postrider = await bench.start();
    const route = await healthyTenant(postrider);
    const sql = sqlOf(postrider);
    bench.onEnd(() => sql.close());
    const count = bench.size(20_000, 3000);
    const loop = async (events: number) =>
      measure(await postrider.rig.observe({ count: events, pace: closedPace, to: postrider.http(), routes: [route] }));
    await loop(bench.size(5000, 1000));
    return async () => {
      const before = await loop(count);
      const deliveries = bench.options.quick ? Math.min(20_000, bench.options.records) : bench.options.records;
      const smallBytes = await bytesOf(postrider, sql);
      const crowd = await fill(postrider, deliveries, bench.options.progress);
      await logged(sql, crowd.tenant, deliveries);
      const grown = await bytesOf(postrider, sql);
      const after = await loop(count);
      return {
        deliveriesBefore: deliveries,
        rateAtStartPerS: before.deliveredPerS,
        rateAtEndPerS: after.deliveredPerS,
        postgresKibPerDelivery: (grown.postgres - smallBytes.postgres) / 1024 / deliveries,
        kafkaKibPerDelivery: (grown.kafka - smallBytes.kafka) / 1024 / deliveries,
        rateKept: after.deliveredPerS / before.deliveredPerS,
        slowestListMs: Math.max(
          await slowestList(postrider.api, crowd.tenant),
          await slowestList(postrider.api, route.tenant),
        ),
        ...faultsOf(before, after),
      };
    };
  },
};

/** Has that many deliveries made, ten of each event, and answers whose they are. */
async function fill(postrider: Postrider, deliveries: number, progress: (text: string) => void): Promise<Route> {
  const route = await healthyTenant(postrider, FAN);
  const events = Math.ceil(deliveries / FAN);
  for (let made = 0; made < events; made += CHUNK) {
    progress(`recording deliveries: ${made * FAN} of ${deliveries}`);
    const plan = { count: Math.min(CHUNK, events - made), pace: closedPace, to: postrider.http(), routes: [route] };
    const { missing } = measure(await postrider.rig.observe(plan, { fan: FAN }));
    if (missing > 0) throw new Error(`${missing} deliveries are missing while the log is filled`);
  }
  return route;
}

/** The log comes after the deliveries: what is measured next must not pay for writing it. */
async function logged(sql: Sql, tenant: string, deliveries: number): Promise<void> {
  const deadline = performance.now() + LOG_PATIENCE_MS;
  const statement = `select count(*)::int as count from deliveries where tenant = $1 and status = 'delivered'`;
  for (;;) {
    const [row] = await sql.query<{ count: number }>(statement, [tenant]);
    if ((row?.count ?? 0) >= deliveries) return;
    if (performance.now() > deadline) throw new Error('the log never caught up with the deliveries');
    await wait(500);
  }
}

/** What is on disk: the database with its indexes, and all of Kafka's data. */
async function bytesOf({ stack }: Postrider, sql: Sql): Promise<{ readonly postgres: number; readonly kafka: number }> {
  const [row] = await sql.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes');
  return { postgres: Number(row?.bytes ?? NaN), kafka: await folderBytes(stack.kafka.dataDirectory) };
}

/** The size of all files below a folder; one that goes meanwhile counts nothing. */
async function folderBytes(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = files
    .filter((file) => file.isFile())
    .map((file) => stat(join(file.parentPath, file.name)).catch(() => undefined));
  // What is allocated, not what is said: index files are made larger than what's in them.
  return (await Promise.all(sizes)).reduce((total, size) => total + (size?.blocks ?? 0) * 512, 0);
}

/** The median of the list that takes longest, in milliseconds. */
async function slowestList(api: PostriderApi, tenant: string): Promise<number> {
  const lists = [
    'deliveries',
    'deliveries?status=delivered',
    'deliveries?status=dead',
    'deliveries?status=retrying',
    'deliveries?eventType=order.created',
    'deliveries?orderingKey=nobodys',
    'deliveries?label=vip',
    'deliveries?lastFailure=timeout',
    'deliveries?lastStatusCode=500',
    'deliveries?lastStatusCode=204&status=delivered&eventType=order.created',
    'events?eventType=order.created',
    'stats?by=minute',
    'stats?by=hour',
    'stats?by=day&eventType=order.created',
    'dead-letters',
    'events',
    'endpoints',
  ];
  let slowestMs = 0;
  for (const list of lists) {
    const times: number[] = [];
    for (let asked = 0; asked < ASKED; asked++) {
      const startMs = performance.now();
      await api.ask('GET', `/v1/tenants/${tenant}/${list}`);
      times.push(performance.now() - startMs);
    }
    slowestMs = Math.max(slowestMs, median(times));
  }
  return slowestMs;
}
