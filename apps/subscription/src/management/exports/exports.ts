import type { Readable } from 'node:stream';
import type { EventLogRepository, EventRow } from '@postrider/persistence';
import type { DeliveryExportQuery, EventExportQuery } from '@postrider/schemas';
import { deliveryOf } from '../deliveries/delivery-answers.js';
import { shownData, summaryOf } from '../events/event-log.js';
import type { Redaction, Redactions } from '../redaction/redactions.js';
import { inOneLine, ndjson } from './ndjson.js';

/** Deliveries that are read at a time. */
const DELIVERIES = 500;
/** Events: with the largest data that there can be, 8 MiB. */
const EVENTS = 32;

/** Whole lists as a stream, newest first. */
export class Exports {
  constructor(
    private readonly log: EventLogRepository,
    private readonly redactions: Redactions,
  ) {}

  deliveries(tenant: string, query: DeliveryExportQuery): Promise<Readable> {
    return ndjson(
      (after) => this.log.deliveries(tenant, query, { limit: DELIVERIES, after }),
      (row) => JSON.stringify(deliveryOf(row)),
    );
  }

  events(tenant: string, query: EventExportQuery): Promise<Readable> {
    return ndjson(
      async (after) => {
        const { data, nextCursor } = await this.log.eventsWithData(tenant, query, { limit: EVENTS, after });
        return { data: await this.#linesOf(tenant, data), nextCursor };
      },
      (line) => line,
    );
  }

  /** What is hidden is asked anew for each page: a path that is added while somebody reads hides what comes after. */
  async #linesOf(tenant: string, rows: readonly EventRow[]): Promise<Buffer[]> {
    const known = new Map<string, Promise<Redaction>>();
    const redactionOf = (type: string): Promise<Redaction> => {
      const redaction = known.get(type) ?? this.redactions.of(tenant, type);
      known.set(type, redaction);
      return redaction;
    };
    return Promise.all(rows.map(async (row) => eventLine(row, await redactionOf(row.type))));
  }
}

/** The data is set into it as it was published, since parsing it would change numbers; but for what is redacted. */
function eventLine(row: EventRow, redaction: Redaction): Buffer {
  const summary = JSON.stringify(summaryOf(Object.assign(row, { bytes: row.data?.length ?? 0 })));
  const data = inOneLine(shownData(row, redaction));
  return Buffer.concat([Buffer.from(`${summary.slice(0, -1)},"data":`), data, Buffer.from('}')]);
}
