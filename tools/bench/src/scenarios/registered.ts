import { setTimeout as wait } from 'node:timers/promises';
import { announce, outboxBacklog, type Sql } from '@postrider/persistence';
import { mintId } from '@postrider/schemas';
import { startServices } from '@postrider/stack';
import { measure } from '../load/measured.js';
import { monotonicUs } from '../load/monotonic.js';
import type { Postrider } from '../postrider.js';
import { EVENT_TYPE, faultsOf } from './loads.js';
import type { Scenario } from './scenario.js';
import { sqlOf } from './sql-of.js';

const CHUNK = 5000;
const PER_TENANT = 1000;
const RELAY_PATIENCE_MS = 120_000;

/**
 * With 100,000 endpoints: how long a restart takes, and how soon a change is in force. The endpoints are written as the
 * management API writes them, rows and announcements alike, but by statements of our own: one by one would take minutes.
 */
export const registered: Scenario = {
  name: 'registered',
  what: '100,000 endpoints: a restart of all services, and a change of one endpoint’s URL under 200 events/s',
  runs: 1,
  async prepare(bench) {
    const postrider = await bench.start();
    const { api, rig, stack } = postrider;
    await api.putEventTypes([EVENT_TYPE]);
    const tenant = await postrider.newTenant();
    const endpoint = await api.createEndpoint(tenant, { url: rig.endpointUrl(0), maxInFlight: 64 });
    const relayedS = await register(postrider, bench.size(100_000, 5000), bench.options.progress);
    return async () => {
      bench.options.progress('restarting the services');
      await Promise.all(stack.services.map((service) => service.stop()));
      const stoppedMs = performance.now();
      await startServices(stack.services);
      const readyS = (performance.now() - stoppedMs) / 1000;

      const load = { pace: { kind: 'open', perSecond: 200 } as const, to: postrider.http() };
      const observing = rig.observe({ ...load, count: 1000, routes: [{ tenant, type: EVENT_TYPE }] });
      await wait(2000);
      await api.patchEndpoint(tenant, endpoint, { url: rig.endpointUrl(1) });
      const answeredUs = monotonicUs();
      const observed = await observing;
      await api.patchEndpoint(tenant, endpoint, { url: rig.endpointUrl(0) });
      const { groups, sentUs } = observed.arrivals;
      if (!groups.includes(1)) throw new Error('nothing arrived at the new URL');
      const lastToOldUs = sentUs.reduce((last, sent, index) => (groups[index] === 0 ? Math.max(last, sent) : last), 0);
      const inForceMs = Math.max(0, lastToOldUs - answeredUs) / 1000;
      return { readyS, relayedS, inForceMs, ...faultsOf(measure(observed)) };
    };
  },
};

/** Resolves with the seconds until the registry had all of them, once the last was written. */
async function register(postrider: Postrider, count: number, progress: (text: string) => void): Promise<number> {
  const sql = sqlOf(postrider);
  try {
    for (let from = 0; from < count; from += CHUNK) {
      progress(`registering endpoints: ${from} of ${count}`);
      await insertEndpoints(sql, from, Math.min(CHUNK, count - from));
    }
    const writtenMs = performance.now();
    while ((await outboxBacklog(sql)).count > 0) {
      if (performance.now() - writtenMs > RELAY_PATIENCE_MS) throw new Error('the registry never got all endpoints');
      await wait(100);
    }
    return (performance.now() - writtenMs) / 1000;
  } finally {
    await sql.close();
  }
}

async function insertEndpoints(sql: Sql, from: number, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  const ids = numbers.map(() => mintId('ep', Date.now()));
  const tenants = numbers.map((number) => `crowd-${Math.floor(number / PER_TENANT)}`);
  await sql.transaction(async (statements) => {
    const created = await statements.query<{ id: string }>(
      `insert into tenants (id, created_at, updated_at) select distinct tenant, now(), now() from unnest($1::text[]) as tenant
       on conflict do nothing returning id`,
      [tenants],
    );
    await statements.query(
      `insert into endpoints (id, tenant, url, header_names, status, created_at, updated_at)
       select id, tenant, 'https://example.com/' || id, '{}', 'enabled', now(), now()
       from unnest($1::text[], $2::text[]) as e (id, tenant)`,
      [ids, tenants],
    );
    await statements.query(
      `insert into subscriptions (id, endpoint_id, position, event_types)
       select s, e, 0, array['order.*', 'invoice.paid'] from unnest($1::text[], $2::text[]) as x (s, e)`,
      [numbers.map(() => mintId('sub', Date.now())), ids],
    );
    // Nothing is ever sent to them, so it doesn't matter whose secret it is: its length does.
    await statements.query(
      `insert into endpoint_secrets (endpoint_id, sealed, created_at)
       select e, (select sealed from endpoint_secrets order by id limit 1), now() from unnest($1::text[]) as e`,
      [ids],
    );
    await announce(
      statements,
      'tenant',
      created.map(({ id }) => id),
    );
    await announce(statements, 'endpoint', ids);
  });
}
