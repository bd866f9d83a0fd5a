import type { AcceptedEvent, DeliveryChange, Transform } from '@postrider/schemas';
import type { ScriptRun, TransformResult } from './script.js';

/** For the event's own header, the plan, and what of a record isn't content. */
const RECORD_ROOM_BYTES = 16 * 1024;

/** The run of a transformation on an event: its clock is that of the acceptance. */
export function scriptRunOf({ meta, data }: AcceptedEvent, transform: Transform): ScriptRun {
  const { tenant, id, type, timestamp, orderingKey, labels, version, acceptedAt } = meta;
  return {
    tenant,
    transform,
    event: { id, type, timestamp, orderingKey, labels, version },
    data: data.toString('utf8'),
    nowMs: Date.parse(acceptedAt),
  };
}

/**
 * What a result makes of a delivery of an event with so much data. Data, body and headers have to go into one record of at
 * most `recordBytes`.
 */
export function deliveryChangeOf(result: TransformResult, dataBytes: number, recordBytes: number): DeliveryChange {
  switch (result.kind) {
    case 'dropped':
      return { kind: 'dropped' };
    case 'failed': {
      const { reason, message, line } = result;
      return { kind: 'failed', reason, message: line === undefined ? message : `line ${line}: ${message}` };
    }
    case 'transformed': {
      const { body, headers, path } = result;
      const bytes = dataBytes + Buffer.byteLength(body ?? '') + Buffer.byteLength(JSON.stringify(headers ?? {}));
      if (bytes > recordBytes - RECORD_ROOM_BYTES)
        return {
          kind: 'failed',
          reason: 'output',
          message: 'body and headers are too large beside an event of this size',
        };
      return {
        kind: 'transformed',
        hasBody: body !== undefined,
        ...(headers && { headers: { ...headers } }),
        ...(path !== undefined && { path }),
      };
    }
  }
}

/** Of a subscription whose transformation timed out too often: it isn't run. */
export const SUSPENDED: DeliveryChange = {
  kind: 'failed',
  reason: 'suspended',
  message: 'ten runs in a row had timed out: give the endpoint its subscriptions anew, with a transformation that ends',
};
