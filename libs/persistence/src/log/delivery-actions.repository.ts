import { deliveryTimeMs } from '@postrider/schemas';
import { IsNull, Not, type EntityManager } from 'typeorm';
import type { Database } from '../database.js';
import { DeliveryRow, EventRow, RetryRow } from '../entities/log.entity.js';
import { notify } from '../notifications.js';
import { statementsOf } from '../statements-of.js';
import { lookAtEndpoints } from '../work/endpoint-flows.js';
import { settleLanes } from '../work/lanes.js';

/** What became of a request about one delivery. */
export type ActionResult =
  | { readonly kind: 'done'; readonly delivery: DeliveryRow }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not_possible'; readonly why: string };

/** What one who would send a held delivery has to do instead. */
const HELD_BY: Readonly<Record<string, string>> = {
  lane_blocked: 'it goes in order, and an earlier one of its ordering key is not through: retry or cancel that',
  endpoint_paused: 'its endpoint is paused: resume it, and what is held is delivered',
};

/** What somebody may ask for one delivery. Each takes the delivery's row lock, as the log's writer does. */
export class DeliveryActionRepository {
  constructor(private readonly database: Database) {}

  /** Has an attempt made now: beside the schedule when one is running, as a new run after a dead letter. */
  retry(tenant: string, id: string): Promise<ActionResult> {
    return this.#on(tenant, id, async (manager, delivery) => {
      switch (delivery.status) {
        case 'retrying':
          if (!(await bringForward(manager, id, true))) return 'an attempt is under way';
          break;
        // It's parked: its first attempt is made now, and there is no schedule yet that goes on after it.
        case 'pending':
          if (!(await bringForward(manager, id, false))) return 'its first attempt is under way';
          break;
        case 'dead':
          if (await isExpunged(manager, delivery)) return 'the data of its event was expunged';
          await startRun(manager, delivery);
          break;
        case 'held':
          return HELD_BY[delivery.reason ?? ''] ?? 'its endpoint is disabled: enable it, and what is held is delivered';
        case 'delivered':
          return 'it was delivered';
        case 'cancelled':
          return 'it was cancelled';
      }
      await wakeReleaser(manager, delivery);
      return undefined;
    });
  }

  /** Sees to it that no further attempt is made; one that is under way may still succeed. */
  cancel(tenant: string, id: string): Promise<ActionResult> {
    return this.#on(tenant, id, async (manager, delivery) => {
      if (delivery.status === 'cancelled') return undefined;
      if (delivery.status === 'delivered' || delivery.status === 'dead') return `it is ${delivery.status}`;
      await manager.delete(RetryRow, { deliveryId: id });
      Object.assign(delivery, { status: 'cancelled', reason: 'requested', nextAttemptAt: null });
      await manager.save(DeliveryRow, delivery);
      const { endpointId: endpoint, orderingKey: lane } = delivery;
      if (lane !== null) await settleLanes(statementsOf(manager), [{ endpoint, lane }]);
      await wakeReleaser(manager, delivery);
      return undefined;
    });
  }

  async #on(
    tenant: string,
    id: string,
    act: (manager: EntityManager, delivery: DeliveryRow) => Promise<string | undefined>,
  ): Promise<ActionResult> {
    const where = { id, tenant, acceptedAt: new Date(deliveryTimeMs(id)) };
    return this.database.transaction(async (manager): Promise<ActionResult> => {
      const delivery = await manager.findOne(DeliveryRow, { where, lock: { mode: 'pessimistic_write' } });
      if (!delivery) return { kind: 'unknown' };
      const why = await act(manager, delivery);
      if (why !== undefined) return { kind: 'not_possible', why };
      return { kind: 'done', delivery: (await manager.findOneBy(DeliveryRow, where)) ?? delivery };
    });
  }
}

/**
 * Has what waits for its time be due now, beside the schedule, which goes on at that time, or in place of it; false when
 * it's about to be sent, or was and its report is awaited.
 */
async function bringForward(manager: EntityManager, id: string, besideSchedule: boolean): Promise<boolean> {
  const rows = await statementsOf(manager).query(
    `update retries set trigger = case when $2 then 'manual' else trigger end, ahead = true, last = false,
       resume_at = case when $2 then coalesce(resume_at, due_at) else resume_at end, due_at = now()
     where delivery_id = $1 and due_at is not null and (leased_until is null or leased_until < now()) returning delivery_id`,
    [id, besideSchedule],
  );
  return rows.length > 0;
}

/** What is due now, or counts no more as under way. */
async function wakeReleaser(manager: EntityManager, { endpointId }: DeliveryRow): Promise<void> {
  const statements = statementsOf(manager);
  await lookAtEndpoints(statements, [endpointId]);
  await notify(statements, 'postrider_retries');
}

async function isExpunged(manager: EntityManager, { tenant, eventId: id, acceptedAt }: DeliveryRow): Promise<boolean> {
  return manager.existsBy(EventRow, { tenant, id, acceptedAt, expungedAt: Not(IsNull()) });
}

async function startRun(manager: EntityManager, delivery: DeliveryRow): Promise<void> {
  await statementsOf(manager).query(
    `with started as (
       update deliveries set status = 'retrying', reason = null, run = run + 1, next_attempt_at = now()
       where id = $1 and accepted_at = $2 returning *)
     insert into retries (delivery_id, accepted_at, tenant, event_id, endpoint_id, subscription_id, trigger, ahead, run, step, number, since, due_at, transformed)
     select id, accepted_at, tenant, event_id, endpoint_id, subscription_id, 'redrive', true, run, 0, attempts + 1, now(), now(), transformed from started
     returning delivery_id`,
    [delivery.id, delivery.acceptedAt],
  );
}
