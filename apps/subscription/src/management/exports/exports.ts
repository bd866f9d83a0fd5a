import type { Readable } from 'node:stream';
import type { EventLogRepository, EventRow } from '@postrider/persistence';
import type { DeliveryExportQuery, EventExportQuery } from '@postrider/schemas';
import { deliveryOf } from '../deliveries/delivery-answers.js';
import { summaryOf } from '../events/event-log.js';
import { inOneLine, ndjson } from './ndjson.js';

/** Deliveries that are read at a time. */
const DELIVERIES = 500;
/** Events: with the largest data that there can be, 8 MiB. */
const EVENTS = 32;

/** Whole lists as a stream, newest first. */
export class Exports {
  constructor(private readonly log: EventLogRepository) {}

  deliveries(tenant: string, query: DeliveryExportQuery): Promise<Readable> {
    return ndjson(
      (after) => this.log.deliveries(tenant, query, { limit: DELIVERIES, after }),
      (row) => JSON.stringify(deliveryOf(row)),
    );
  }

  events(tenant: string, query: EventExportQuery): Promise<Readable> {
    return ndjson((after) => this.log.eventsWithData(tenant, query, { limit: EVENTS, after }), eventLine);
  }
}

/** The data is set into it as it was published, since parsing it would change numbers. */
function eventLine(row: EventRow): Buffer {
  const summary = JSON.stringify(summaryOf(Object.assign(row, { bytes: row.data.length })));
  return Buffer.concat([Buffer.from(`${summary.slice(0, -1)},"data":`), inOneLine(row.data), Buffer.from('}')]);
}
