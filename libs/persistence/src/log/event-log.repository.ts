import type { DeliveryStatus, Page } from '@postrider/schemas';
import { deliveryTimeMs } from '@postrider/schemas';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { encodeCursor, type Cursor } from '../cursor.js';
import type { Database } from '../database.js';
import { AttemptRow, DeliveryChangeRow, DeliveryRow, EventRow } from '../entities/log.entity.js';

/** A page of a list that is sorted by acceptance time, newest first. */
export interface TimePage {
  readonly limit: number;
  readonly after?: Cursor | undefined;
}

export interface EventFilter {
  readonly eventType?: string | undefined;
  readonly source?: string | undefined;
  readonly sourceId?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export interface DeliveryFilter {
  readonly status?: DeliveryStatus | undefined;
  readonly endpoint?: string | undefined;
  readonly eventType?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** An event without its data, and how large that is. */
export type EventSummaryRow = Omit<EventRow, 'data'> & { readonly bytes: number };

/** Looks things up in the log. Every list has an index that gives it in order. */
export class EventLogRepository {
  constructor(private readonly database: Database) {}

  events(tenant: string, filter: EventFilter, page: TimePage): Promise<Page<EventSummaryRow>> {
    return this.database.use(async (manager) => {
      const query = manager
        .createQueryBuilder(EventRow, 'row')
        .select(EVENT_COLUMNS.map((column) => `row.${column}`))
        .addSelect('octet_length(row.data)', 'bytes')
        .where('row.tenant = :tenant', { tenant });
      if (filter.eventType !== undefined) query.andWhere('row.type = :eventType', filter);
      if (filter.source !== undefined) query.andWhere('row.ceSource = :source', filter);
      if (filter.sourceId !== undefined) query.andWhere('row.ceId = :sourceId', filter);
      const { entities, raw } = await byTime(query, filter, page).getRawAndEntities<{ bytes: number }>();
      return pageOf(
        entities.map((row, index) => Object.assign(row, { bytes: raw[index]?.bytes ?? 0 })),
        page,
      );
    });
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

  deliveries(tenant: string, filter: DeliveryFilter, page: TimePage): Promise<Page<DeliveryRow>> {
    return this.database.use(async (manager) => {
      const query = manager.createQueryBuilder(DeliveryRow, 'row').where('row.tenant = :tenant', { tenant });
      if (filter.status !== undefined) query.andWhere('row.status = :status', filter);
      if (filter.endpoint !== undefined) query.andWhere('row.endpointId = :endpoint', filter);
      if (filter.eventType !== undefined) query.andWhere('row.eventType = :eventType', filter);
      return pageOf(await byTime(query, filter, page).getMany(), page);
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

  /** How many dead letters there are to redrive. */
  countDead(tenant: string, filter: Omit<DeliveryFilter, 'status'>): Promise<number> {
    return this.database.use((manager) => {
      const query = manager
        .createQueryBuilder(DeliveryRow, 'row')
        .where(`row.tenant = :tenant and row.status = 'dead'`, { tenant });
      if (filter.endpoint !== undefined) query.andWhere('row.endpointId = :endpoint', filter);
      return within(query, filter).getCount();
    });
  }
}

const EVENT_COLUMNS = [
  'tenant',
  'id',
  'acceptedAt',
  'type',
  'version',
  'timestamp',
  'orderingKey',
  'idChosen',
  'ceSource',
  'ceId',
];

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
  filter: EventFilter | DeliveryFilter,
  { limit, after }: TimePage,
) {
  if (after) query.andWhere('(row.acceptedAt, row.id) < (:at, :id)', after);
  return within(query, filter)
    .orderBy('row.acceptedAt', 'DESC')
    .addOrderBy('row.id', 'DESC')
    .limit(limit + 1);
}

function pageOf<T extends { acceptedAt: Date; id: string }>(rows: readonly T[], { limit }: TimePage): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data,
    nextCursor: rows.length > limit && last ? encodeCursor({ at: last.acceptedAt.toISOString(), id: last.id }) : null,
  };
}
