import type { Page } from '@postrider/schemas';
import { deliveryTimeMs } from '@postrider/schemas';
import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { encodeCursor, type Cursor } from '../cursor.js';
import type { Database } from '../database.js';
import { AttemptRow, DeliveryChangeRow, DeliveryRow, EventRow } from '../entities/log.entity.js';
import { searchOf, type DeliveryFilter } from './delivery-search.js';

/** Deliveries that a page looks at: some 20 ms of Postgres' time. */
const SCAN = 5000;

/** A page of a list that is sorted by acceptance time, newest first. */
export interface TimePage {
  readonly limit: number;
  readonly after?: Cursor | undefined;
}

export interface EventFilter {
  readonly eventType?: string | undefined;
  readonly source?: string | undefined;
  readonly sourceId?: string | undefined;
  readonly label?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export type { DeliveryFilter } from './delivery-search.js';

/** An event without its data, and how large that is. */
export type EventSummaryRow = Omit<EventRow, 'data'> & { readonly bytes: number };

/** Looks things up in the log. Every list has an index that gives it in order. */
export class EventLogRepository {
  constructor(private readonly database: Database) {}

  events(tenant: string, filter: EventFilter, page: TimePage): Promise<Page<EventSummaryRow>> {
    return this.database.use(async (manager) => {
      const query = ofTenant(manager, tenant, filter)
        .select(EVENT_COLUMNS.map((column) => `row.${column}`))
        .addSelect('coalesce(octet_length(row.data), 0)', 'bytes');
      const { entities, raw } = await byTime(query, filter, page).getRawAndEntities<{ bytes: number }>();
      return pageOf(
        entities.map((row, index) => Object.assign(row, { bytes: raw[index]?.bytes ?? 0 })),
        page,
      );
    });
  }

  /** The same with their data, for whoever reads the whole list. */
  eventsWithData(tenant: string, filter: EventFilter, page: TimePage): Promise<Page<EventRow>> {
    return this.database.use(async (manager) =>
      pageOf(await byTime(ofTenant(manager, tenant, filter), filter, page).getMany(), page),
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
  deliveries(tenant: string, filter: DeliveryFilter, { limit, after }: TimePage): Promise<Page<DeliveryRow>> {
    return this.database.use(async (manager) => {
      const search = searchOf(tenant, filter, { order: 'desc', after, limit: limit + 1, scan: SCAN });
      const { text, values } = search.found('*');
      const found = rowsOf(manager, DeliveryRow, await manager.query<object[]>(text, [...values]));
      if (found.length > limit || !search.end) return pageOf(found, { limit });
      const [end] = await manager.query<{ accepted_at: Date; id: string }[]>(search.end.text, [...search.end.values]);
      return { data: found, nextCursor: end ? encodeCursor({ at: end.accepted_at.toISOString(), id: end.id }) : null };
    });
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

/** By the index on labels where few have it, and else by the one that gives the page in order: the planner knows which labels are common. */
const LABELLED = 'row.labels @> array[:label]::text[]';

const EVENT_COLUMNS = [
  'tenant',
  'id',
  'acceptedAt',
  'type',
  'version',
  'timestamp',
  'orderingKey',
  'deliverAt',
  'idChosen',
  'ceSource',
  'ceId',
  'expungedAt',
  'labels',
];

function ofTenant(manager: EntityManager, tenant: string, filter: EventFilter): SelectQueryBuilder<EventRow> {
  const query = manager.createQueryBuilder(EventRow, 'row').where('row.tenant = :tenant', { tenant });
  if (filter.eventType !== undefined) query.andWhere('row.type = :eventType', filter);
  if (filter.source !== undefined) query.andWhere('row.ceSource = :source', filter);
  if (filter.sourceId !== undefined) query.andWhere('row.ceId = :sourceId', filter);
  if (filter.label !== undefined) query.andWhere(LABELLED, filter);
  return query;
}

/** Rows as the database names their columns, as an entity. */
function rowsOf<T extends object>(manager: EntityManager, entity: new () => T, rows: readonly object[]): T[] {
  const { columns } = manager.dataSource.getMetadata(entity);
  return rows.map((row) =>
    Object.assign(
      new entity(),
      Object.fromEntries(
        columns.map(({ propertyName, databaseName }) => [propertyName, row[databaseName as keyof typeof row]]),
      ),
    ),
  );
}

function within<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  { since, until }: { since?: string | undefined; until?: string | undefined },
) {
  if (since !== undefined) query.andWhere('row.acceptedAt >= :since', { since });
  if (until !== undefined) query.andWhere('row.acceptedAt < :until', { until });
  return query;
}

function byTime<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  filter: EventFilter,
  { limit, after }: TimePage,
) {
  if (after) query.andWhere('(row.acceptedAt, row.id) < (:at, :id)', after);
  return within(query, filter)
    .orderBy('row.acceptedAt', 'DESC')
    .addOrderBy('row.id', 'DESC')
    .limit(limit + 1);
}

function pageOf<T extends { acceptedAt: Date; id: string }>(
  rows: readonly T[],
  { limit }: Pick<TimePage, 'limit'>,
): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data,
    nextCursor: rows.length > limit && last ? encodeCursor({ at: last.acceptedAt.toISOString(), id: last.id }) : null,
  };
}
