import type { DeliveryIdentity } from '../log/log-store.js';
import type { LoggedChange } from '../log/delivery-changes.js';
import type { Statements } from '../sql.js';
import { lookAtEndpointsOf } from './endpoint-flows.js';

/** A transformation that had failed, or wasn't run yet, has come to something: that is kept, and what was leased for it is due. */
export async function sendTransformed(statements: Statements, lease: string, change: LoggedChange): Promise<void> {
  const { delivery, acceptedAt, body, headers, path } = change;
  await statements.query(
    `with due as (
       update retries set lease = null, leased_until = null, due_at = now() where delivery_id = $1 and lease = $6
       returning delivery_id, endpoint_id
     ), kept as (
       update delivery_changes c set body = $3, headers = $4, path = $5, failure = null, message = null
       from due d where c.delivery_id = d.delivery_id and c.accepted_at = $2
     ) ${lookAtEndpointsOf('due')}`,
    [delivery, acceptedAt, body, headers ? JSON.stringify(headers) : null, path, lease],
  );
}

/**
 * There is still nothing to send, or there is to be nothing: what was leased ends, as dead or cancelled. Answers whose that
 * was; nothing where it was planned anew or dropped meanwhile.
 */
export async function endUntransformed(
  statements: Statements,
  lease: string,
  { delivery, acceptedAt, failure, message }: LoggedChange,
): Promise<readonly DeliveryIdentity[]> {
  const rows = await statements.query<{
    tenant: string;
    event_id: string;
    event_type: string;
    endpoint_id: string;
    subscription_id: string | null;
    ordering_key: string | null;
  }>(
    `with gone as (
       delete from retries where delivery_id = $1 and lease = $5 returning delivery_id, endpoint_id
     ), kept as (
       update delivery_changes c set failure = $3, message = $4 from gone g where c.delivery_id = g.delivery_id and c.accepted_at = $2
     ), looked as (${lookAtEndpointsOf('gone')}), ended as (
       update deliveries d set status = case when $3::text is null then 'cancelled' else 'dead' end,
         reason = case when $3::text is null then 'transform_dropped' else 'transform_failed' end, next_attempt_at = null
       from gone g where d.id = g.delivery_id and d.accepted_at = $2 returning d.*
     )
     select tenant, event_id, event_type, endpoint_id, subscription_id, ordering_key from ended`,
    [delivery, acceptedAt, failure, message, lease],
  );
  return rows.map((row) => ({
    id: delivery,
    acceptedAt,
    tenant: row.tenant,
    event: row.event_id,
    eventType: row.event_type,
    endpoint: row.endpoint_id,
    subscription: row.subscription_id,
    orderingKey: row.ordering_key,
    transformed: true,
  }));
}
