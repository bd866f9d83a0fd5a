import type { EventLogRepository, EventRow, EventSummaryRow } from '@postrider/persistence';
import type { EventQuery, EventSummary, Page } from '@postrider/schemas';
import { notFound } from '@postrider/service';
import { deliveryOf } from '../deliveries/delivery-answers.js';
import { timePageOf } from '../time-cursor.js';

/** An event's deliveries are shown up to here; the list of deliveries has them all. */
const MAX_DELIVERIES = 1000;

export class EventLog {
  constructor(private readonly log: EventLogRepository) {}

  async list(tenant: string, query: EventQuery): Promise<Page<EventSummary>> {
    const { data, nextCursor } = await this.log.events(tenant, query, timePageOf(query));
    return { data: data.map(summaryOf), nextCursor };
  }

  /** The answer as bytes: the data is set into it as it was published, since parsing it would change numbers. */
  async get(tenant: string, id: string): Promise<Buffer> {
    const event = await this.log.event(tenant, id);
    if (!event) throw notFound('event');
    const deliveries = await this.log.deliveriesOf(event, MAX_DELIVERIES);
    const summary = JSON.stringify(summaryOf(Object.assign(event, { bytes: event.data.length })));
    return Buffer.concat([
      Buffer.from(`${summary.slice(0, -1)},"data":`),
      event.data,
      Buffer.from(`,"deliveries":${JSON.stringify(deliveries.map(deliveryOf))}}`),
    ]);
  }
}

function summaryOf(row: EventSummaryRow | (EventRow & { readonly bytes: number })): EventSummary {
  const { id, tenant, type, version, timestamp, acceptedAt, orderingKey, labels, ceSource, ceId, bytes } = row;
  return {
    id,
    tenant,
    type,
    ...(version !== null && { version }),
    timestamp: timestamp.toISOString(),
    acceptedAt: acceptedAt.toISOString(),
    ...(orderingKey !== null && { orderingKey }),
    ...(labels && { labels }),
    ...(ceSource !== null && ceId !== null && { cloudEvent: { source: ceSource, id: ceId } }),
    bytes,
  };
}
