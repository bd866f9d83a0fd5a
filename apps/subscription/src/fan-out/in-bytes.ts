import { MAX_RECORD_BYTES } from '@postrider/kafka';
import type { PlannedDelivery } from '@postrider/schemas';

/** Deliveries of one event that go into one record. */
export interface Part {
  readonly partition: number;
  readonly deliveries: PlannedDelivery[];
}

/** For all that isn't data, bodies and headers of transformed deliveries: the event's own header, and 1,000 deliveries. */
const ROOM_BYTES = 256 * 1024;

/** A part in as many as its bodies need, so that each record is one that Kafka takes; every record has the event's data. */
export function inBytes(
  { partition, deliveries }: Part,
  dataBytes: number,
  bodies: ReadonlyMap<string, Buffer>,
): Part[] {
  const parts: Part[] = [];
  let bytes = Infinity;
  for (const delivery of deliveries) {
    const own = bytesOf(delivery, bodies);
    if (bytes + own > MAX_RECORD_BYTES - ROOM_BYTES) {
      parts.push({ partition, deliveries: [] });
      bytes = dataBytes;
    }
    bytes += own;
    parts.at(-1)?.deliveries.push(delivery);
  }
  return parts;
}

function bytesOf({ id, change }: PlannedDelivery, bodies: ReadonlyMap<string, Buffer>): number {
  const headers = change?.kind === 'transformed' && change.headers ? JSON.stringify(change.headers).length : 0;
  return (bodies.get(id)?.length ?? 0) + headers;
}
