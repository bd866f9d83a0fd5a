import { inParallel } from '@postrider/bench';
import { eventually } from '@postrider/testing';
import type { Scenario } from '../scenario.js';
import type { Scene } from '../scene.js';

/** Each event goes to so many endpoints. */
const ENDPOINTS = 20;
/** Publish requests at a time. */
const WIDTH = 16;
/** What the steady endpoints may need while the backlog goes out. */
const P99_MS = { long: 1000, short: 5000 } as const;
const PATIENCE_MS = 600_000;

/** Endpoints that are down, and then take what comes; and how often each of them took each event. */
async function downEndpoints(scene: Scene) {
  const tenant = await scene.world.deployment.tenant();
  const taken = new Map<string, number>();
  const outage = { isOver: false };
  for (let number = 0; number < ENDPOINTS; number++) {
    const mailbox = scene.world.mailbox();
    mailbox.otherwise = (response, { id }) => {
      if (outage.isOver) taken.set(`${number} ${id}`, (taken.get(`${number} ${id}`) ?? 0) + 1);
      response.writeHead(outage.isOver ? 204 : 500).end();
    };
    // Due in an hour, unless somebody sees to it that they're due at once.
    const settings = { url: scene.world.urlOf(mailbox), maxInFlight: 50, retry: { scheduleSeconds: [3600, 3600] } };
    await tenant.register(mailbox, settings);
  }
  return { tenant, taken, outage };
}

const dueAtOnce: Scenario = {
  name: 'backlog',
  what: 'a retry backlog of 100,000 that is due at once',
  promise: 'All of it arrives, each once, while the steady endpoints go on: p99 under 1 s.',
  seconds: { long: 0, short: 0 },
  watchSeconds: 1,
  inflict: async (scene) => {
    const { sql } = scene.world;
    const { tenant, taken, outage } = await downEndpoints(scene);
    const events = scene.size(5000, 100);
    const wanted = events * ENDPOINTS;
    await inParallel(
      Array.from({ length: events }, (_, number) => number),
      WIDTH,
      async (number) => {
        await tenant.publish({ data: { number } });
      },
    );
    const planned = async (): Promise<boolean> => {
      const [row] = await sql.query<{ count: string }>(
        'select count(*) from retries where tenant = $1 and leased_until is null',
        [tenant.id],
      );
      return Number(row?.count) === wanted;
    };
    await eventually('the backlog to be in the log', planned, PATIENCE_MS);
    outage.isOver = true;
    const fromMs = performance.now();
    await sql.query('update retries set due_at = now() where tenant = $1 and leased_until is null', [tenant.id]);
    await sql.query(
      `update endpoint_flows set look_at = now(), rest_until = null
       where endpoint_id in (select endpoint_id from retries where tenant = $1)`,
      [tenant.id],
    );
    await eventually('the backlog to arrive', () => taken.size === wanted, PATIENCE_MS);
    const toMs = performance.now();
    scene.check(
      `all ${wanted} arrived, each once`,
      [...taken.values()].every((times) => times === 1),
      `in ${Math.round((toMs - fromMs) / 1000)} s`,
    );
    return () => {
      const p99Ms = scene.traffic.latencyP99Ms(fromMs, toMs);
      const mostMs = P99_MS[scene.form];
      scene.check(
        `the steady endpoints’ p99 stays under ${mostMs} ms`,
        p99Ms - scene.lostMs(fromMs, toMs) < mostMs,
        `${Math.round(p99Ms)} ms`,
      );
      return Promise.resolve();
    };
  },
};

/** What has piled up. */
export const backlog: readonly Scenario[] = [dueAtOnce];
