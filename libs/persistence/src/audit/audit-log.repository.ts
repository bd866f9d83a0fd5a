import type { Page } from '@postrider/schemas';
import { registryKey, type RegistryKind } from '@postrider/schemas';
import { encodeCursor } from '../cursor.js';
import type { Database } from '../database.js';
import { AuditLogRow } from '../entities/audit.entity.js';
import type { TimePage } from '../log/event-log.repository.js';
import { inIndexOrder } from '../log/in-index-order.js';
import { statementsOf } from '../statements-of.js';
import { ChangeAtHand, withChangeAtHand, type AskedChange } from './change-at-hand.js';
import { conclude } from './record-changes.js';

/** Which entries; all that is given holds. */
export interface AuditFilter {
  readonly tenant?: string | undefined;
  readonly kind?: string | undefined;
  readonly id?: string | undefined;
  readonly actor?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Who changed what, and the versions that changes left. */
export class AuditLogRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes a change on behalf of whoever asks: all its transactions are one, which leaves an entry in the audit log, or
   * nothing. Rejects with `PreconditionFailed` when an entity isn't what they took it for.
   */
  change<T>(asked: AskedChange, work: () => Promise<T>): Promise<T> {
    const change = new ChangeAtHand(asked);
    return withChangeAtHand(change, () =>
      this.database.changing(work, (manager) => conclude(statementsOf(manager), change)),
    );
  }

  /** The version of an entity that was announced last. To be read before the entity: then it's never newer than what is read. */
  async version(kind: RegistryKind, id: string): Promise<number | undefined> {
    const [row] = await this.database.use((manager) =>
      manager.query<{ version: string }[]>('select version from entity_versions where key = $1', [
        registryKey(kind, id),
      ]),
    );
    return row ? Number(row.version) : undefined;
  }

  /** Newest first. */
  list({ since, until, id, ...filter }: AuditFilter, { limit, after }: TimePage): Promise<Page<AuditLogRow>> {
    return this.database.transaction(async (manager) => {
      const query = manager.createQueryBuilder(AuditLogRow, 'row').where('true');
      if (filter.tenant !== undefined) query.andWhere('row.tenant = :tenant', filter);
      if (filter.kind !== undefined) query.andWhere('row.kind = :kind', filter);
      if (id !== undefined) query.andWhere('row.entityId = :id', { id });
      if (filter.actor !== undefined) query.andWhere('row.actorId = :actor', filter);
      if (since !== undefined) query.andWhere('row.at >= :since', { since });
      if (until !== undefined) query.andWhere('row.at < :until', { until });
      if (after) query.andWhere('(row.at, row.id) < (:afterAt, :afterId)', { afterAt: after.at, afterId: after.id });
      query.orderBy('row.at', 'DESC').addOrderBy('row.id', 'DESC');
      const rows = await inIndexOrder(statementsOf(manager), () => query.limit(limit + 1).getMany());
      const data = rows.slice(0, limit);
      const last = data.at(-1);
      const nextCursor = rows.length > limit && last ? encodeCursor({ at: last.at.toISOString(), id: last.id }) : null;
      return { data, nextCursor };
    });
  }
}
