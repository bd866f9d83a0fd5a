import type { Page } from '@postrider/schemas';
import type { Database } from '../database.js';
import { ApiKeyRow, TenantRow } from '../entities/configuration.entity.js';
import { announceOne, type AnnouncedChange } from './outbox.js';
import { pageById, type IdPage } from './page-by-id.js';

/** A key after a change, and the announcements to wait for. */
export interface ApiKeyChanged {
  readonly key: ApiKeyRow;
  readonly changes: readonly AnnouncedChange[];
}

export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  /** Keys, newest first; those of one tenant where one is given. */
  list(page: IdPage, tenant?: string): Promise<Page<ApiKeyRow>> {
    return this.database.use((manager) => {
      const query = manager.createQueryBuilder(ApiKeyRow, 'row');
      return pageById(tenant === undefined ? query : query.where('row.tenant = :tenant', { tenant }), page, 'DESC');
    });
  }

  /** Keeps a new key; undefined when its tenant doesn't exist. */
  create(key: ApiKeyRow): Promise<readonly AnnouncedChange[] | undefined> {
    return this.database.transaction(async (manager) => {
      if (key.tenant !== null) {
        const tenant = await manager.findOne(TenantRow, {
          where: { id: key.tenant },
          lock: { mode: 'pessimistic_read' },
        });
        if (!tenant) return undefined;
      }
      await manager.insert(ApiKeyRow, key);
      return [await announceOne(manager, 'api-key', key.id)];
    });
  }

  /** A key, only among those of `tenant` where one is given. */
  find(id: string, tenant?: string): Promise<ApiKeyRow | null> {
    return this.database.use((manager) => manager.findOneBy(ApiKeyRow, among(id, tenant)));
  }

  /** Changes a key as `alter` says of the one that is there, or leaves it if that throws; undefined when there is none. */
  change(
    id: string,
    tenant: string | undefined,
    alter: (key: ApiKeyRow) => Partial<Omit<ApiKeyRow, 'id'>>,
  ): Promise<ApiKeyChanged | undefined> {
    return this.database.transaction(async (manager) => {
      const key = await manager.findOne(ApiKeyRow, { where: among(id, tenant), lock: { mode: 'pessimistic_write' } });
      if (!key) return undefined;
      const altered = Object.assign(manager.merge(ApiKeyRow, key), alter(key));
      await manager.save(ApiKeyRow, altered);
      return { key: altered, changes: [await announceOne(manager, 'api-key', id)] };
    });
  }

  /** Deletes a key, only among those of `tenant` where one is given; undefined when there is none. */
  delete(id: string, tenant?: string): Promise<readonly AnnouncedChange[] | undefined> {
    return this.database.transaction(async (manager) => {
      const { affected } = await manager.delete(ApiKeyRow, among(id, tenant));
      return affected ? [await announceOne(manager, 'api-key', id)] : undefined;
    });
  }
}

const among = (id: string, tenant: string | undefined) => (tenant === undefined ? { id } : { id, tenant });
