import type { Page } from '@postrider/schemas';
import type { Database } from '../database.js';
import { ApiKeyRow, TenantRow } from '../entities/configuration.entity.js';
import { announceOne, type AnnouncedChange } from './outbox.js';
import { pageById, type IdPage } from './page-by-id.js';

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

  /** Deletes a key, only among those of `tenant` where one is given; undefined when there is none. */
  delete(id: string, tenant?: string): Promise<readonly AnnouncedChange[] | undefined> {
    return this.database.transaction(async (manager) => {
      const { affected } = await manager.delete(ApiKeyRow, tenant === undefined ? { id } : { id, tenant });
      return affected ? [await announceOne(manager, 'api-key', id)] : undefined;
    });
  }
}
