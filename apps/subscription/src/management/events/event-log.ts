import type { EventLogRepository, EventRow, EventSummaryRow, ExpungeRepository } from '@postrider/persistence';
import type { EventQuery, EventSummary, Page } from '@postrider/schemas';
import { notFound } from '@postrider/service';
import type { Clock } from '@postrider/time';
import { deliveryOf } from '../deliveries/delivery-answers.js';
import type { Redaction, Redactions } from '../redaction/redactions.js';
import { timePageOf } from '../time-cursor.js';

/** An event's deliveries are shown up to here; the list of deliveries has them all. */
const MAX_DELIVERIES = 1000;

export class EventLog {
  constructor(
    private readonly log: EventLogRepository,
    private readonly redactions: Redactions,
    private readonly expunging: ExpungeRepository,
    private readonly clock: Clock,
  ) {}

  async list(tenant: string, query: EventQuery): Promise<Page<EventSummary>> {
    const { data, nextCursor } = await this.log.events(tenant, query, timePageOf(query));
    return { data: data.map(summaryOf), nextCursor };
  }

  /** The answer as bytes: the data is set into it as it was published, since parsing it would change numbers; but for what is redacted. */
  async get(tenant: string, id: string): Promise<Buffer> {
    const event = await this.log.event(tenant, id);
    if (!event) throw notFound('event');
    const deliveries = await this.log.deliveriesOf(event, MAX_DELIVERIES);
    const redaction = await this.redactions.of(tenant, event.type);
    const summary = JSON.stringify(summaryOf(Object.assign(event, { bytes: event.data?.length ?? 0 })));
    return Buffer.concat([
      Buffer.from(`${summary.slice(0, -1)},"data":`),
      shownData(event, redaction),
      Buffer.from(`,"deliveries":${JSON.stringify(deliveries.map(deliveryOf))}}`),
    ]);
  }

  /** Has the payload of an event and the bodies of what was answered to it deleted; asked again, of what has come since. */
  async expunge(tenant: string, id: string): Promise<void> {
    if (!(await this.expunging.expunge(tenant, id, new Date(this.clock.now())))) throw notFound('event');
  }
}

const EXPUNGED = Buffer.from('null');

/** An event's data byte for byte, but for what is redacted; null once it's expunged. */
export const shownData = ({ data }: EventRow, redaction: Redaction): Buffer => (data ? redaction.data(data) : EXPUNGED);

/** An event as lists show it. */
export function summaryOf(row: EventSummaryRow | (EventRow & { readonly bytes: number })): EventSummary {
  const { id, tenant, type, version, timestamp, acceptedAt, orderingKey, deliverAt, ceSource, ceId } = row;
  const { labels, bytes, expungedAt } = row;
  return {
    id,
    tenant,
    type,
    ...(version !== null && { version }),
    timestamp: timestamp.toISOString(),
    acceptedAt: acceptedAt.toISOString(),
    ...(orderingKey !== null && { orderingKey }),
    ...(deliverAt && { deliverAt: deliverAt.toISOString() }),
    ...(labels && { labels }),
    ...(ceSource !== null && ceId !== null && { cloudEvent: { source: ceSource, id: ceId } }),
    bytes,
    ...(expungedAt && { expungedAt: expungedAt.toISOString() }),
  };
}
