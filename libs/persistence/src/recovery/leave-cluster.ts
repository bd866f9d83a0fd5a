import { lookAtEndpoints } from '../work/endpoint-flows.js';
import type { Statements } from '../sql.js';

/** Something of an endpoint's ordering key that is parked: its new owner has to know. */
export interface ParkedLane {
  readonly endpoint: string;
  readonly orderingKey: string;
}

/** What was done for the offsets of a Kafka that is left to mean nothing any more. */
export interface Left {
  /** Deliveries that were on their way there, and are planned to be sent. */
  readonly planned: number;
  /** Ordering keys of which something is parked. */
  readonly lanes: readonly ParkedLane[];
}

/**
 * Leaves the Kafka that the database's offsets are of for another, where offsets begin again. What was on its way is sent
 * from here; it may have arrived before, as after any loss. In a transaction, while no service runs.
 */
export async function leaveCluster(statements: Statements, to: string): Promise<Left> {
  await statements.query('delete from log_positions');
  // No record of the new one is a record of the old one read again, though its place may be the same.
  await statements.query('update event_claims set record_offset = -1 - record_offset where record_offset >= 0');
  await statements.query(`update jobs set waits_for = null where status = 'waiting'`);
  await statements.query(
    'update retries set origin_partition = null, origin_offset = null, lease = null, leased_until = null',
  );
  // Among each other as they were, and before everything that comes.
  await statements.query(
    `update retries set order_offset = order_offset - 1 - (select max(order_offset) from retries) where order_offset is not null`,
  );
  const planned = await statements.query<{ endpoint_id: string }>(
    `insert into retries (delivery_id, accepted_at, tenant, event_id, endpoint_id, subscription_id, trigger, ahead, run, step, number, due_at, transformed)
     select d.id, d.accepted_at, d.tenant, d.event_id, d.endpoint_id, d.subscription_id, 'first', true, d.run, 0, d.attempts + 1, now(), d.transformed
     from deliveries d join endpoints e on e.id = d.endpoint_id
     where d.status = 'pending' and not exists (select from retries r where r.delivery_id = d.id)
     returning endpoint_id`,
  );
  const parked = await statements.query<{ endpoint_id: string }>('select distinct endpoint_id from retries');
  await lookAtEndpoints(statements, new Set(parked.map(({ endpoint_id: id }) => id)));
  await statements.query(
    `insert into kafka_cluster (id) values ($1) on conflict (only_one) do update set id = excluded.id, releases_wait_for = null`,
    [to],
  );
  const lanes = await statements.query<{ endpoint_id: string; lane: string }>(
    'select distinct endpoint_id, lane from retries where lane is not null',
  );
  return {
    planned: planned.length,
    lanes: lanes.map(({ endpoint_id: endpoint, lane: orderingKey }) => ({ endpoint, orderingKey })),
  };
}
