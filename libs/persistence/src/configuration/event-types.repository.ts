import { FIRST_VERSION, type Page } from '@postrider/schemas';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.js';
import { EventTypeRow, EventTypeVersionRow } from '../entities/configuration.entity.js';
import { statementsOf } from '../statements-of.js';
import { putEventType, putVersion, type EventTypeWrite } from './event-type-writes.js';
import { announceOne, type AnnouncedChange } from './outbox.js';
import { pageById, type IdPage } from './page-by-id.js';

/** An event type with its first version, and the numbers of all. */
export interface EventTypeRows {
  readonly type: EventTypeRow;
  readonly first: EventTypeVersionRow;
  readonly versions: readonly number[];
}

/** How a type stands before a version of it is put: what that is judged by. */
export interface EventTypeStanding {
  readonly type: EventTypeRow;
  readonly versions: readonly EventTypeVersionRow[];
}

/** What became of a put: `judged` is what was found of it, and decides where it's a refusal. */
export type EventTypePutResult<V extends Verdict> =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly judged: V }
  | {
      readonly kind: 'done';
      readonly judged: V;
      readonly created: boolean;
      readonly rows: EventTypeRows;
      readonly version: EventTypeVersionRow;
      readonly changes: readonly AnnouncedChange[];
    };

/** Whether a put may be made. */
export interface Verdict {
  readonly refused: boolean;
}

/** Which of a list: all, or only what is archived, or isn't. */
export interface ArchivedFilter {
  readonly archived?: boolean | undefined;
}

export class EventTypeRepository {
  constructor(private readonly database: Database) {}

  find(id: string): Promise<EventTypeRows | undefined> {
    return this.database.use(async (manager) => {
      const type = await manager.findOneBy(EventTypeRow, { id });
      return type ? rowsOf(manager, type) : undefined;
    });
  }

  list(page: IdPage, { archived }: ArchivedFilter = {}): Promise<Page<EventTypeRows>> {
    return this.database.use(async (manager) => {
      const query = manager.createQueryBuilder(EventTypeRow, 'row');
      if (archived !== undefined) query.where('row.archived = :archived', { archived });
      const { data, nextCursor } = await pageById(query, page);
      return { data: await allRowsOf(manager, data), nextCursor };
    });
  }

  findVersion(type: string, version: number): Promise<EventTypeVersionRow | null> {
    return this.database.use((manager) => manager.findOneBy(EventTypeVersionRow, { type, version }));
  }

  /** Oldest first, after the one that the page before ended with; undefined when there is no such type. */
  listVersions(
    type: string,
    { limit, after }: { readonly limit: number; readonly after?: number | undefined },
    { archived }: ArchivedFilter = {},
  ): Promise<Page<EventTypeVersionRow> | undefined> {
    return this.database.use(async (manager) => {
      if (!(await manager.existsBy(EventTypeRow, { id: type }))) return undefined;
      const query = manager
        .createQueryBuilder(EventTypeVersionRow, 'row')
        .where('row.type = :type and row.version > :after', { type, after: after ?? 0 })
        .orderBy('row.version', 'ASC')
        .limit(limit + 1);
      if (archived !== undefined) query.andWhere('row.archived = :archived', { archived });
      const rows = await query.getMany();
      const data = rows.slice(0, limit);
      return { data, nextCursor: rows.length > limit ? String(data.at(-1)?.version) : null };
    });
  }

  /**
   * Makes a version, or replaces its schema and its example, once `judge` has seen how the type stands; nobody else
   * changes that meanwhile. The judge sees nothing of a type that isn't there.
   */
  put<V extends Verdict>(
    write: EventTypeWrite,
    judge: (standing: EventTypeStanding | undefined) => V,
    now: Date,
  ): Promise<EventTypePutResult<V>> {
    return this.database.transaction(async (manager): Promise<EventTypePutResult<V>> => {
      const standing = await standingOf(manager, write.id);
      if (!standing && !write.type) return { kind: 'unknown' };
      const judged = judge(standing);
      if (judged.refused) return { kind: 'refused', judged };
      const statements = statementsOf(manager);
      const isTypeNew = write.type ? await putEventType(statements, write.id, write.type, now) : false;
      const isVersionNew = await putVersion(statements, write, now);
      const type = await manager.findOneByOrFail(EventTypeRow, { id: write.id });
      return {
        kind: 'done',
        judged,
        created: write.type ? isTypeNew : isVersionNew,
        rows: await rowsOf(manager, type),
        version: await manager.findOneByOrFail(EventTypeVersionRow, { type: write.id, version: write.version }),
        changes: [await announceOne(manager, 'event-type', write.id)],
      };
    });
  }

  /** What {@link put} would have the judge see. */
  standing(id: string): Promise<EventTypeStanding | undefined> {
    return this.database.use((manager) => standingOf(manager, id));
  }

  /** Archives the type, or brings it back; undefined when there is none. */
  setArchived(
    id: string,
    archived: boolean,
    now: Date,
  ): Promise<{ readonly rows: EventTypeRows; readonly changes: readonly AnnouncedChange[] } | undefined> {
    return this.database.transaction(async (manager) => {
      const type = await lockType(manager, id);
      if (!type) return undefined;
      if (type.archived === archived) return { rows: await rowsOf(manager, type), changes: [] };
      const changed = await manager.save(EventTypeRow, Object.assign(type, { archived, updatedAt: now }));
      return { rows: await rowsOf(manager, changed), changes: [await announceOne(manager, 'event-type', id)] };
    });
  }

  /** Archives one version, or brings it back; undefined when there is none. */
  setVersionArchived(
    id: string,
    version: number,
    archived: boolean,
    now: Date,
  ): Promise<{ readonly version: EventTypeVersionRow; readonly changes: readonly AnnouncedChange[] } | undefined> {
    return this.database.transaction(async (manager) => {
      await lockType(manager, id);
      const row = await manager.findOneBy(EventTypeVersionRow, { type: id, version });
      if (!row) return undefined;
      if (row.archived === archived) return { version: row, changes: [] };
      await manager.update(EventTypeVersionRow, { type: id, version }, { archived, updatedAt: now });
      return {
        version: Object.assign(row, { archived, updatedAt: now }),
        changes: [await announceOne(manager, 'event-type', id)],
      };
    });
  }

  delete(id: string): Promise<readonly AnnouncedChange[] | undefined> {
    return this.database.transaction(async (manager) => {
      const { affected } = await manager.delete(EventTypeRow, { id });
      return affected ? [await announceOne(manager, 'event-type', id)] : undefined;
    });
  }
}

/** Everything that writes a version locks its type first. */
function lockType(manager: EntityManager, id: string): Promise<EventTypeRow | null> {
  return manager.findOne(EventTypeRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

async function standingOf(manager: EntityManager, id: string): Promise<EventTypeStanding | undefined> {
  const type = manager.queryRunner?.isTransactionActive
    ? await lockType(manager, id)
    : await manager.findOneBy(EventTypeRow, { id });
  if (!type) return undefined;
  return {
    type,
    versions: await manager.find(EventTypeVersionRow, { where: { type: id }, order: { version: 'ASC' } }),
  };
}

async function rowsOf(manager: EntityManager, type: EventTypeRow): Promise<EventTypeRows> {
  const [rows] = await allRowsOf(manager, [type]);
  if (!rows) throw new TypeError('an event type has no version 1');
  return rows;
}

async function allRowsOf(manager: EntityManager, types: readonly EventTypeRow[]): Promise<EventTypeRows[]> {
  const ids = types.map(({ id }) => id);
  const firsts = await manager
    .createQueryBuilder(EventTypeVersionRow, 'row')
    .where('row.type = any(:ids) and row.version = :first', { ids, first: FIRST_VERSION })
    .getMany();
  const numbers = await manager
    .createQueryBuilder(EventTypeVersionRow, 'row')
    .select('row.type', 'type')
    .addSelect('array_agg(row.version order by row.version)', 'versions')
    .where('row.type = any(:ids)', { ids })
    .groupBy('row.type')
    .getRawMany<{ type: string; versions: number[] }>();
  const firstOf = new Map(firsts.map((first) => [first.type, first]));
  const versionsOf = new Map(numbers.map(({ type, versions }) => [type, versions]));
  return types.flatMap((type) => {
    const first = firstOf.get(type.id);
    // Deleted since it was listed.
    return first ? { type, first, versions: versionsOf.get(type.id) ?? [first.version] } : [];
  });
}
