import type { Page } from '@postrider/schemas';
import { deliveryTimeMs } from '@postrider/schemas';
import type { EntityManager } from 'typeorm';
import { encodeCursor, type Cursor } from '../cursor.js';
import type { Database } from '../database.js';
import { AttemptRow, DeliveryChangeRow, DeliveryRow, EventRow } from '../entities/log.entity.js';
import { statementsOf } from '../statements-of.js';
import { searchOf, type DeliveryFilter } from './delivery-search.js';
import { eventSearchOf, type EventFilter } from './event-search.js';
import { findPart, type LogSearch, type SearchPage } from './log-search.js';

/** Rows that a page looks at: some 20 ms of Postgres' time. */
const SCAN = 5000;

/** A page of a list that is sorted by acceptance time, newest first. */
export interface TimePage {
  readonly limit: number;
  readonly after?: Cursor | undefined;
}

export type { EventFilter } from './event-search.js';
export type { DeliveryFilter } from './delivery-search.js';

/** An event without its data, and how large that is. */
export type EventSummaryRow = Omit<EventRow, 'data'> & { readonly bytes: number };

/** Looks things up in the log. Every list has an index that gives it in order. */
export class EventLogRepository {
  constructor(private readonly database: Database) {}

  /** Events by any combination of what they can be looked for by. A page looks at a bounded part of the log, as one of deliveries does. */
  events(tenant: string, filter: EventFilter, page: TimePage): Promise<Page<EventSummaryRow>> {
    return this.database.transaction(async (manager) => {
      const names = columnsOf(manager, EventRow).flatMap(({ databaseName: name }) => (name === 'data' ? [] : [name]));
      const columns = `${names.join(', ')}, coalesce(octet_length(data), 0) as bytes`;
      const search = (part: SearchPage) => eventSearchOf(tenant, filter, part);
      return pageOf(manager, search, columns, page, (row) =>
        Object.assign(entityOf(manager, EventRow, row), { bytes: Number(row.bytes) }),
      );
    });
  }

  /** The same with their data, for whoever reads the whole list. */
  eventsWithData(tenant: string, filter: EventFilter, page: TimePage): Promise<Page<EventRow>> {
    return this.database.transaction((manager) =>
      pageOf(
        manager,
        (part) => eventSearchOf(tenant, filter, part),
        '*',
        page,
        (row) => entityOf(manager, EventRow, row),
      ),
    );
  }

  /** An event by its id; the newest, should the id have been used again after the dedupe window. */
  event(tenant: string, id: string): Promise<EventRow | null> {
    return this.database.use((manager) =>
      manager.findOne(EventRow, { where: { tenant, id }, order: { acceptedAt: 'DESC' } }),
    );
  }

  /** The deliveries of one event, up to `limit`. */
  deliveriesOf({ tenant, id, acceptedAt }: EventRow, limit: number): Promise<DeliveryRow[]> {
    return this.database.use((manager) =>
      manager.find(DeliveryRow, { where: { tenant, eventId: id, acceptedAt }, order: { id: 'ASC' }, take: limit }),
    );
  }

  /**
   * Deliveries by any combination of what they can be looked for by. A page looks at a bounded part of the log: it may have fewer
   * than `limit`, or none, and a cursor that leads on.
   */
  deliveries(tenant: string, filter: DeliveryFilter, page: TimePage): Promise<Page<DeliveryRow>> {
    return this.database.transaction((manager) =>
      pageOf(
        manager,
        (part) => searchOf(tenant, filter, part),
        '*',
        page,
        (row) => entityOf(manager, DeliveryRow, row),
      ),
    );
  }

  delivery(tenant: string, id: string): Promise<DeliveryRow | null> {
    return this.database.use((manager) =>
      manager.findOneBy(DeliveryRow, { id, tenant, acceptedAt: new Date(deliveryTimeMs(id)) }),
    );
  }

  /** The attempts of one delivery, in the order they were made. */
  attempts({ id, acceptedAt }: DeliveryRow): Promise<AttemptRow[]> {
    return this.database.use((manager) =>
      manager.find(AttemptRow, { where: { deliveryId: id, acceptedAt }, order: { id: 'ASC' } }),
    );
  }

  /** What a transformation made of one delivery; null for one that has none. */
  async change({ id, acceptedAt, transformed }: DeliveryRow): Promise<DeliveryChangeRow | null> {
    if (!transformed) return null;
    return this.database.use((manager) => manager.findOneBy(DeliveryChangeRow, { deliveryId: id, acceptedAt }));
  }
}

/** A row as the database names its columns. */
interface LogRow extends Record<string, unknown> {
  readonly id: string;
  readonly accepted_at: Date;
}

async function pageOf<T>(
  manager: EntityManager,
  search: (part: SearchPage) => LogSearch,
  columns: string,
  { limit, after }: TimePage,
  shown: (row: LogRow) => T,
): Promise<Page<T>> {
  // One more, which tells whether there is another page.
  const part = search({ order: 'desc', after, limit: limit + 1, scan: SCAN });
  const { rows, end } = await findPart<LogRow>(statementsOf(manager), part, columns, limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const next = last ? { at: last.accepted_at.toISOString(), id: last.id } : end;
  return { data: rows.slice(0, limit).map(shown), nextCursor: next ? encodeCursor(next) : null };
}

const columnsOf = (manager: EntityManager, entity: new () => object) => manager.dataSource.getMetadata(entity).columns;

function entityOf<T extends object>(manager: EntityManager, entity: new () => T, row: LogRow): T {
  const fields = columnsOf(manager, entity).map(
    ({ propertyName, databaseName }) => [propertyName, row[databaseName]] as const,
  );
  return Object.assign(new entity(), Object.fromEntries<unknown>(fields));
}
