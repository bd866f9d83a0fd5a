/** Where the two APIs answer, and the key to them. */
export interface Api {
  readonly ingestion: string;
  readonly subscription: string;
  readonly adminKey: string;
}

/** Where the example's endpoint is: nothing listens there unless its reader starts something. */
export const EXAMPLE_RECEIVER = 'http://127.0.0.1:9000/';

/**
 * Three commands that take a fresh Postrider to a delivery: a tenant and an event type (one request each, with the same
 * body), an endpoint, an event. Repeating the first and the last does no harm.
 */
export function curlLines({ ingestion, subscription, adminKey }: Api): string[] {
  const curl = `curl -sS -w '\\n' -H 'authorization: Bearer ${adminKey}' -H 'content-type: application/json'`;
  const tenant = '/v1/tenants/acme';
  return [
    `${curl} -X PUT -d '{}' ${subscription}${tenant} ${subscription}/v1/event-types/order.created`,
    `${curl} -d '{"url":"${EXAMPLE_RECEIVER}"}' ${subscription}${tenant}/endpoints`,
    `${curl} -d '{"type":"order.created","data":{"order":1}}' ${ingestion}${tenant}/events`,
  ];
}
